#!/usr/bin/python3
"""Alliances made to measure: founded, seated, in the middle of a meeting, at times of one's own choosing.

    path = scene.founded(members=20, tc=12)
    scene.play(path, scene.session(path, "tc"))        a meeting that is in session now, its first motion put

    tests/support/scene.py DIR --members 20 --tc 12 [--session tc] [--at TIME]     the same from a shell

A script is a list of steps, {"at": TIME} or {"kind", "person", "as", "args"}; tests/tools/stage plays it on a directory that
nobody serves. Names are visibly made up.
"""
import argparse
import contextlib
import datetime
import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from support import house  # noqa: E402

STAGE = Path(os.environ.get("BUILD", house.SOURCE / "build")) / "tests" / "stage"
CLASSES = ("director", "ordinary", "partner")


class Refused(AssertionError):
    """A step of a script was refused; the verdict says why."""


def instant(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def now():
    return datetime.datetime.utcnow().replace(microsecond=0)


def play(path, steps, charter=None, founded_at=None):
    """The answers of the steps that are acts."""
    script = "\n".join(json.dumps(step, ensure_ascii=False) for step in steps)
    done = subprocess.run([str(STAGE), str(path), *([str(charter), instant(founded_at)] if charter else [])], input=script,
                          capture_output=True, text=True, env=house.environment())
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0:
        acts = [step for step in steps if "kind" in step]
        at = acts[len(answers) - 1] if answers else (acts or [None])[0]
        raise Refused(f"{at}: {json.dumps(answers[-1], ensure_ascii=False) if answers else ''} {done.stderr}")
    return answers


def ask(path, sql, *values):
    """Rows of the database, read from outside. Closed at once: what lingers in this process would keep an old log's index alive."""
    with contextlib.closing(sqlite3.connect(f"file:{path}/alliance.db?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


def founding(members=20, directors=12, tc=12):
    """Steps of a founding under COIA's charter: members, Board, Technical Committee, the other bodies, and its close. The founder is
    person 1; the representative of member N is person N + 1."""
    steps = []
    for n in range(1, members + 1):
        kind = "director" if n <= directors else "ordinary"
        steps.append({"kind": "founding.admit", "person": 1, "args": {
            "class": kind, "org_name": f"示例单位 {n}", "org_name_en": f"Example Member {n}", "type": "enterprise", "jurisdiction": "SG",
            "registration": f"EXAMPLE-{n:04d}", "name": f"Example Person {n}", "email": f"person{n}@example.org"}})

    def seat(body, title, *people):
        for person in people:
            steps.append({"kind": "founding.appoint", "person": 1, "args": {"body": body, "title": title, "person": person}})

    everyone = list(range(2, members + 2))
    seats = everyone[:min(directors, max(10, min(25, (3 * members + 5) // 10)))]  # A11.1
    seat("board", "chair", seats[0])
    seat("board", "vice-chair", *seats[1:3])
    seat("board", "director", *seats[3:])
    technical = everyone[:tc]
    seat("tc", "chair", technical[0])
    seat("tc", "vice-chair", *technical[1:4])
    seat("tc", "member", *technical[4:])
    for number, body in enumerate(("outreach", "safety")):
        seat(body, "chair", everyone[number])
        seat(body, "vice-chair", *everyone[number + 2:number + 5])
    seat("secretariat", "secretary-general", everyone[-1])
    steps.append({"kind": "founding.close", "person": 1})
    return steps


def changed(*changes):
    """COIA's charter with some of its sentences changed: (before, after) each."""
    charter = house.directory("charter")
    shutil.copytree(house.SOURCE / "charters" / "coia", charter)
    rules = (charter / "rules").read_text()
    for before, after in changes:
        assert before in rules, f"the charter has no “{before}”"
        rules = rules.replace(before, after, 1)
    (charter / "rules").write_text(rules)
    return charter


def ranked(method):
    """… but that the Board's elections are counted by a method of ranks."""
    return changed(("by voting representatives of director members\n", f"by voting representatives of director members, counted by {method}\n"))


REPRESENTATIVES = "rule A9.1.2 may representative.change"
SEVERAL = (REPRESENTATIVES, f"rule A9.1.2 representatives: of at most 2 members each\n{REPRESENTATIVES}")  # one person may have two votes


def also(path, *pairs):
    """Steps by which persons speak for a member more, and cast its vote: (member, person) each."""
    clerk, office = secretary(path)
    return [{"kind": "representative.add", "person": clerk, "as": office, "args": {"member": member, "person": person, "voting": True}}
            for member, person in pairs]


def founded(members=20, directors=12, tc=12, days_ago=20, path=None, at=None, charter=None):
    """A new alliance, founded so many days ago, or at a time, and seated."""
    path = path or house.directory("founded")
    at = at or now() - datetime.timedelta(days=days_ago)
    play(path, [{"at": instant(at)}, *founding(members, directors, tc)], charter or house.SOURCE / "charters" / "coia", at)
    return path


def holders(path, body):
    """(person, holding, title) of those in office."""
    return ask(path, "SELECT person, id, title FROM holding WHERE body = ? AND to_at IS NULL ORDER BY id", body)


def secretary(path):
    """Somebody of the Secretariat: (person, capacity)."""
    person, holding = ask(path, "SELECT person, id FROM holding WHERE body = 'secretariat' AND to_at IS NULL ORDER BY id LIMIT 1")[0]
    return person, f"office:{holding}"


def tokens(path, people):
    """API tokens for persons of an alliance that nobody serves, one each."""
    made = [secrets.token_urlsafe(32) for _ in people]
    with contextlib.closing(sqlite3.connect(f"{path}/alliance.db")) as db, db:
        db.executemany("INSERT INTO token (id, person, label, created_at) VALUES (?, ?, 'test', 0)",
                       [(hashlib.sha256(token.encode()).hexdigest(), person) for token, person in zip(made, people)])
    return made


def signed_in(path, people):
    """Sessions of persons of an alliance that nobody serves, one each: (cookie, the token of its forms)."""
    made = [(secrets.token_urlsafe(32), secrets.token_urlsafe(32)) for _ in people]
    at = int(now().replace(tzinfo=datetime.timezone.utc).timestamp())
    with sqlite3.connect(f"{path}/alliance.db") as db:
        db.executemany("INSERT INTO session (id, person, csrf, created_at, seen_at, expires_at, agent) VALUES (?, ?, ?, ?, ?, ?, 'test')",
                       [(hashlib.sha256(cookie.encode()).hexdigest(), person, csrf, at, at, at + 86400) for (cookie, csrf), person in zip(made, people)])
    return made


def session(path, body="tc", motion="Adopt the example roadmap", motions=1, put=True, topics=0):
    """Steps after which a meeting of the body is in session, everybody present, and a motion is being voted on (`put` False: none is
    yet). It was called as long ago as the charter wants, counted back from now over weekends and holidays."""
    begins = now() - datetime.timedelta(minutes=30)
    people = holders(path, body)
    leader = next(person for person, _, title in people if title == "chair")
    lead = {"person": leader, "as": next(f"office:{holding}" for person, holding, title in people if person == leader)}
    meeting = ask(path, "SELECT coalesce(max(id), 0) + 1 FROM meeting")[0][0]
    number = ask(path, "SELECT coalesce(max(id), 0) + 1 FROM motion")[0][0]
    return [
        {"at": instant(begins - datetime.timedelta(days=16))},
        {"kind": "meeting.call", **lead, "args": {"body": body, "starts_at": instant(begins), "place": "Example room"}},
        *({"kind": "topic.propose", **lead, "args": {"meeting": meeting, "title": f"Example point {n + 1}", "text": ""}} for n in range(topics)),
        {"at": instant(begins)},
        {"kind": "meeting.open", **lead, "args": {"meeting": meeting}},
        *({"kind": "attendance.record", **lead, "args": {"meeting": meeting, "person": person, "move": "came"}} for person, _, _ in people),
        *({"kind": "motion.propose", **lead, "args": {"meeting": meeting, "title": motion, "text": "So that there is one to vote on."}}
          for _ in range(motions)),
        *([{"kind": "motion.put", **lead, "args": {"motion": number}}] if put else []),
    ]


CONDITIONS = ["capacity", "lawful", "public-spirit", "independent", "able", "further"]  # A7, of who is nominated


def elections(path, closes, opens, ends, term, nominees=7):
    """Steps after which two elections are called: for the chair of the Technical Committee, by name, two candidates, its chair of today
    and person 3; for the vice-chairs of the Board, with receipts, all `nominees` but the one for chair. The three times are when
    nominations close, voting opens, ends."""
    clerk, office = secretary(path)
    voters = {person: f"rep:{number}" for person, number in ask(path, "SELECT person, id FROM representation WHERE to_at IS NULL ORDER BY id DESC")}
    lead, holding = next((person, f"office:{number}") for person, number, title in holders(path, "tc") if title == "chair")
    number = ask(path, "SELECT coalesce(max(id), 0) + 1 FROM round")[0][0]

    def nominate(body, title, person, as_, **more):
        return {"kind": "nomination.make", "person": person, "as": as_, "args": {"body": body, "title": title, "person": person, **more}}

    return [
        {"at": instant(closes - datetime.timedelta(days=20))},
        *({"kind": "nomination.open", "person": clerk, "as": office, "args": {"body": body, "closes_at": instant(closes), "term_from": term}}
          for body in ("tc", "board")),
        nominate("tc", "chair", lead, holding, conditions=CONDITIONS),
        nominate("tc", "chair", 3, voters[3], conditions=CONDITIONS),
        *(nominate("board", "chair" if person == 2 else "vice-chair", person, voters[person]) for person in range(2, 2 + nominees)),
        {"at": instant(closes)},
        *({"kind": "election.call", "person": clerk, "as": office,
           "args": {"round": number + i, "opens_at": instant(opens), "closes_at": instant(ends), "seed": "Example words"}} for i in range(2)),
    ]


def autumn(year):
    """Nominations close on 1 November at noon of the alliance, voting is from the 5th, 09:00, to the 12th, noon; the term, 1 January."""
    return (*(datetime.datetime(year, 11, *at) for at in ((1, 4), (5, 1), (12, 4))), f"{year + 1}-01-01")


def sealed_election(path, directors=()):
    """Steps after which two stand for the chair of the Board, and these people for its directors, and voting is open: from 5 to 8
    November 2027, sealed. The alliance was founded before October of that year."""
    secretary_person, office = secretary(path)
    steps = [{"at": "2027-10-08T02:00:00Z"}, {"kind": "nomination.open", "person": secretary_person, "as": office, "args": {
        "body": "board", "closes_at": "2027-11-01T04:00:00Z", "term_from": "2028-01-01"}}]
    for person, title in [(2, "chair"), (3, "chair"), *((person, "director") for person in directors)]:
        representation = ask(path, "SELECT id FROM representation WHERE person = ? AND to_at IS NULL ORDER BY id", person)[0][0]
        steps.append({"kind": "nomination.make", "person": person, "as": f"rep:{representation}", "args": {"body": "board", "title": title, "person": person}})
    return [*steps, {"at": "2027-11-01T04:00:00Z"}, {"kind": "election.call", "person": secretary_person, "as": office, "args": {
        "round": 1, "opens_at": "2027-11-05 00:00", "closes_at": "2027-11-08 00:00", "seed": "Example"}}]


def main():
    arguments = argparse.ArgumentParser(description="Founds an alliance of made-up members.")
    arguments.add_argument("dir")
    arguments.add_argument("--members", type=int, default=20)
    arguments.add_argument("--directors", type=int, default=12)
    arguments.add_argument("--tc", type=int, default=12)
    arguments.add_argument("--session", help="a body whose meeting is in session, a motion being voted on")
    arguments.add_argument("--uncalled", action="store_true", help="with --elections or --sealed: nominations are closed, no election is called yet")
    arguments.add_argument("--several", action="store_true", help="person 5 casts the votes of members 4 and 12")
    arguments.add_argument("--ranked", help="a method by which the Board's elections are counted instead")
    arguments.add_argument("--topics", type=int, default=0, help="points on the agenda of that meeting")
    arguments.add_argument("--sealed", action="store_true", help="two stand for the chair of the Board, from autumn 2027")
    arguments.add_argument("--contests", type=int, default=1, choices=(1, 2), help="with --sealed: of two, the second is for its directors; takes 24 members and directors")
    arguments.add_argument("--at", type=lambda text: datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"),
                           help="when it was founded, if not twenty days ago")
    arguments.add_argument("--elections", action="store_true", help="two elections, called in November of the year after the founding")
    given = arguments.parse_args()
    path = founded(given.members, given.directors, given.tc, path=given.dir, at=given.at,
                   charter=ranked(given.ranked) if given.ranked else changed(SEVERAL) if given.several else None)
    if given.several:
        play(path, also(path, (12, 5)))
    if given.session:
        play(path, session(path, given.session, topics=given.topics))

    def called(steps):
        return [step for step in steps if not given.uncalled or step.get("kind") != "election.call"]
    if given.elections:
        year = ask(path, "SELECT min(at) FROM leaf")[0][0]
        play(path, called(elections(path, *autumn(datetime.datetime.utcfromtimestamp(year).year + 1))))
    if given.sealed:
        play(path, called(sealed_election(path, range(4, 24) if given.contests == 2 else ())))


if __name__ == "__main__":
    main()

"""Credentials of secret ballots from outside, kind by kind: the right one is taken as often as it is sent and counts once; one that is
forged, of another contest, another election or another alliance is none; and what may be asked with one."""
import contextlib
import datetime
import json
import sqlite3

from support import blind, house, scene, tap, voters
from support.client import Client, hidden

OPEN, CLOSED = "2027-11-06T02:00:00Z", "2027-11-12T05:00:00Z"


def two_contests():
    """A sealed election of two contests: the chair and the directors of the Board."""
    path = scene.founded(members=24, directors=24, tc=12, at=datetime.datetime(2027, 9, 1, 2))
    scene.play(path, scene.sealed_election(path, range(4, 24)))
    return path


def with_receipts():
    path = scene.founded(members=20, directors=12, tc=12, at=datetime.datetime(2026, 7, 1, 1))
    scene.play(path, scene.elections(path, *scene.autumn(2027)))
    return path


class Case:
    """An election that is served, and two voters of it with papers for every contest: [(contest, serial, proof)] each."""

    def __init__(self, mode):
        self.mode, self.election = mode, 1 if mode == "sealed" else 2
        self.path = two_contests() if mode == "sealed" else with_receipts()
        with house.Server(self.path, "--clock", OPEN):
            pass
        self.contests = [contest for contest, in scene.ask(self.path, "SELECT id FROM contest WHERE election = ? ORDER BY id", self.election)]
        self.voters = voters.roll(self.path, self.election)[:3]
        voters.sign_in(self.path, self.voters)
        self.server = house.Server(self.path, "--clock", OPEN)
        self.papers, self.keys, self.blinded = [], [], []
        for voter in self.voters[:2]:
            voter.open(self.server)
            self.papers.append(self.take(voter))

    def take(self, voter):
        if self.mode == "receipt":
            voter.take()
            return [(voter.contest, voter.serial, voter.proof)]
        made = [blind.Credential(key, contest) for key, contest in zip(voter.keys, self.contests)]
        status, _, said = voter.browser.post(f"/elections/{self.election}/paper", [("_csrf", voter.secret), *(("blinded", c.blinded) for c in made)],
                                             {"Accept": "application/json"})
        tap.equal(status, 200, said)
        for credential, signature in zip(made, json.loads(said)["signatures"]):
            credential.finish(signature)
            self.blinded.append((credential.blinded, signature))
        return [(credential.contest, credential.serial, credential.proof) for credential in made]

    def post(self, way, contest, serial, proof, *marks, headers=None, election=None):
        fields = [("contest", contest), ("serial", serial), ("proof", proof), *(("marks", mark) for mark in marks)]
        return Client(self.server).post(f"/elections/{election or self.election}/{way}", fields, dict({"Accept": "application/json"}, **(headers or {})))

    def cast(self, *paper, marks=("1:1",), **more):
        return self.post("box", *paper, *marks, **more)[0]

    def is_in(self, *paper):
        status, _, said = self.post("check", *paper)
        return json.loads(said) if status == 200 else status


def flipped(text):
    """Another first character, in whatever alphabet it is written, and not the same letter in capitals."""
    return (str(9 - int(text[0])) if text[0].isdigit() else "b" if text[0] in "aA" else "a") + text[1:]


def forged(case, foreign):
    """(what, contest, serial, proof, the status wanted): none of them is a credential."""
    contest, serial, proof = case.papers[0][0]
    _, other_serial, other_proof = case.papers[1][0]
    _, foreign_serial, foreign_proof = foreign.papers[0][0]
    yield "no proof", contest, serial, "", 403
    yield "no serial", contest, "", proof, 403
    yield "a serial changed in one character", contest, flipped(serial), proof, 403
    yield "a proof changed in one character", contest, serial, flipped(proof), 403
    yield "a proof cut short", contest, serial, proof[:-2], 403
    yield "a proof with something behind it", contest, serial, proof + "00", 403
    yield "somebody else's proof", contest, serial, other_proof, 403
    yield "somebody else's serial", contest, other_serial, proof, 403
    yield "of another alliance's election of the same number", contest, foreign_serial, foreign_proof, 403
    yield "the serial in capitals of another alphabet", contest, "Ａ" + serial[1:], proof, 403
    yield "a serial of blanks", contest, " " * 64, proof, 403
    yield "a proof of 100,000 characters", contest, serial, proof * (100000 // len(proof)), 403
    yield "for a contest that is not", 99, serial, proof, 404
    yield "for no number of a contest", "first", serial, proof, 404
    if case.mode == "sealed":
        second, second_serial, second_proof = case.papers[0][1]
        yield "of the other contest of the same paper", contest, second_serial, second_proof, 403
        yield "the other way round", second, serial, proof, 403
        yield "a signature still blinded", contest, serial, case.blinded[0][1], 403
        yield "the blinded value itself", contest, serial, case.blinded[0][0], 403
        n, _ = case.voters[0].key
        signature = int.from_bytes(blind.data(proof), "big")
        yield "the same signature plus the modulus", contest, serial, blind.text((signature + n).to_bytes(257, "big")), 403
        yield "nought", contest, serial, blind.text(bytes(256)), 403
        yield "one", contest, serial, blind.text(bytes(255) + b"\1"), 403
        yield "in hex", contest, serial, blind.data(proof).hex(), 403
    else:
        yield "for a contest that is voted on by name", 1, serial, proof, 404


cases = {}


def case_of(mode):
    if mode not in cases:
        cases[mode] = Case(mode), Case(mode)
    return cases[mode]


for MODE in ("receipt", "sealed"):
    @tap.test(f"elections: {MODE}, no forged, foreign or borrowed credential puts anything into the box, or learns anything of it")
    def _(mode=MODE):
        case, foreign = case_of(mode)
        tap.equal(foreign.cast(*foreign.papers[0][0]), 200, "which is good at home")
        for what, contest, serial, proof, wanted in forged(case, foreign):
            tap.equal(case.cast(contest, serial, proof), wanted, what)
            tap.equal(case.is_in(contest, serial, proof), wanted, f"{what}, asked for")
        tap.equal(case.cast(*case.papers[0][0], election=99), 404, "of an election that is not")
        tap.equal([case.is_in(*paper) for papers in case.papers for paper in papers], [{"in": False}] * len(case.papers) * len(case.contests), "the box")

    @tap.test(f"elections: {MODE}, whether a ballot is in the box is told to who has its credential, and nothing else")
    def _(mode=MODE):
        case, _ = case_of(mode)
        paper = case.papers[0][0]
        tap.equal(case.is_in(*paper), {"in": False})
        for marks in ((), ("1:1",), ("1:2",)):
            tap.equal(case.cast(*paper, marks=marks), 200)
            tap.equal(case.post("check", *paper)[2], '{"in":true}')
        status, headers, _ = case.post("check", *paper)
        tap.contains(headers["Cache-Control"], "no-store")
        tap.ok("Set-Cookie" not in headers, "who asks is remembered")
        for papers in case.papers[1:]:
            tap.equal([case.is_in(*each) for each in papers], [{"in": False}] * len(papers))
        if mode == "sealed":
            tap.equal(case.post("check", *paper, headers={"X-Forwarded-For": "192.0.2.1"})[0], 403, "over a line others read")

    @tap.test(f"elections: {MODE}, the same ballot sent a hundred times, and two at the same instant, count as one, the last")
    def _(mode=MODE):
        case, _ = case_of(mode)
        paper = case.papers[1][0]
        for count in range(100):
            tap.equal(case.cast(*paper, marks=(f"1:{1 + count % 2}",)), 200)
        voters.together([lambda: case.cast(*paper, marks=("1:2",)) for _ in range(8)], 200)
        for papers in case.papers:  # the rest of each paper, blank
            for each in papers[1:]:
                tap.equal(case.cast(*each, marks=()), 200)

    @tap.test(f"elections: {MODE}, as many papers as were issued, at most as many ballots, both public, and the roll says who")
    def _(mode=MODE):
        case, foreign = case_of(mode)
        roll = case.server.json(f"/api/v1/electors?election={case.election}&limit=100")
        issued = {row["number"] for row in roll["items"] if row["issued"] is not None}
        tap.equal(issued, {voter.number for voter in case.voters[:2]}, "issued, as anybody reads it")
        for each in (case, foreign):
            tap.equal(each.server.stop(), 0, each.server.said())
        case.server = house.Server(case.path, "--clock", CLOSED)
        lines = [line.split(",") for line in case.server.get(f"/elections/{case.election}/ballots.csv")[2].decode().splitlines()[1:]]
        wanted = sorted((str(1 + n), paper[1]) for papers in case.papers for n, paper in enumerate(papers))
        tap.equal(sorted((line[0], line[2]) for line in lines), wanted)
        tap.equal([line[1] for line in lines if line[2] == case.papers[1][0][1]], ["2"])
        tap.ok(all(len([line for line in lines if line[0] == contest]) <= len(issued) for contest in {line[0] for line in lines}), "more ballots than papers")
        tap.equal((case.cast(*case.papers[0][0]), case.is_in(*case.papers[0][0])), (409, 409), "after the close")
        page = case.server.get(f"/elections/{case.election}/ballots")[2].decode()
        for papers in case.papers:
            for paper in papers:
                tap.equal(page.count(f'id="c-{paper[1]}"'), 1, "the ballot's place on the page")
        case.server.stop()


@tap.test("elections: sealed, who has two contests signed has one vote in each, whatever the blinded values are for")
def _():
    path = two_contests()
    with house.Server(path, "--clock", OPEN):
        pass
    honest, cheat = electors = voters.roll(path, 1)[:2]
    voters.sign_in(path, electors)
    tap.equal(len(set(cheat.keys)), 2, "a key for each contest")
    with house.Server(path, "--clock", OPEN) as server:
        def paper(voter, made):
            voter.open(server)
            status, _, said = voter.browser.post("/elections/1/paper", [("_csrf", voter.secret), *(("blinded", c.blinded) for c in made)], {"Accept": "application/json"})
            tap.equal(status, 200, said)
            return json.loads(said)["signatures"]

        def cast(contest, credential, signature):
            proof = blind.text((int.from_bytes(blind.data(signature), "big") * pow(credential.r, -1, credential.n) % credential.n).to_bytes(256, "big"))
            return Client(server).post("/elections/1/box", [("contest", contest), ("serial", credential.serial), ("proof", proof), ("marks", "1:1")],
                                       {"Accept": "application/json"})[0]
        paper(honest, [blind.Credential(key, contest) for contest, key in enumerate(honest.keys, 1)])  # and casts nothing: there are papers to spare
        made = [blind.Credential(key, 1) for key in cheat.keys]  # both for the first contest
        signatures = paper(cheat, made)
        tap.equal([cast(1, *each) for each in zip(made, signatures)], [200, 403], "ballots in the first contest")
        tap.equal(cast(2, made[1], signatures[1]), 403, "one for the first in the second")
    with house.Server(path, "--clock", CLOSED) as server:
        lines = server.get("/elections/1/ballots.csv")[2].decode().splitlines()[1:]
        tap.equal([line.split(",")[0] for line in lines], ["1"], "ballots of one voter")
    person, office = scene.secretary(path)
    scene.play(path, [{"at": CLOSED}, {"kind": "election.declare", "person": person, "as": office, "args": {"election": 1}}])
    with house.Server(path, "--clock", CLOSED) as server:
        published = server.json("/elections/1.json")
    file = house.directory("election.json")
    for key, status in ((published["key"], 0), (",".join(published["key"].split(",")[:1] * 2), 1), (published["key"].split(",")[0], 1)):
        file.write_text(json.dumps(dict(published, key=key)))
        done = house.run("recount", file)
        tap.equal(done.returncode, status, done.stdout + done.stderr)
        tap.ok(("The contests have not each a key of their own" in done.stdout) == bool(status), done.stdout)


@tap.test("elections: a box with more ballots than papers is not declared")
def _():
    case, _ = case_of("receipt")
    with contextlib.closing(sqlite3.connect(case.path / "alliance.db")) as db, db:
        db.execute("UPDATE elector SET issued_entry = NULL WHERE election = 2 AND number = ?", (case.voters[0].number,))
    person, office = scene.secretary(case.path)
    answer, = scene.play(case.path, [{"at": CLOSED}, {"kind": "election.declare", "person": person, "as": office, "args": {"election": 2}, "may_fail": True}])
    tap.equal(answer["entry"], -1, answer)
    tap.ok(any("this cannot be declared" in finding["text"] and finding["refuses"] for finding in answer["findings"]), answer)


@tap.test("elections: with receipts, the key of a paper brings it back to whoever has it, signed in or not, and nothing else does")
def _():
    path = with_receipts()
    with house.Server(path, "--clock", OPEN):
        pass
    one, other = electors = voters.roll(path, 2)[:2]
    voters.sign_in(path, electors)
    with house.Server(path, "--clock", OPEN) as server:
        for voter in electors:
            voter.open(server)
            voter.take()
        key = one.serial + one.proof

        def back(text):
            return Client(server, **{"Accept-Language": "en"}).post("/elections/2/continue", {"key": text})
        for text in ("", "x", key[:-1], key + "0", flipped(key), key + "." + key, other.serial + one.proof, "9" * 96, "é" * 96, key.replace("a", "<")):
            status, _, page = back(text)
            tap.ok(status == 403 and 'name="serial"' not in page, f"{text[:20]}: {status}")
        for text in (key, f"{server.dir} https://alliance.example/elections/2/continue#{key}", "\n".join(key[at:at + 24] for at in range(0, 96, 24)), key.upper()):
            status, headers, page = back(text)
            tap.equal(status, 200, text)
            tap.ok(headers["Cache-Control"] == "private, no-store" and "Set-Cookie" not in headers)
            tap.contains(page, "No ballot of yours is in the box yet")
            tap.contains(page, one.proof)
        tap.equal(one.cast("1:3", "1:4"), 200)
        page = back(key)[2]
        tap.contains(page, "Your ballot is in the box")
        tap.ok(" checked" not in page and other.serial not in page, "it shows what the ballot says, or whose others are")
        tap.equal(Client(server).get("/elections/2/continue")[0], 200)
        tap.equal(Client(server).get("/elections/1/continue")[0], 404, "voting is by name")
    with house.Server(path, "--clock", CLOSED) as server:
        tap.equal(Client(server).post("/elections/2/continue", {"key": key})[0], 409)


@tap.test("elections: with receipts, an answer lost on its way costs no vote: the same form brings the same paper, another none")
def _():
    path = with_receipts()
    with house.Server(path, "--clock", OPEN):
        pass
    one, other = electors = voters.roll(path, 2)[:2]
    voters.sign_in(path, electors)
    with house.Server(path, "--clock", OPEN) as server:
        for voter in electors:
            voter.open(server)
        one.ticket = hidden(one.browser.get("/elections/2")[2], "ticket")
        tap.ok(len(one.ticket) >= 22 and one.ticket != hidden(one.browser.get("/elections/2")[2], "ticket"), "a ticket is drawn for each form")
        one.take()
        first = one.serial, one.proof
        one.take()  # the same form again
        tap.equal((one.serial, one.proof), first)
        tap.equal(one.cast("1:3"), 200)
        for ticket in ("", "short", "A" * 24, one.ticket + "A"):
            status, _, page = one.browser.post("/elections/2/paper", {"_csrf": one.secret, "ticket": ticket})
            tap.ok(status == 409 and 'name="serial"' not in page, f"{ticket}: {status}")
        stolen = other.browser.post("/elections/2/paper", {"_csrf": other.secret, "_as": other.as_, "ticket": one.ticket})
        tap.ok(stolen[0] == 422 and 'name="serial"' not in stolen[2], "a paper for a ticket that was used")
        other.take()  # by a ticket of their own
        tap.ok(other.serial != one.serial, "one paper for two voters")
        status, _, page = one.browser.post("/elections/2/paper", [("_csrf", one.secret), ("blinded", "x"), ("blinded", "y")], {"Accept": "application/json"})
        tap.ok(400 <= status < 500, page)
        leaves = json.dumps(scene.ask(path, "SELECT * FROM leaf ORDER BY n DESC LIMIT 20"), default=lambda raw: raw.decode("latin1"))
        tap.ok(one.ticket not in leaves and one.serial not in leaves, "the ticket is on record")
    with house.Server(path, "--clock", CLOSED) as server:
        lines = server.get("/elections/2/ballots.csv")[2].decode().splitlines()[1:]
        tap.equal([line.split(",")[1:3] for line in lines], [["3", one.serial]])


@tap.test("elections: with receipts, no paper is issued whose codes would be shown to nobody, or could be another's: the form of the act, a short ticket")
def _():
    path = with_receipts()
    with house.Server(path, "--clock", OPEN):
        pass
    electors = voters.roll(path, 2)[:3]
    voters.sign_in(path, electors)
    token, = scene.tokens(path, [electors[0].person])
    with house.Server(path, "--clock", OPEN) as server:
        for voter in electors:
            voter.open(server)
        one, two, three = electors
        form = one.browser.get("/act/election.issue?election=2&lang=en")[2]
        status, _, said = one.browser.post("/act/election.issue", {"_csrf": one.secret, "_key": hidden(form, "_key"), "election": "2"})
        tap.equal(status, 422)
        tap.contains(said, "page")
        tap.equal(server.act("election.issue", {"election": 2}, token)[0], 422)
        for ticket in ("", "a", "a" * 21):
            for voter in (two, three):
                status, _, page = voter.browser.post("/elections/2/paper", {"_csrf": voter.secret, "ticket": ticket})
                tap.ok(status == 422 and 'name="serial"' not in page, f"{ticket}: {status}")
        tap.equal(scene.ask(path, "SELECT count(*) FROM elector WHERE issued_entry IS NOT NULL"), [(0,)], "papers issued")
        for voter in electors:
            voter.take()
        tap.equal(len({voter.serial for voter in electors}), 3)


@tap.test("elections: while its box cannot be made a secret vote does not open; it opens by itself when it can")
def _():
    path = with_receipts()
    (path / "ballots-2.box").mkdir()
    with house.Server(path, "--clock", "2027-11-05T02:00:00Z"):
        pass
    tap.equal(scene.ask(path, "SELECT state, key IS NULL FROM election ORDER BY id"), [("voting", 1), ("called", 1)])
    (path / "ballots-2.box").rmdir()
    with house.Server(path, "--clock", "2027-11-05T02:01:00Z"):
        pass
    tap.equal(scene.ask(path, "SELECT state, key IS NULL FROM election WHERE id = 2"), [("voting", 0)])
    status, report = house.check(path)
    tap.ok(status == 0 and report["whole"], report)


@tap.test("elections: by name, a null among the marks is refused and not counted as blank")
def _():
    path = with_receipts()
    person, = scene.ask(path, "SELECT person FROM elector WHERE election = 1 ORDER BY number LIMIT 1")[0]
    token, = scene.tokens(path, [person])
    with house.Server(path, "--clock", OPEN) as server:
        for marks in ([None], ["1:1", None], [[]], [{}], [True], [1]):
            status, answer = server.act("election.vote", {"contest": 1, "marks": marks}, token)
            tap.ok(400 <= status < 500, f"{marks}: {status} {answer}")
        tap.equal(scene.ask(path, "SELECT count(*) FROM open_ballot"), [(0,)])
        for marks in ([], ["1:1"]):
            tap.equal(server.act("election.vote", {"contest": 1, "marks": marks}, token)[0], 200, marks)


@tap.test("elections: a person's data out: the rolls, papers taken, ballots by name, candidacies and objections; of secret ballots nothing")
def _():
    path = with_receipts()
    with house.Server(path, "--clock", OPEN):
        pass
    voter = next(each for each in voters.roll(path, 2) if each.person == 3)  # a candidate of both
    voters.sign_in(path, [voter])
    token, = scene.tokens(path, [3])
    with house.Server(path, "--clock", OPEN) as server:
        voter.open(server)
        voter.take()
        tap.equal(voter.cast("1:2", "1:3"), 200)
        tap.equal(server.act("election.vote", {"contest": 1, "marks": ["1:2"]}, token)[0], 200)
        mine = json.loads(voter.browser.get("/desk/data.json")[2])
    whole = json.loads(house.must("person", "export", path, "3"))
    number, issued = scene.ask(path, "SELECT number, issued_entry FROM elector WHERE election = 2 AND person = 3")[0]
    tap.ok({"election": 2, "number": number, "org": 2, "state": "on", "issued_entry": issued, "paper_entry": None} in whole["rolls"], whole["rolls"])
    tap.equal([(ballot["election"], ballot["contest"], ballot["ballot"]) for ballot in whole["ballots_by_name"]], [(1, 1, "2")])
    tap.equal({candidacy["election"] for candidacy in whole["candidacies"]}, {1, 2})
    tap.equal(whole["objections"], [])
    tap.equal(scene.ask(path, "SELECT count(*) FROM act_key WHERE actor = 'person:3'"), [(len(whole["acts"]),)])
    for part in ("rolls", "ballots_by_name", "candidacies", "offices", "acts"):  # the page and the shell tell the same
        tap.equal(mine[part], whole[part])
    for said in (json.dumps(whole), json.dumps(mine)):
        for secret in (voter.serial, voter.proof):
            tap.ok(secret not in said, "a person's data hold a credential")
    tap.equal([len(mine[part]) for part in ("rolls", "ballots_by_name", "candidacies", "objections")],
              [len(whole[part]) for part in ("rolls", "ballots_by_name", "candidacies", "objections")])

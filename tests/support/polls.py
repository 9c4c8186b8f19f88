"""Elections held from call to declaration over HTTP, by voters written here in Python: nothing of the program's own casts a ballot.

    path = polls.held()         by name (election 1, approvals, one seat) and with receipts (election 2, approvals, five seats)
    path = polls.sealed()       sealed (election 1): the voter's side of RFC 9474 is this file's
"""
import base64
import datetime
import hashlib
import json
import math
import os
import re
import secrets
import shutil

from support import house, scene
from support.client import Client, hidden

VOTING, AFTER = "2027-11-06T05:00:00Z", "2027-11-12T06:00:00Z"


def browser(server, person):
    """Signed in by a link made at the shell."""
    client = Client(server)
    link = re.search(r"https?://[^/\s]+(/\S+)", house.must("link", server.dir, "--as", str(person)))[1]
    if client.post(link.split("?")[0], {"_csrf": client.token(link)})[0] != 303:
        raise AssertionError("not signed in")
    return client


def declare(path, election, at=AFTER):
    clerk, office = scene.secretary(path)
    scene.play(path, [{"at": at}, {"kind": "election.declare", "person": clerk, "as": office, "args": {"election": election}}])


def vote_by_name(server, path, contest, ballots):
    """{person: marks} of holders of the Board's offices."""
    for (person, marks), token in zip(ballots.items(), scene.tokens(path, list(ballots))):
        seat = scene.ask(path, "SELECT id FROM holding WHERE person = ? AND body = 'board' AND to_at IS NULL", person)[0][0]
        status, answer = server.act("election.vote", {"contest": contest, "marks": marks, "_as": f"office:{seat}"}, token)
        assert status == 200, answer


def vote_with_receipt(server, election, ballots):
    """{person: marks}; the codes, one each."""
    codes = []
    for person, marks in ballots.items():
        client = browser(server, person)
        status, _, page = client.post(f"/elections/{election}/paper", {"_csrf": client.token("/account"), "ticket": secrets.token_urlsafe(24)})
        assert status == 200, page
        paper = {name: hidden(page, name) for name in ("contest", "serial", "proof")}
        status, _, page = Client(server).post(f"/elections/{election}/box", [*paper.items(), *(("marks", mark) for mark in marks)])
        assert status == 200, page
        codes.append(paper["serial"])
    return codes


def ranked(method="scottish-stv"):
    """As held, under a charter that has the Board's offices counted so; one election, by ranks."""
    charter = house.directory("charter")
    shutil.copytree(house.SOURCE / "charters" / "coia", charter)
    rules = (charter / "rules").read_text()
    said = "election of board: by voting representatives of director members"
    assert rules.count(said) == 1, said
    (charter / "rules").write_text(rules.replace(said, f"{said}, counted by {method}"))
    path, at = house.directory("ranked"), datetime.datetime(2026, 7, 1, 1)
    scene.play(path, [{"at": scene.instant(at)}, *scene.founding(20, 12, 12)], charter, at)
    scene.play(path, scene.elections(path, *scene.autumn(2027)))
    with house.Server(path, "--clock", VOTING) as server:
        vote_with_receipt(server, 2, {person: [f"{rank}:{who}" for rank, who in enumerate(order, 1)] for person, order in RANKS.items()})
    declare(path, 2)
    return path


RANKS = {2: [1, 2], 3: [1, 2, 3], 4: [1, 3], 5: [1, 6, 2], 6: [2, 6], 7: [3, 4, 5], 8: [4, 3], 9: [5, 1, 6], 10: [6], 11: [1, 4], 12: [1, 5, 4], 13: [2]}


def struck(path, election, number):
    """Steps of an objection by person 4, a representative, that is upheld: the number is struck off the roll."""
    clerk, office = scene.secretary(path)
    by = next(f"rep:{representation}" for representation, in scene.ask(path, "SELECT id FROM representation WHERE person = 4 AND to_at IS NULL"))
    return [
        {"kind": "election.object", "person": 4, "as": by, "args": {"election": election, "elector": number, "grounds": "An example."}},
        {"kind": "election.answer", "person": clerk, "as": office, "args": {"objection": 1, "answer": "upheld", "grounds": "So it is."}}]


def held():
    """The directory, nobody serving it; `RECEIPTS` are the marks of its secret ballots in the order of their voters."""
    path = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1))
    scene.play(path, scene.elections(path, *scene.autumn(2027)))
    scene.play(path, struck(path, 2, 12))
    with house.Server(path, "--clock", VOTING) as server:
        vote_by_name(server, path, 1, {2: ["1:2"], 3: ["1:2"], 4: ["1:1"], 5: []})
        vote_by_name(server, path, 1, {4: ["1:1", "1:2"]})  # a second ballot in place of the first
        vote_with_receipt(server, 2, RECEIPTS)
    declare(path, 1)
    declare(path, 2)
    return path


RECEIPTS = {4: ["1:1", "1:2", "1:3"], 5: ["1:1", "1:4"], 6: ["1:2", "1:5"], 7: ["1:3", "1:6"], 8: ["1:1", "1:2"], 9: []}

# ---- caps, kept seats and an officer's lot, in each kind of ballot ----

TERMS = {  # what a charter says of the committee's election, beside its kind of ballot
    "rule A12    holders of tc: through any members, at most 1 from each organization":
        "rule A12    holders of tc: through any members, at most 1 from each organization, at most 1 from related organizations together",
    "rule A12    ballots for tc: open by name":
        "rule A12    lots for tc: drawn by secretariat/secretary-general\nrule A12    may election.lot: holder of secretariat\n"
        "rule A12    reserved seats of tc/vice-chair: 1 for people of type university\nrule A12    ballots for tc: {mode}",
}
# Six for three places: 1 and 2 come first, of related members; 6, of a university, has one vote; 3 and 4 are tied behind.
TERMS_VOTES = {2: ["1:1", "1:2", "1:3"], 3: ["1:1", "1:2", "1:3"], 4: ["1:1", "1:2", "1:3"], 5: ["1:1", "1:2", "1:4"], 6: ["1:1", "1:2", "1:4"],
               7: ["1:1", "1:4", "1:5"], 8: ["1:6"], 9: []}
TERMS_PAPERS = "9, 10"  # and two vote on paper, for 1


def terms(mode):
    """The committee's three vice-chairs, elected `mode` ("open by name", "secret with receipts", "secret and sealed") under a charter
    that caps related members, keeps a place for a university and has the secretary-general draw; two vote on paper; declared, nobody serving it."""
    charter = house.directory("charter")
    shutil.copytree(house.SOURCE / "charters" / "coia", charter)
    rules = (charter / "rules").read_text()
    for said, instead in TERMS.items():
        assert rules.count(said) == 1, said
        rules = rules.replace(said, instead.format(mode=mode))
    (charter / "rules").write_text(rules)
    steps = scene.founding(20, 12, 8)
    steps[6]["args"]["type"] = "university"  # of member 7, whose representative is person 8
    path, at = house.directory("terms"), datetime.datetime(2026, 7, 1, 1)
    scene.play(path, [{"at": scene.instant(at)}, *steps], charter, at)
    clerk, office = scene.secretary(path)
    voters = {person: f"rep:{number}" for person, number in scene.ask(path, "SELECT person, id FROM representation WHERE to_at IS NULL")}
    closes, opens, ends, term = scene.autumn(2027)
    scene.play(path, [
        {"at": scene.instant(closes - datetime.timedelta(days=20))},
        {"kind": "member.relate", "person": clerk, "as": office, "args": {"member": 2, "other": 3, "grounds": "One owner"}},
        {"kind": "nomination.open", "person": clerk, "as": office, "args": {"body": "tc", "closes_at": scene.instant(closes), "term_from": term}},
        *({"kind": "nomination.make", "person": person, "as": voters[person],
           "args": {"body": "tc", "title": "vice-chair", "person": person, "conditions": scene.CONDITIONS}} for person in range(3, 9)),
        {"at": scene.instant(closes)},
        {"kind": "election.call", "person": clerk, "as": office,
         "args": {"round": 1, "opens_at": scene.instant(opens), "closes_at": scene.instant(ends), "seed": "Example words"}}])
    with house.Server(path, "--clock", VOTING) as server:
        said = server.json("/elections/1.json")
        contest = said["contests"][0]["contest"]
        if said["mode"] == "open":
            vote_by_name(server, path, contest, TERMS_VOTES)
        elif said["mode"] == "receipt":
            vote_with_receipt(server, 1, TERMS_VOTES)
        else:
            vote_sealed(server, 1, contest, said["key"], TERMS_VOTES)
    by_name = said["mode"] == "open"
    on_paper = entered(path, contest, "elector", [[9, "x"], [10, "x"]]) if by_name else entered(path, contest, "count", [[2, "x"]])
    scene.play(path, [{"at": VOTING}, handed(path, 1, TERMS_PAPERS), *([on_paper] if by_name else []),
                      {"at": AFTER}, *([] if by_name else [on_paper]), {"kind": "election.lot", "person": clerk, "as": office, "args": {"contest": contest, "order": [4, 3]}}])
    declare(path, 1)
    return path


# ---- on paper ----


def sheet(path, contest, first, rows):
    """The sheet into which papers are typed: `first` is count or elector; a row's cells are ranks by candidate."""
    names = {person: f"Example Person {person - 1}" for person in range(2, 40)}
    head = [first, *(f"{number} {names[person]}" for number, person in
                     scene.ask(path, "SELECT number, person FROM contest_candidate WHERE contest = ? ORDER BY number", contest))]
    return "\n".join(",".join(map(str, row)) for row in [head, *rows]) + "\n"


def handed(path, election, numbers):
    clerk, office = scene.secretary(path)
    return {"kind": "election.paper", "person": clerk, "as": office, "args": {"election": election, "numbers": numbers}}


def entered(path, contest, first, rows, **more):
    clerk, office = scene.secretary(path)
    return {"kind": "election.enter", "person": clerk, "as": office,
            "args": {"contest": contest, "ballots": sheet(path, contest, first, rows), "account": "Counted before two directors.", **more}}


def papers():
    """As held, with some who vote on paper: by name numbers 6 and 7, one corrected after the close; with receipts four, three of which came
    back, entered anew once the box was open."""
    path = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1))
    scene.play(path, scene.elections(path, *scene.autumn(2027)))
    with house.Server(path, "--clock", VOTING) as server:
        vote_by_name(server, path, 1, {2: ["1:2"], 3: ["1:2"], 4: ["1:1"], 5: []})
        vote_with_receipt(server, 2, RECEIPTS)
    scene.play(path, [{"at": VOTING}, handed(path, 1, "6, 7"), handed(path, 2, "1, 2, 9-10"), entered(path, 1, "elector", [[7, "", "x"], [6, "x", ""]]),
                      {"at": AFTER}, entered(path, 1, "elector", [[7, "x", "x"]]), entered(path, 2, "count", [[2, "", "x"], [1, "x", "", "x"]]),
                      entered(path, 2, "count", [[1, "", "x"], [1, "x", "", "x"], [1]])])
    declare(path, 1)
    declare(path, 2)
    return path


def all_on_paper(method, one):
    """Twelve electors, all on paper: for the chair of two, sealed (`one`; election 1), or for five of six with receipts (election 2)."""
    path = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1), charter=scene.ranked(method))
    scene.play(path, scene.sealed_election(path) if one else scene.elections(path, *scene.autumn(2027)))
    number = 1 if one else 2
    marks = method in ("approval", "block", "plurality")
    orders = [[1 + who % 2] for who in RANKS] if one else [order[:1] if marks else order for order in RANKS.values()]
    rows = [[1, *("x" if marks and who in order else order.index(who) + 1 if who in order else "" for who in range(1, 3 if one else 7))] for order in orders]
    scene.play(path, [{"at": VOTING}, handed(path, number, "1-12"), {"at": AFTER}, entered(path, number, "count", rows)])
    declare(path, number)
    return path, number


# ---- RFC 9474, RSABSSA-SHA384-PSS-Randomized, the voter's side -----------------------------------------------------------

SALT = 48


def public_numbers(spki):
    """(n, e) of an RSA key as SPKI in base64: the two integers at its end."""
    der = base64.b64decode(spki)

    def read(at):
        length, at = der[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7f
            length, at = int.from_bytes(der[at:at + size], "big"), at + size
        return at, length

    at, _ = read(0)                    # SEQUENCE
    inner, length = read(at)           # the algorithm
    at, _ = read(inner + length)       # BIT STRING
    at, _ = read(at + 1)               # SEQUENCE
    first, length = read(at)
    second, more = read(first + length)
    return int.from_bytes(der[first:first + length], "big"), int.from_bytes(der[second:second + more], "big")


def mgf1(seed, length):
    return b"".join(hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in range(math.ceil(length / 48)))[:length]


def pss_encode(message, bits):
    size = math.ceil(bits / 8)
    salt = os.urandom(SALT)
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(size - SALT - 48 - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, mgf1(digest, len(block))))
    masked[0] &= 0xff >> (8 * size - bits)
    return bytes(masked) + digest + b"\xbc"


def text(number, size=256):
    return base64.urlsafe_b64encode(number.to_bytes(size, "big")).rstrip(b"=").decode()


def number(words):
    return int.from_bytes(base64.urlsafe_b64decode(words + "=" * (-len(words) % 4)), "big")


def vote_sealed(server, election, contest, key, ballots):
    """{person: marks}; the serials."""
    n, e = public_numbers(key)
    serials = []
    for person, marks in ballots.items():
        prefix = os.urandom(32)
        message = prefix + f"charterd-sealed-v1 {contest}".encode()
        encoded = int.from_bytes(pss_encode(message, n.bit_length() - 1), "big")
        r = secrets.randbelow(n - 2) + 1
        client = browser(server, person)
        asked = {"_csrf": client.token("/account"), "blinded": text(encoded * pow(r, e, n) % n)}
        status, _, said = client.post(f"/elections/{election}/paper", asked, {"Accept": "application/json"})
        assert status == 200, said
        signature = number(json.loads(said)["signatures"][0]) * pow(r, -1, n) % n
        assert pow(signature, e, n) == encoded, "the server signed something else"
        fields = [("contest", contest), ("serial", prefix.hex()), ("proof", text(signature)), *(("marks", mark) for mark in marks)]
        status, _, said = Client(server, Accept="application/json").post(f"/elections/{election}/box", fields)
        assert status == 200, said
        serials.append(prefix.hex())
    return serials


def sealed():
    path = scene.founded(members=20, tc=12, at=datetime.datetime(2026, 7, 1, 1))
    scene.play(path, scene.sealed_election(path))
    with house.Server(path, "--clock", VOTING) as server:
        key = server.json("/elections/1.json")["key"]
        contest = server.json("/elections/1.json")["contests"][0]["contest"]
        vote_sealed(server, 1, contest, key, {4: ["1:1"], 5: ["1:2"], 6: ["1:2"], 7: []})
    declare(path, 1)
    return path

"""Two votes in one hand from outside: person 5 speaks for members 4 and 12. A paper for each, the same again for who lost the answer, never
that of one vote for the other, for nobody else's, for none that was struck."""
import datetime
import json

from support import blind, house, polls, scene, tap, voters
from support.client import Client, hidden

OPEN = "2027-11-06T02:00:00Z"


class Case:
    """An election of one kind under way, the row of member 11 struck off; the two voters of person 5, and another."""

    def __init__(self, mode):
        sealed = mode == "sealed"
        self.election, self.mode = 1 if sealed else 2, mode
        self.path = scene.founded(members=20, directors=12, tc=12, at=datetime.datetime(2027, 9, 1, 2) if sealed else datetime.datetime(2026, 7, 1, 1),
                                  charter=scene.changed(scene.SEVERAL))
        scene.play(self.path, scene.also(self.path, (12, 5)))
        scene.play(self.path, scene.sealed_election(self.path) if sealed else scene.elections(self.path, *scene.autumn(2027)))
        scene.play(self.path, polls.struck(self.path, self.election, 11))
        with house.Server(self.path, "--clock", OPEN):
            pass
        roll = voters.roll(self.path, self.election)
        voters.sign_in(self.path, roll)
        self.server = house.Server(self.path, "--clock", OPEN)
        for voter in roll:
            voter.open(self.server)
        self.one, self.two = (voter for voter in roll if voter.person == 5)
        self.other, self.struck = roll[6], roll[10]

    def ask(self, voter, **more):
        """For a paper, as the page asks: with the ticket or the blinded values of this vote, in its capacity."""
        fields = {"_csrf": voter.secret, "_as": voter.as_, **more}
        if self.mode == "sealed":
            fields.setdefault("blinded", voter.credential.blinded)
        else:
            fields.setdefault("ticket", voter.ticket)
        headers = {"Accept": "application/json"} if self.mode == "sealed" else {}
        status, _, page = voter.browser.post(f"/elections/{self.election}/paper", {name: value for name, value in fields.items() if value}, headers)
        return status, page

    def got(self, page):
        return json.loads(page).get("signatures", [""])[0] if self.mode == "sealed" else hidden(page, "serial")

    def nothing(self, answer, *codes):
        status, page = answer
        tap.ok(status in codes, f"{status}: {page[-1500:]}")
        tap.ok('name="serial"' not in page and "signatures" not in page, "a paper")

    def issued(self):
        return [number for number, in scene.ask(self.path, "SELECT number FROM elector WHERE issued_entry IS NOT NULL ORDER BY number")]


cases = {}


def case_of(mode):
    if mode not in cases:
        cases[mode] = Case(mode)
    return cases[mode]


for MODE, NAME in (("receipt", "with receipts"), ("sealed", "sealed")):
    @tap.test(f"elections: two votes {NAME}: both are named on the page, each with a form of its own and nothing that leads from one to the other")
    def _(mode=MODE):
        c = case_of(mode)
        page = c.one.browser.get(f"/elections/{c.election}?lang=en")[2]
        for voter, member in ((c.one, 4), (c.two, 12)):
            tap.contains(page, f"oting representative of Example Member {member}")
            tap.contains(page, f'value="{voter.as_}"' if mode == "receipt" else f'data-as="{voter.as_}"')
        tap.contains(page, "votes on this roll, each with a paper of its own")
        if mode == "receipt":
            tickets = [part.split('"')[0] for part in page.split('name="ticket" value="')[1:]]
            tap.ok(len(tickets) == 2 and len({ticket[:8] for ticket in tickets}) == 2 and len({ticket[-8:] for ticket in tickets}) == 2, tickets)
        alone = c.other.browser.get(f"/elections/{c.election}?lang=en")[2]
        tap.ok("votes on this roll" not in alone and "Example Member 12<" not in alone.split("data-sealed", 1)[-1].split("<template", 1)[0])

    @tap.test(f"elections: two votes {NAME}: a paper for each, again for the same ticket or values, never one vote's for the other, never another's or a struck one's")
    def _(mode=MODE):
        c = case_of(mode)
        for voter in (c.one, c.two, c.other, c.struck):
            if mode == "sealed":
                voter.credential = blind.Credential(voter.key, 1)
        c.nothing(c.ask(c.one, _as=None), 409)
        c.nothing(c.ask(c.one, _as=c.other.as_), 403)
        c.nothing(c.ask(c.struck), 403)
        c.nothing(c.ask(c.other, _as=c.struck.as_), 403)
        tap.equal(c.issued(), [], "papers issued")
        status, page = c.ask(c.one)
        tap.equal(status, 200, page[-1500:])
        first = c.got(page)
        if mode == "receipt":
            tap.contains(page, f'data-elector="{c.one.number}"')
        again = c.ask(c.one)
        tap.equal(again[0], 200)
        tap.equal(c.got(again[1]), first, "the same paper, once more")
        mine = {"ticket": c.one.ticket} if mode == "receipt" else {"blinded": c.one.credential.blinded}
        c.nothing(c.ask(c.two, **mine), 422)
        c.nothing(c.ask(c.other, **mine), 422)
        tap.equal(c.issued(), [c.one.number], "papers issued")
        theirs = {"ticket": c.two.ticket} if mode == "receipt" else {"blinded": c.two.credential.blinded}
        c.nothing(c.ask(c.one, **theirs), 409)
        status, page = c.ask(c.two)
        tap.equal(status, 200, page[-1500:])
        tap.ok(c.got(page) != first, "the papers of two votes are the same")
        c.nothing(c.ask(c.two, **mine), 409)
        tap.equal(c.issued(), [c.one.number, c.two.number], "papers issued")
        tap.equal(len(set(scene.ask(c.path, "SELECT issued_hash FROM elector WHERE issued_hash IS NOT NULL"))), 2)

    @tap.test(f"elections: two votes {NAME}: both ballots are in the box at once, and to change one leaves the other")
    def _(mode=MODE):
        c = case_of(mode)
        for voter, mark in ((c.one, 1), (c.two, 2), (c.one, 2), (c.one, 1)):
            page = c.ask(voter)[1]
            if mode == "sealed":
                if not voter.serial:
                    voter.credential.finish(c.got(page))
                    voter.contest, voter.serial, voter.proof = 1, voter.credential.serial, voter.credential.proof
            else:
                voter.contest, voter.serial, voter.proof = (hidden(page, name) for name in ("contest", "serial", "proof"))
            tap.equal(voter.cast(f"1:{mark}"), 200)
        for serial, proof, wanted in ((c.one.serial, c.two.proof, 403), (c.two.serial, c.one.proof, 403), (c.two.serial, c.two.proof, 200)):
            fields = {"contest": str(c.one.contest), "serial": serial, "proof": proof}
            tap.equal(Client(c.server).post(f"/elections/{c.election}/check", fields)[0], wanted)
        tap.equal(c.server.stop(), 0)
        with house.Server(c.path, "--clock", "2027-11-12T05:00:00Z") as late:
            lines = sorted(line.split(",")[1:3] for line in late.get(f"/elections/{c.election}/ballots.csv")[2].decode().splitlines()[1:])
        tap.equal(lines, [["1", c.one.serial], ["2", c.two.serial]])
        code, report = house.check(c.path)
        tap.ok(code == 0 and report["whole"], report)

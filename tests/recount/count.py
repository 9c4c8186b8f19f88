#!/usr/bin/python3
"""Counts a contest as an alliance publishes it (/elections/N/contests/K.json) with nothing but Python's own library and none of
charterd's code: plurality, block and approval votes, instant run-off, Scottish STV. Caps, reserved seats and equal ranks are not here.

    count.py FILE          {"elected": [2, 1], "totals": [["6.00000", …], …]} by stage
"""
import hashlib
import json
import sys

UNIT = 10 ** 5


class Count:
    def __init__(self, contest):
        self.contest, self.rules, self.seats = contest, contest["rules"], contest["seats"]
        self.standing = [c["number"] for c in contest["candidates"] if not c.get("withdrawn")]
        self.stages, self.elected = [], []

    def lot(self, tied):
        """Most favoured first."""
        return sorted(tied, key=lambda who: hashlib.sha256(f"{self.contest['tie_seed']}/{len(self.stages)}/{who}".encode()).digest())

    def choose(self, tied, lowest):
        """One of those tied, by the latest earlier stage that singles one out where the rules look back, else by lot."""
        if len(tied) == 1:
            return tied[0]
        if self.rules.get("look-back") == "preceding":
            for stage in reversed(self.stages[:-1]):
                extreme = (min if lowest else max)(stage[who] for who in tied)
                alone = [who for who in tied if stage[who] == extreme]
                if len(alone) == 1:
                    return alone[0]
        return self.lot(tied)[-1 if lowest else 0]

    # ---- marks ----

    def by_marks(self):
        totals = dict.fromkeys(self.standing, 0)
        first = self.contest["method"] == "plurality"
        for ballot in self.contest["ballots"]:
            marks = [who for who in ballot.get("approved", ballot.get("ranking")) if who in totals]
            for who in marks[:1] if first else marks:
                totals[who] += ballot.get("count", 1)
        self.stages.append(totals)
        while len(self.elected) < self.seats and len(self.elected) < len(totals):
            left = [who for who in totals if who not in self.elected]
            best = max(totals[who] for who in left)
            tied = sorted(who for who in left if totals[who] == best)
            room = self.seats - len(self.elected)
            self.elected += tied if len(tied) <= room else self.lot(tied)[:room]

    # ---- rankings ----

    def papers(self, value):
        """[value of each, how many, ranking, place of the preference it counts for]"""
        self.piles = {who: [] for who in self.standing}
        for ballot in self.contest["ballots"]:
            self.lay([value, ballot.get("count", 1), ballot["ranking"], -1])

    def lay(self, paper):
        value, count, ranking, at = paper
        for at in range(at + 1, len(ranking)):
            if ranking[at] in self.hopeful() and ranking[at] is not None:
                self.piles[ranking[at]].append([value, count, ranking, at])
                return

    def hopeful(self):
        return [who for who in self.piles if who not in self.elected and who not in self.out]

    def total(self, who):
        return self.kept.get(who, sum(value * count for value, count, _, _ in self.piles[who]))

    def note(self):
        self.stages.append({who: self.total(who) for who in self.piles})

    def exclude(self):
        lowest = min(self.total(who) for who in self.hopeful())
        who = self.choose([who for who in self.hopeful() if self.total(who) == lowest], True)
        self.out.append(who)
        moving, self.piles[who] = self.piles[who], []
        for paper in moving:
            self.lay(paper)
        self.note()

    def fill(self):
        """All who are left, when they are no more than the seats."""
        left = sorted(self.hopeful(), key=lambda who: (-self.total(who), who))
        if len(left) <= self.seats - len(self.elected):
            self.elected += left
        return len(self.elected) == self.seats or not self.hopeful()

    def irv(self):
        self.out, self.kept = [], {}
        self.papers(1)
        self.note()
        while True:
            active = sum(self.total(who) for who in self.hopeful())
            winner = [who for who in self.hopeful() if self.total(who) > active // 2]
            if winner:
                self.elected = winner
                return
            if self.fill():
                return
            self.exclude()

    def scottish(self):
        self.out, self.kept, spent = [], {}, []
        self.papers(UNIT)
        quota = (sum(self.total(who) for who in self.piles) // UNIT // (self.seats + 1) + 1) * UNIT
        self.note()
        while True:
            over = [who for who in self.hopeful() if self.total(who) >= quota]
            self.elected += sorted(over, key=lambda who: (-self.total(who), who))
            if len(self.elected) >= self.seats or self.fill():
                return
            surplus = {who: self.total(who) - quota for who in self.elected if who not in spent and self.total(who) > quota}
            if not surplus:
                self.exclude()
                continue
            who = self.choose(sorted(w for w in surplus if surplus[w] == max(surplus.values())), False)
            spent.append(who)
            total, moving = self.total(who), self.piles[who]
            self.kept[who] = quota
            for value, count, ranking, at in moving:
                self.lay([value * surplus[who] // total, count, ranking, at])
            self.note()

    def run(self):
        {"irv": self.irv, "scottish-stv": self.scottish}.get(self.contest["method"], self.by_marks)()
        everyone = range(1, len(self.contest["candidates"]) + 1)
        fractions = self.contest["method"] == "scottish-stv"

        def said(total):
            return f"{total // UNIT}.{total % UNIT:05}" if fractions else total

        return {"elected": self.elected, "totals": [[said(stage.get(who, 0)) for who in everyone] for stage in self.stages]}


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(json.dumps(Count(json.load(file)).run()))

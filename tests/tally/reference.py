"""Every counting method once more, written for a reader and not for speed: from the texts of the rules and from docs/counting.md, with
none of charterd's code and none of its shortcuts (no piles, no trees of papers, no matrices kept from one step to the next). Fractions
are Python's own. `tests/tally/run` counts generated elections both ways and compares every number.

    count(contest)      a contest as /elections/N/contests/K.json has it, in the shape of `charterd tally --json`

    Scottish STV        the Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52
    Meek                the reference rule of the Proportional Representation Foundation, steps A to C
    Schulze             M. Schulze's definition: the strongest path, and who is beaten by nobody left
    Debian              the Debian Constitution 1.9, A.5, steps 2 to 8
"""
import collections
import hashlib
import itertools
import math
from fractions import Fraction


class Tied(Exception):
    """A tie that nothing settles: the count ends here."""


def shown(number, places):
    """Exactly, with so many decimals; whole numbers as they are."""
    if places == 0:
        return int(number)
    scaled, rest = divmod(Fraction(number) * 10 ** places, 1)
    assert rest == 0, f"{number} has more than {places} decimals"
    return f"{'-' if scaled < 0 else ''}{abs(scaled) // 10 ** places}.{abs(scaled) % 10 ** places:0{places}}"


def cut(number, places):
    return Fraction(math.floor(number * 10 ** places), 10 ** places)


def rounded_up(number, places):
    return Fraction(math.ceil(number * 10 ** places), 10 ** places)


class Count:
    places = 0

    def __init__(self, contest):
        self.contest, self.rules, self.seats = contest, contest["rules"], contest["seats"]
        self.people = {number: who if isinstance(who, dict) else {} for number, who in enumerate(contest["candidates"], 1)}
        self.standing = [number for number, who in self.people.items() if not who.get("withdrawn")]
        self.ballots = [(ballot.get("count", 1), ballot) for ballot in contest["ballots"]]
        self.elected, self.groups, self.stages, self.ties, self.gone = [], [], [], [], []
        self.papers = {"total": sum(papers for papers, _ in self.ballots), "valid": 0, "blank": 0, "invalid": 0}

    # ---- who may take a seat ----

    def cap(self, kind):
        return self.rules.get("cap-" + kind)

    def barred_by_cap(self, who, elected):
        for kind in ("organization", "related"):
            group = self.people[who].get(kind)
            held = self.contest.get("taken", {}).get(kind, {}).get(group, 0) + sum(self.people[e].get(kind) == group for e in elected)
            if group and self.cap(kind) and held >= self.cap(kind):
                return True
        return False

    def kept(self, elected):
        """Seats still kept for each reserved group."""
        return {group: max(0, seats - sum(self.people[who].get("reserved") == group for who in elected))
                for group, seats in self.contest.get("reserved", {}).items()}

    def fillable(self, elected, out=()):
        """How many of the kept seats can still be taken, all together, without passing a cap: the largest set of people that fits."""
        kept = self.kept(elected)
        able = [who for who in self.standing if kept.get(self.people[who].get("reserved")) and who not in elected and who not in out]
        for size in range(min(len(able), sum(kept.values())), 0, -1):
            for some in itertools.combinations(able, size):
                of_group = collections.Counter(self.people[who]["reserved"] for who in some)
                if all(of_group[group] <= kept[group] for group in of_group) and not any(
                        self.barred_by_cap(who, elected + list(some[:place])) for place, who in enumerate(some)):
                    return size
        return 0

    def may_sit(self, who, elected, out=()):
        """While no cap is reached, and the kept seats that can be filled still can be afterwards."""
        free, now = self.seats - len(elected), self.fillable(elected, out)
        if free <= 0 or self.barred_by_cap(who, elected):
            return False
        after = self.fillable(elected + [who], out)
        if self.kept(elected).get(self.people[who].get("reserved")):
            return after >= min(now, free) - 1
        held_back = sum(self.kept(elected).values()) if self.rules.get("reserved-unfilled") == "vacant" else now
        return after >= now and held_back < free

    def all_may_sit(self, people, out=()):
        """One after the other."""
        return all(self.may_sit(who, self.elected + list(people[:place]), out) for place, who in enumerate(people))

    # ---- ties ----

    def favoured(self, tied, stage):
        """Most favoured first, by what was public before the count: the words of a seed, or an officer's order."""
        if "tie_seed" in self.contest:
            return sorted(tied, key=lambda who: hashlib.sha256(f"{self.contest['tie_seed']}/{stage}/{who}".encode()).digest())
        drawn = [tie for tie in self.ties[:-1] if tie["means"] == "order"]
        orders = self.contest.get("tie_orders", [])
        if len(drawn) >= len(orders) or not set(tied) <= set(orders[len(drawn)]):
            raise Tied
        return [who for who in orders[len(drawn)] if who in tied]

    def earlier_stage(self, tied, lowest):
        """The one whom an earlier stage singles out, and that stage."""
        before = list(range(1, len(self.stages)))
        looked = {"preceding": before[::-1], "first-difference": before}.get(self.rules.get("look-back"), [])
        for stage in looked:
            totals = self.stages[stage - 1]["numbers"]
            extreme = (min if lowest else max)(totals[who] for who in tied)
            there = [who for who in tied if totals[who] == extreme]
            if len(there) == 1:
                return there[0], stage
            if self.rules.get("weak-ties") == "narrow":
                tied = there
        return None, 0

    def choose(self, tied, purpose, need=1):
        """`need` of them; of one nothing is to be chosen."""
        tied = sorted(tied)
        if len(tied) == 1:
            return tied
        tie = {"stage": len(self.stages), "purpose": purpose, "candidates": tied, "need": need, "means": "open", "chosen": []}
        self.ties.append(tie)
        lowest = purpose == "exclude"
        one, stage = self.earlier_stage(tied, lowest) if need == 1 else (None, 0)
        if one:
            tie.update(means="look-back", back_to=stage, chosen=[one])
        else:
            order = self.favoured(tied, len(self.stages))
            tie.update(means="lot" if "tie_seed" in self.contest else "order", chosen=(order[::-1] if lowest else order)[:need])
        return tie["chosen"]

    # ---- methods that put everybody in an order at once ----

    def seat_by(self, groups):
        """Groups best first, those of a group tied. Whoever may take a seat does; who was passed over is looked at again at the end."""
        self.groups = groups
        bound = bool(self.cap("organization") or self.cap("related") or any(self.contest.get("reserved", {}).values()))
        before = None
        while before != len(self.elected):
            before = len(self.elected)
            for group in groups:
                while True:
                    able = [who for who in group if who not in self.elected and self.may_sit(who, self.elected)]
                    if not able:
                        break
                    if self.all_may_sit(able):
                        chosen = able
                    else:
                        chosen = self.choose(able, "elect", 1 if bound else self.seats - len(self.elected))
                    self.elected += chosen
                    self.stages[-1]["elected"] += chosen

    def seat_by_totals(self, totals):
        self.note("first", [], totals)
        self.seat_by([[who for who in self.standing if totals[who] == total] for total in sorted({totals[who] for who in self.standing}, reverse=True)])

    def note(self, action, who, totals, **more):
        self.stages.append({"action": action, "candidates": list(who), "numbers": {c: totals.get(c, 0) for c in self.people}, "elected": [], "filled": [],
                            **more})

    # ---- the answer ----

    def answer(self):
        try:
            self.run()
            decided = True
        except Tied:
            decided = False
        rounds = []
        for stage in self.stages:
            said = {key: value for key, value in stage.items() if key != "numbers"}
            for key in ("quota", "exhausted", "lost", "surplus"):
                if key in said:
                    said[key] = shown(said[key], self.places)
            rounds.append({**said, "totals": [shown(stage["numbers"][who], self.places) for who in self.people]})
        return {"decided": decided, "elected": self.elected, "order": [sorted(group) for group in self.groups], "papers": self.papers, "rounds": rounds,
                "ties": self.ties, "vacant": self.seats - len(self.elected) if decided else 0}


# ---- marks ----

class Marks(Count):
    """Plurality, block vote, approval."""

    def run(self):
        totals = dict.fromkeys(self.people, 0)
        method = self.contest["method"]
        most = 1 if method == "plurality" else self.rules.get("marks") or (self.seats if method == "block" else len(self.people))
        for papers, ballot in self.ballots:
            ranks = [[who for who in rank if who in self.standing] for rank in ranks_of(ballot)]
            marked, valid = [], True
            for rank in ranks:
                fresh = [who for who in dict.fromkeys(rank) if who not in marked]
                if len(marked) + len(fresh) > most:  # of a ranking the first may count, unless the limit falls among those ranked alike
                    valid = self.rules["too-many"] == "first" and "ranking" in ballot and len(marked) == most
                    break
                marked += fresh
            self.papers["valid" if valid and marked else "blank" if valid else "invalid"] += papers
            for who in marked if valid else []:
                totals[who] += papers
        self.seat_by_totals(totals)


class Score(Count):
    def run(self):
        totals = dict.fromkeys(self.people, 0)
        low, high = self.rules["score-min"], self.rules.get("score-max")
        for papers, ballot in self.ballots:
            given = {who: score for who, score in enumerate(ballot["scores"], 1) if score is not None}
            valid = all(low <= score and (high is None or score <= high) for score in given.values())
            self.papers["invalid" if not valid else "valid" if given else "blank"] += papers
            for who, score in given.items() if valid else ():
                totals[who] += score * papers if who in self.standing else 0
        self.seat_by_totals(totals)


def ranks_of(ballot):
    """A ballot as a list of ranks, each a list of candidates: a blank rank is empty."""
    if "approved" in ballot:
        return [[who] for who in ballot["approved"]]
    return [rank if isinstance(rank, list) else [] if rank is None else [rank] for rank in ballot["ranking"]]


class Borda(Count):
    places = 1

    def run(self):
        totals = dict.fromkeys(self.people, Fraction(0))
        for papers, ballot in self.ballots:
            place = places_of(ballot, self.standing)
            self.papers["valid" if place else "blank"] += papers
            judged = list(place) if self.rules["unranked"] == "no-opinion" else self.standing if place else []
            for one in judged:
                for other in judged:
                    mine, theirs = place.get(one, math.inf), place.get(other, math.inf)
                    if one != other:
                        totals[one] += papers * (Fraction(1) if mine < theirs else Fraction(1, 2) if mine == theirs else 0)
        self.seat_by_totals(totals)


def places_of(ballot, standing):
    """The rank at which each candidate is first named."""
    place = {}
    for at, rank in enumerate(ranks_of(ballot)):
        for who in rank:
            if who in standing:
                place.setdefault(who, at)
    return place


# ---- pairs ----

class Pairs(Count):
    def compare(self):
        """V(A, B): how many put A above B. An unranked one is below all who are ranked, or nothing was said of it."""
        self.prefer = {(a, b): 0 for a in self.people for b in self.people}
        for papers, ballot in self.ballots:
            self.papers["valid" if any(ranks_of(ballot)) else "blank"] += papers
            place = places_of(ballot, self.standing)
            for a in place:
                for b in self.standing:
                    if b in place and place[a] < place[b] or b not in place and self.rules["unranked"] == "below":
                        self.prefer[a, b] += papers
        self.note("first", [], {})

    def matrix(self, values):
        return [[values.get((a, b), 0) for b in self.people] for a in self.people]


class Schulze(Pairs):
    def run(self):
        self.compare()
        v = self.prefer
        link = {(a, b): (v[a, b], -v[b, a]) for a in self.standing for b in self.standing if v[a, b] > v[b, a]}
        self.path = {}
        for strength in sorted(set(link.values()), reverse=True):  # a path this strong uses no weaker link
            for a in self.standing:
                for b in reach(a, [pair for pair in link if link[pair] >= strength]) - {a}:
                    self.path.setdefault((a, b), strength)
        nothing = (0, -math.inf)
        beats = {(a, b) for a in self.standing for b in self.standing if self.path.get((a, b), nothing) > self.path.get((b, a), nothing)}
        groups, left = [], list(self.standing)
        while left:
            groups.append([b for b in left if not any((a, b) in beats for a in left)])
            left = [who for who in left if who not in groups[-1]]
        self.seat_by(groups)

    def answer(self):
        return {**super().answer(), "rounds": [], "pairs": self.matrix(self.prefer), "paths": self.matrix({pair: s[0] for pair, s in self.path.items()}),
                "paths_against": self.matrix({pair: -s[1] for pair, s in self.path.items()})}


def reach(start, links):
    """Whom one comes to from `start` along the links, in one step or more."""
    found = set()
    while True:
        more = {b for a, b in links if a == start or a in found} - found
        if not more:
            return found
        found |= more


class Debian(Pairs):
    def run(self):
        self.compare()
        v, given = self.prefer, self.rules.get("default")
        default = max(self.standing, default=None) if given is None else given or None
        self.dropped = {"quorum": [], "majority": []}
        self.steps = []
        options = []
        for a in self.standing:
            if a != default and default:
                if v[a, default] < Fraction(self.rules["quorum"]):  # A.5(2)
                    self.dropped["quorum"].append(a)
                    continue
                if v[a, default] < self.needed(a, default) * v[default, a] or v[a, default] <= v[default, a]:  # A.5(3)
                    self.dropped["majority"].append(a)
                    continue
            options.append(a)
        defeats = [(a, b) for a in options for b in options if v[a, b] > v[b, a]]  # A.5(4)
        while True:
            beyond = {a: reach(a, defeats) for a in options}  # A.5(5)
            schwartz = [a for a in options if all(b in beyond[a] or a not in beyond[b] for b in options)]  # A.5(6)
            inside = [(a, b) for a, b in defeats if a in schwartz and b in schwartz]
            weakest = min(((v[a, b], -v[b, a]) for a, b in inside), default=None)
            drop = [(a, b) for a, b in inside if (v[a, b], -v[b, a]) == weakest]
            self.steps.append({"schwartz": schwartz, "dropped": [{"winner": a, "loser": b, "for": v[a, b], "against": v[b, a]} for a, b in drop]})
            if not drop:
                break
            defeats = [pair for pair in defeats if pair not in drop]  # A.5(7)
        self.groups = [schwartz] if schwartz else []
        if schwartz:
            self.elected = self.choose(schwartz, "elect")  # A.5(8): the casting vote is the lot

    def needed(self, option, default):
        """N is given for all options, for each, or for each but the default one."""
        each = [Fraction(n) for n in str(self.rules["majority"]).split(",")]
        if len(each) == 1:
            return each[0]
        return each[option - 1 if len(each) == len(self.people) or option < default else option - 2]

    def answer(self):
        return {**super().answer(), "rounds": [], "pairs": self.matrix(self.prefer), "dropped_by_quorum": self.dropped["quorum"],
                "dropped_by_majority": self.dropped["majority"], "steps": self.steps}


# ---- transfers ----

class Transfers(Count):
    """What instant run-off and both transferable votes share: each paper goes to the next of its candidates who is still in."""

    def read_papers(self):
        """[papers, candidates in their order] of each valid ballot, by the rules for over-votes, blank ranks and repetitions."""
        self.ranked = []
        for papers, ballot in self.ballots:
            ranks = ranks_of(ballot)
            while ranks and not ranks[-1]:
                ranks.pop()
            prefs = self.preferences(ranks)
            self.papers["blank" if not ranks else "invalid" if prefs is None else "valid"] += papers
            if ranks and prefs is not None:
                self.ranked.append((papers, prefs))
        self.hopeful = list(self.standing)
        self.filled_at = None

    def preferences(self, ranks):
        prefs, blanks, most = [], 0, self.rules.get("skipped")
        for rank in ranks:
            blanks = 0 if rank else blanks + 1
            if most is not None and blanks > most:
                return prefs
            again = len(rank) == 1 and rank[0] in prefs
            rule = self.rules["over-vote"] if len(rank) > 1 else self.rules["repeated"] if again else ""
            if rule == "invalid":
                return None
            if rule == "exhaust":
                return prefs
            if len(rank) == 1 and not again:
                prefs.append(rank[0])
        return prefs

    def out(self):
        return [who for group in self.gone for who in group]

    def able(self):
        return [who for who in self.hopeful if self.may_sit(who, self.elected, self.out())]

    def seat(self, who):
        self.elected.append(who)
        self.hopeful.remove(who)
        self.stages[-1]["elected"].append(who)

    def elect(self, least):
        """All who have so many votes and may take a seat, most votes first."""
        totals = self.stages[-1]["numbers"]
        while True:
            reach_it = [who for who in self.able() if totals[who] >= least]
            if not reach_it:
                return
            best = [who for who in reach_it if totals[who] == max(totals[c] for c in reach_it)]
            for who in best if self.all_may_sit(best, self.out()) else self.choose(best, "elect"):
                self.seat(who)

    def finished(self):
        """All seats are filled, or nobody is left but those who fill them."""
        free, before = self.seats - len(self.elected), len(self.elected)
        if free and len(self.able()) <= free:
            self.elect(0)
            self.stages[-1]["filled"] = self.elected[before:]
        return len(self.elected) == self.seats or not self.able()

    def lowest(self, margin=0):
        """Who goes out: the fewest votes, but while there are others nobody without whom a kept seat could not be taken."""
        totals, out = self.stages[-1]["numbers"], self.out()
        wanted = min(self.fillable(self.elected, out), self.seats - len(self.elected))
        free = [who for who in self.hopeful if self.fillable(self.elected, [*out, who]) >= wanted] or self.hopeful
        fewest = min(totals[who] for who in free)
        return self.choose([who for who in free if totals[who] <= fewest + margin], "exclude")

    def barred(self):
        """Who can no longer take a seat."""
        able = self.able()
        return [who for who in self.hopeful if who not in able]

    def exclude(self, who):
        self.gone.append(list(who))
        self.hopeful = [c for c in self.hopeful if c not in who]

    def final_order(self):
        """The elected in their order, then who was left, by votes, then who went out, the last one first."""
        def by_total(people, totals):
            return [[who for who in people if totals[who] == total] for total in sorted({totals[who] for who in people}, reverse=True)]
        groups = []
        for stage in self.stages:
            groups += by_total(stage["elected"], stage["numbers"])
        return groups + by_total(self.hopeful, self.stages[-1]["numbers"]) + self.gone[::-1]

    def answer(self):
        said = super().answer()
        return {**said, "order": [sorted(group) for group in self.final_order()]}


class InstantRunOff(Transfers):
    def run(self):
        self.read_papers()
        self.stage("first", [])
        while True:
            self.elect(self.stages[-1]["quota"])
            if self.finished():
                return
            who, action = self.barred(), "bar"
            if not who:
                who, action = self.who_goes(), "exclude"
            self.exclude(who)
            self.stage(action, who)

    def stage(self, action, who):
        totals = dict.fromkeys(self.people, 0)
        for papers, prefs in self.ranked:
            first = next((c for c in prefs if c in self.hopeful), None)
            totals[first] = totals.get(first, 0) + papers
        ended = totals.pop(None, 0)
        self.note(action, who, totals, quota=sum(totals.values()) // 2 + 1, exhausted=ended, lost=0)

    def who_goes(self):
        totals, how = self.stages[-1]["numbers"], self.rules["batch"]
        ladder, together = sorted(self.hopeful, key=lambda who: (totals[who], who)), []
        for size in range(2, len(ladder)):
            group = ladder[:size]
            if how == "tied" and totals[group[-1]] != totals[group[0]]:
                break
            if how != "none" and sum(totals[who] for who in group) < totals[ladder[size]]:
                together = group
        return together or self.lowest()


class Scottish(Transfers):
    places = 5

    def run(self):
        self.read_papers()
        self.parcels = {who: [] for who in self.standing}  # rule 45: [papers, preferences, value of each]
        self.credit = {who: Fraction(0) for who in self.people}
        self.ended = self.lost = Fraction(0)
        for papers, prefs in self.ranked:
            self.give(papers, prefs, Fraction(1))
        self.quota = math.floor(sum(self.credit.values()) / (self.seats + 1)) + 1  # rule 46
        self.stage("first", [])
        transferred = []
        while True:
            self.elect(self.quota)  # rule 47
            if self.finished():  # rule 52
                return
            over = {who: self.credit[who] - self.quota for who in self.elected if who not in transferred and self.credit[who] > self.quota}
            if over:  # rules 48, 49
                who, = self.choose([who for who in over if over[who] == max(over.values())], "surplus")
                transferred.append(who)
                self.transfer(who, over[who])
                self.stage("surplus", [who], surplus=over[who])
                continue
            who, action = self.barred(), "bar"
            if not who:
                who, action = self.lowest(), "exclude"  # rules 50, 51
            self.exclude(who)
            for one in who:
                self.credit[one] = Fraction(0)
                for papers, prefs, value in self.parcels.pop(one):
                    self.give(papers, prefs, value)
            self.stage(action, who)

    def give(self, papers, prefs, value):
        to = next((who for who in prefs if who in self.hopeful), None)
        if to is None:
            self.ended += papers * value
            return
        self.credit[to] += papers * value
        self.parcels[to].append((papers, prefs, value))

    def transfer(self, who, surplus):
        """48(3): surplus × the paper's value ÷ the candidate's votes, to five decimals, any remainder ignored."""
        moving, total, passed = self.parcels.pop(who), self.credit[who], Fraction(0)
        for papers, prefs, value in moving:
            new = cut(surplus * value / total, 5)
            passed += papers * new
            self.give(papers, prefs, new)
        self.credit[who] = Fraction(self.quota)
        self.lost += surplus - passed

    def stage(self, action, who, **more):
        self.note(action, who, self.credit, quota=self.quota, exhausted=self.ended, lost=self.lost, **more)


class Meek(Transfers):
    places = 9
    OMEGA, STEP = Fraction(1, 10 ** 6), Fraction(1, 10 ** 9)

    def run(self):
        self.read_papers()  # step A
        self.keep = {who: Fraction(who in self.standing) for who in self.people}
        action, who = "first", []
        while True:
            self.iterate(action, who)
            before = len(self.elected)
            self.elect(self.quota)  # B.2.c
            if self.finished():  # B.1, C
                return
            action, who = "surplus", self.elected[before:]
            if who:
                continue
            action, who = "bar", self.barred()
            if not who:
                action, who = "exclude", self.lowest(self.surplus)  # B.3
            self.exclude(who)
            for one in who:
                self.keep[one] = Fraction(0)

    def iterate(self, action, who):
        last, iterations = None, 0
        while True:
            iterations += 1
            votes = self.distribute()  # B.2.a
            self.quota = cut(sum(votes.values()) / (self.seats + 1), 9) + self.STEP  # B.2.b
            winners = [c for c in self.able() if votes[c] >= self.quota]
            self.surplus = max(Fraction(0), sum((votes[c] - self.quota for c in self.elected), Fraction(0)))  # B.2.d
            if winners or self.surplus < self.OMEGA or (last is not None and self.surplus >= last):  # B.2.e
                break
            last = self.surplus
            for c in self.elected:  # B.2.f
                self.keep[c] = rounded_up(rounded_up(self.keep[c] * self.quota, 9) / votes[c], 9)
        self.note(action, who, votes, quota=self.quota, exhausted=self.papers["valid"] - sum(votes.values()), lost=0, surplus=self.surplus,
                  iterations=iterations, keep=[shown(self.keep[c], 9) for c in self.people])

    def distribute(self):
        votes = dict.fromkeys(self.people, Fraction(0))
        for papers, prefs in self.ranked:
            weight = Fraction(1)
            for c in prefs:
                share = rounded_up(weight * self.keep[c], 9)
                votes[c] += share * papers
                weight -= share
                if weight == 0:
                    break
        return votes


METHODS = {"plurality": Marks, "block": Marks, "approval": Marks, "score": Score, "borda": Borda, "irv": InstantRunOff, "scottish-stv": Scottish,
           "meek-stv": Meek, "schulze": Schulze, "debian": Debian}


def count(contest):
    return METHODS[contest["method"]](contest).answer()


def differences(contest, said):
    """What a program's answer has otherwise than the answer here, in words; nothing when they agree."""
    mine, found = count(contest), []
    if not mine["decided"]:
        del mine["order"]  # of a count that stopped nothing is said
    for key, value in mine.items():
        theirs = said.get(key)
        if key == "order":
            theirs = [sorted(group) for group in theirs]
        if key in ("rounds", "ties") and value:
            theirs = [{name: one.get(name) for name in wanted} for one, wanted in zip(theirs, value)] + theirs[len(value):]
        if theirs != value and not (key == "rounds" and "pairs" in said):
            found.append(f"{key}: {theirs} and not {value}")
    return found

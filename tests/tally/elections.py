"""Small elections by chance, with all that real ones have: blank, equal, repeated and skipped ranks, withdrawn candidates, equal
totals, heavy lines, caps, kept seats, seats held before, and every option of each method. The same seed gives the same elections."""
import random


def options(chance, method, candidates):
    """Each option of the method, drawn among its values."""
    pick = chance.choice
    transfers = {"over-vote": pick(["exhaust", "skip", "invalid"]), "skipped": pick([None, None, 0, 1, 2]), "repeated": pick(["skip", "exhaust", "invalid"]),
                 "look-back": pick(["none", "preceding", "preceding", "first-difference"]), "weak-ties": pick(["whole", "whole", "narrow"])}
    capped = {"cap-organization": pick([None, None, 1, 1, 2]), "cap-related": pick([None, None, 1, 2]), "reserved-unfilled": pick(["open", "open", "vacant"])}
    too_many = {"too-many": pick(["invalid", "first"])}
    marks = {**too_many, "marks": pick([None, 1, 2, 3])}
    pairs = {"unranked": pick(["below", "no-opinion"])}
    majority = pick(["1", "1", "2", "3/2", ",".join(pick("123") for _ in range(candidates)), ",".join(pick("123") for _ in range(max(1, candidates - 1)))])
    return {"plurality": {**too_many, **capped}, "block": {**marks, **capped}, "approval": {**marks, **capped},
            "score": {"score-min": pick([0, 0, 1]), "score-max": pick([None, 5, 9]), **capped}, "borda": {**pairs, **capped},
            "irv": {**transfers, "batch": pick(["none", "none", "sure", "tied"])}, "scottish-stv": {**transfers, **capped},
            "meek-stv": {**transfers, **capped}, "schulze": {**pairs, **capped},
            "debian": {**pairs, "quorum": pick(["0", "0", "3", "7/2", "20"]), "majority": majority, "default": pick([None, None, 0, 1])}}[method]


def ranking(chance, candidates, tidy):
    """Some of the candidates in some order; unless tidy, now and then alike, twice, or after a rank left blank."""
    favourites = sorted(candidates, key=lambda who: chance.random() * (1 + who % 3))
    ranks = []
    for who in favourites[:chance.randint(0, len(candidates))]:
        oddity = 1 if tidy else chance.random()
        if oddity < 0.08 and ranks and ranks[-1] is not None:
            ranks[-1] = (ranks[-1] if isinstance(ranks[-1], list) else [ranks[-1]]) + [who]
        else:
            ranks += [None] * (oddity > 0.92 and not tidy) + [who]
            if not tidy and chance.random() < 0.05:
                ranks.append(chance.choice(candidates))
    return ranks


def groups(chance, one):
    """Organizations, related ones, and those for whom a seat is kept."""
    org = chance.randint(0, 3)
    if org:
        one["organization"] = f"o{org}"
        if org < 3:
            one["related"] = "g"
    if chance.random() < 0.35:
        one["reserved"] = chance.choice(["west", "west", "east"])


def election(chance, method):
    n = chance.randint(2, 8)
    candidates = list(range(1, n + 1))
    tidy, bound = chance.random() < 0.4, method not in ("irv", "debian") and chance.random() < 0.35
    seats = 1 if method in ("irv", "debian") else chance.randint(1, min(5, n) if chance.random() < 0.95 else 7)
    people = [{"name": f"c{who}", "withdrawn": chance.random() < (0.03 if tidy else 0.1)} for who in candidates]
    contest = {"method": method, "seats": seats, "candidates": people, "rules": options(chance, method, n), "ballots": []}
    if bound:
        for one in people:
            groups(chance, one)
        contest["reserved"] = {"west": chance.randint(0, 2), "east": chance.randint(0, 1)}
        contest["taken"] = {"organization": {"o1": chance.randint(0, 1)}, "related": {"g": chance.randint(0, 1)}}
    else:
        contest["rules"] = {name: value for name, value in contest["rules"].items() if not name.startswith("cap-")}
    if method == "debian" and contest["rules"]["default"] and people[0]["withdrawn"]:
        contest["rules"]["default"] = None
    approvals = method in ("plurality", "block", "approval") and chance.random() < 0.5
    heavy = chance.choice([1, 1, 3, 9, 100000])
    for _ in range(chance.choice([0, 1, 3, 8, 15, 25, 40])):
        ballot = {"count": chance.randint(1, heavy)}
        if method == "score":
            ballot["scores"] = [chance.choice([None, 0, 1, 2, 3, 4, 5, 5, 8, 12]) for _ in candidates][:chance.randint(0, n)]
        elif approvals:
            ballot["approved"] = sorted(chance.sample(candidates, chance.randint(0, n)))
        else:
            ballot["ranking"] = ranking(chance, candidates, tidy)
        contest["ballots"].append(ballot)
    lot = chance.random()
    if lot < 0.75:
        contest["tie_seed"] = f"{chance.randint(0, 10 ** 9)} 种子"
    elif lot < 0.9:
        contest["tie_orders"] = [chance.sample(candidates, n) for _ in range(chance.randint(0, 12))]
    return contest


def elections(method, number, seed):
    chance = random.Random(f"{method} {seed}")
    return [election(chance, method) for _ in range(number)]

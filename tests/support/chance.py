"""Whether two orders agree better than chance: exact tests by whole numbers. N things stand in an order that an attacker guessed; if
the guess rests on nothing, each of the N! orders is as likely. Suspicious is what would come once in 10⁹ such guesses.
"""
from functools import lru_cache
from math import comb, factorial

RARE = 10 ** 9


@lru_cache(maxsize=None)
def inversions(n):
    """How many orders of n things have 0, 1, 2 … pairs the wrong way round."""
    counts = [1]
    for k in range(2, n + 1):
        sums, wider, total = [0], counts + [0] * (k - 1), 0
        for value in wider:
            total += value
            sums.append(total)
        counts = [sums[i + 1] - sums[max(0, i + 1 - k)] for i in range(len(wider))]
    return counts


@lru_cache(maxsize=None)
def moved(n):
    """How many orders of n things leave none in its place."""
    return 1 if n == 0 else n * moved(n - 1) + (-1) ** n


def is_rare(count, n):
    return count * RARE < factorial(n)


def agreement(order):
    """Of a list of the numbers 0 … n-1: why it is no chance that they stand so, or None."""
    n = len(order)
    wrong = sum(order[i] > order[k] for i in range(n) for k in range(i + 1, n))
    counts = inversions(n)
    if is_rare(2 * sum(counts[:min(wrong, len(counts) - 1 - wrong) + 1]), n):
        return f"{wrong} of {n * (n - 1) // 2} pairs the wrong way round"
    for name, hits in (("", sum(at == i for i, at in enumerate(order))), (" from the end", sum(at == n - 1 - i for i, at in enumerate(order)))):
        if is_rare(sum(comb(n, k) * moved(n - k) for k in range(hits, n + 1)), n):
            return f"{hits} of {n} in their very places{name}"
    return None


@lru_cache(maxsize=None)
def spans(n):
    """How many ways to pair 2n places have 0, 1, 2 … as the sum of the distances between the two of a pair."""
    ways = {0: {0: 1}}  # pairs begun and not ended: {sum so far: ways}
    for at in range(2 * n):
        after = {}
        for begun, sums in ways.items():
            for total, count in sums.items():
                for now, factor in ((begun + 1, 1), (begun - 1, begun)):
                    if factor and 0 <= now <= 2 * n - at - 1:
                        to = after.setdefault(now, {})
                        to[total + now] = to.get(total + now, 0) + count * factor
        ways = after
    return [ways[0].get(total, 0) for total in range(n * n + 1)]


def nearness(pairs):
    """Of the places 0 … 2n-1 two by two, as in [(0, 3), (1, 2)]: why it is no chance that the two of a pair stand as near or as far from
    each other, or None."""
    n, span = len(pairs), sum(abs(a - b) for a, b in pairs)
    counts = spans(n)
    if 2 * min(sum(counts[:span + 1]), sum(counts[span:])) * RARE < sum(counts):
        return f"the two of a pair are {span} places apart, all {n} together"
    return None

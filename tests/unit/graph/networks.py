"""Random debts, and linear programs that answer without the code under test."""

from fractions import Fraction
from random import Random

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from graph.debts import TradeDebt
from graph.liabilities import Liabilities


def owing(*owed: tuple[str, str, int]) -> list[TradeDebt]:
    """Debts from (debtor, creditor, fen)."""
    return [
        TradeDebt(debtor, creditor, f"r{number}", amount_fen)
        for number, (debtor, creditor, amount_fen) in enumerate(owed)
    ]


def random_debts(chance: Random, firms: int, debts: int, most_fen: int) -> list[TradeDebt]:
    """Debts between firms f00, f01 …, without dates."""
    names = [f"f{number:02}" for number in range(firms)]
    return [
        TradeDebt(*chance.sample(names, 2), f"r{number:03}", chance.randint(1, most_fen))
        for number in range(debts)
    ]


def county_debts(seed: int = 1, firms: int = 2_000, debts: int = 10_000) -> list[TradeDebt]:
    """Debts of a county: few firms with many partners, amounts from small to very large."""
    chance = Random(seed)
    ends = list(range(20))
    found: list[TradeDebt] = []
    while len(found) < debts:
        one, other = chance.choice(ends), chance.randrange(firms)
        if one != other:
            ends += [one, other]
            pair = (one, other) if chance.random() < 0.6 else (other, one)
            amount = int(chance.lognormvariate(16, 1.5)) + 1
            names = (f"e{pair[0]:04}", f"e{pair[1]:04}")
            found.append(TradeDebt(*names, f"r{len(found):05}", amount))
    return found


def random_question(seed: int) -> Liabilities:
    """Debts of a few firms, some with means, some owing a bank, one that may default."""
    chance = Random(seed)
    firms = chance.randint(2, 10)
    most_fen = chance.choice([5, 100, 10**6])
    debts = random_debts(chance, firms, chance.randint(1, 4 * firms), most_fen)
    names = sorted({debt.debtor for debt in debts})
    means = {name: chance.randint(0, most_fen) for name in names if chance.random() < 0.6}
    outside = {name: chance.randint(1, most_fen) for name in names if chance.random() < 0.2}
    most = {chance.choice(names): Fraction(chance.randint(0, 10), 10)}
    return Liabilities.of(debts, means, outside, most if chance.random() < 0.7 else None)


def cleared_by_program(given: Liabilities) -> list[float]:
    """The most that can be paid in all when nobody pays more than its income or than it should."""
    size = len(given.firms)
    passed_on = np.zeros((size, size))
    for debtor, creditor, amount in given.claims:
        passed_on[creditor, debtor] = amount / given.owed[debtor]
    bounds = [(0, owed * float(most)) for owed, most in zip(given.owed, given.most, strict=True)]
    answer = linprog(-np.ones(size), np.eye(size) - passed_on, given.means, bounds=bounds)
    return [float(amount) for amount in answer.x]


def set_off_by_program(debts: list[TradeDebt]) -> float:
    """The most that debts can shrink by in all when every net position stays."""
    place = {
        firm: number
        for number, firm in enumerate(
            sorted({end for debt in debts for end in (debt.debtor, debt.creditor)})
        )
    }
    edges = np.arange(len(debts))
    rows = [place[debt.debtor] for debt in debts] + [place[debt.creditor] for debt in debts]
    signs = np.repeat([1.0, -1.0], len(debts))
    balance = coo_array((signs, (rows, np.tile(edges, 2))), shape=(len(place), len(debts)))
    answer = linprog(
        -np.ones(len(debts)),
        A_eq=balance.tocsr(),
        b_eq=np.zeros(len(place)),
        bounds=[(0, debt.amount_fen) for debt in debts],
    )
    return float(-answer.fun)

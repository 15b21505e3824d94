"""Contagion on one day: clearing with the shock beside clearing without it."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from graph.clearing import Clearing, Liabilities, clearing_vector
from graph.debts import BankLoan, TradeDebt
from graph.liabilities import all_paid, half_up
from graph.passing import surely_short
from graph.shocks import Default, Late, Shock, due_by
from graph.shortages import Contagion, Exposure, Setting, Shortage


def answer_on(
    debts: Sequence[TradeDebt],
    shock: Shock,
    setting: Setting,
    day: date,
    means: dict[str, int],
    loans: Sequence[BankLoan],
) -> Contagion:
    """Answer the question of `graph.contagion.contagion` for what is due by one day.

    Parameters
    ----------
    debts : sequence of TradeDebt
        All of them, none to oneself.
    shock, setting, day
        What goes wrong, what is assumed, and until when.
    means : dict
        Of every firm, in fen.
    loans : sequence of BankLoan
        Loans to any firms.
    """
    due = due_by(debts, day, setting.until)
    usual = Liabilities.of(due, means, setting.outside_by(day))
    before = all_paid(usual) or clearing_vector(usual, surely_short(usual))
    struck, in_time = _struck(due, shock, setting, day, means)
    after = clearing_vector(struck, _short_already(before, struck, shock))
    payments = dict(after.payments)
    payments[shock.firm] = payments.get(shock.firm, Fraction(0)) * in_time
    paid = {firm: half_up(amount) for firm, amount in payments.items()}
    waves = {**after.waves, shock.firm: 0}
    shortages = [
        _shortage(shock, firm, waves[firm], (owed, paid[firm], half_up(before.payments[firm])))
        for firm, owed in zip(usual.firms, usual.owed, strict=True)
        if owed > paid[firm]
    ]
    shortages.sort(key=lambda short: (short.wave, -short.shortfall_fen, short.firm))
    return Contagion(shock, day, paid, tuple(shortages), _exposures(shortages, loans))


def _struck(
    due: Sequence[TradeDebt], shock: Shock, setting: Setting, day: date, means: dict[str, int]
) -> tuple[Liabilities, Fraction]:
    """The liabilities under the shock, and the share of the firm's payments that is in time."""
    outside = setting.outside_by(day)
    if isinstance(shock, Default):
        return Liabilities.of(due, means, outside, {shock.firm: shock.pays_at_most}), Fraction(1)
    late = {
        debt
        for debt in due
        if debt.debtor == shock.firm and shock.pays_on(debt, setting.as_of, setting.until) > day
    }
    late_fen = sum(debt.amount_fen for debt in late)
    outside[shock.firm] = outside.get(shock.firm, 0) + late_fen
    in_time = (debt for debt in due if debt.debtor != shock.firm or debt not in late)
    struck = Liabilities.of(in_time, means, outside)
    owed = struck.owed[struck.firms.index(shock.firm)]
    return struck, Fraction(owed - late_fen, owed) if owed else Fraction(1)


def _short_already(before: Clearing, struck: Liabilities, shock: Shock) -> set[str]:
    """The firms short without the shock; not the firm struck where that pays less by the shock."""
    if shock.firm not in before.waves:
        return set(before.waves)
    place = struck.firms.index(shock.firm)
    falls = before.payments[shock.firm] > struck.owed[place] * struck.most[place]
    return before.waves.keys() - {shock.firm} if falls else set(before.waves)


def _shortage(shock: Shock, firm: str, wave: int, fen: tuple[int, int, int]) -> Shortage:
    owed, paid, usually = fen
    caused = max(0, usually - paid)
    late = isinstance(shock, Late)
    return Shortage(
        firm=firm,
        wave=wave,
        owed_fen=owed,
        paid_fen=paid,
        before_fen=owed - paid - caused,
        lost_fen=0 if late else caused,
        delayed_fen=caused if late else 0,
    )


def _exposures(shortages: Iterable[Shortage], loans: Iterable[BankLoan]) -> tuple[Exposure, ...]:
    short = {shortage.firm: shortage for shortage in shortages}
    at_risk: dict[str, list[BankLoan]] = {}
    for loan in loans:
        if loan.borrower in short and loan.balance_fen:
            at_risk.setdefault(loan.bank, []).append(loan)
    found = (_exposure(bank, each, short) for bank, each in at_risk.items())
    return tuple(sorted(found, key=lambda exposure: (-exposure.balance_fen, exposure.bank)))


def _exposure(bank: str, loans: Sequence[BankLoan], short: dict[str, Shortage]) -> Exposure:
    newly = [loan for loan in loans if not short[loan.borrower].before_fen]
    return Exposure(
        bank=bank,
        firms=len({loan.borrower for loan in loans}),
        loans=len(loans),
        balance_fen=sum(loan.balance_fen for loan in loans),
        newly_firms=len({loan.borrower for loan in newly}),
        newly_fen=sum(loan.balance_fen for loan in newly),
    )

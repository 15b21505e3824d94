"""Contagion: who runs short, and which banks are exposed, if one firm does not pay as it should."""

from collections.abc import Iterable, Sequence
from datetime import date

import networkx as nx

from graph.debts import BankLoan, TradeDebt, bank_loans, trade_debts
from graph.errors import NodeIsUnknown
from graph.kinds import NodeKind
from graph.model import TradeGraph, nodes_of_kind
from graph.one_day import answer_on
from graph.shocks import Default, Late, Shock, Unknown, due_by, needs
from graph.shortages import Contagion, Exposure, Peak, Setting, Shortage

__all__ = [
    "BankLoan",
    "Contagion",
    "Default",
    "Exposure",
    "Late",
    "Peak",
    "Setting",
    "Shortage",
    "TradeDebt",
    "Unknown",
    "contagion",
    "contagion_by_date",
    "peaks",
]


def contagion(
    trade: TradeGraph | Iterable[TradeDebt],
    shock: Shock,
    setting: Setting,
    loans: Iterable[BankLoan] | None = None,
) -> Contagion:
    """Work out who runs short within a horizon if one firm defaults on a share or pays late.

    Parameters
    ----------
    trade : TradeGraph or iterable of TradeDebt
        Who owes whom, when.
    shock : Default or Late
        The firm, and the share it never pays or the days it is late.
    setting : Setting
        Today, the horizon, and what is known or assumed of means.
    loans : iterable of BankLoan, optional
        Loans of banks to firms; by default those of the graph.

    Returns
    -------
    Contagion
        Amounts are whole fen, each within one fen of the exact one. Shortfalls under half a fen
        are none.

    Raises
    ------
    NodeIsUnknown
        If the firm is not among those given.
    GraphError
        As `graph.clearing.clearing_vector` and `graph.debts.trade_debts` do.

    Notes
    -----
    Two clearing vectors, with the shock and without. A default caps what the firm pays. With a
    late payment, what would reach the creditors only after the horizon does not count, and the
    money for it is not spent on others. Neither can raise any payment. The vector with the shock
    starts from the firms short without it, so that waves tell how the distress spreads.

    Payments within the horizon are taken at its end. A firm that must pay early what it receives
    late, both within the horizon, is found by `contagion_by_date`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> today = date(2026, 9, 1)
    >>> found = contagion(
    ...     [
    ...         TradeDebt("示例甲", "示例乙", "r1", 100, date(2026, 9, 20)),
    ...         TradeDebt("示例乙", "示例丙", "r2", 80, date(2026, 9, 25)),
    ...     ],
    ...     Default("示例甲", Fraction(1, 2)),
    ...     Setting(today, 30, Unknown.JUST_ENOUGH),
    ...     [BankLoan("示例银行", "示例乙", "l1", 500)],
    ... )
    >>> [(short.wave, short.firm, short.shortfall_fen) for short in found.shortages]
    [(0, '示例甲', 50), (1, '示例乙', 30)]
    >>> [(exposure.bank, exposure.newly_fen) for exposure in found.exposures]
    [('示例银行', 500)]
    """
    (answer,) = contagion_by_date(trade, shock, setting, [setting.until], loans)
    return answer


def contagion_by_date(
    trade: TradeGraph | Iterable[TradeDebt],
    shock: Shock,
    setting: Setting,
    days: Iterable[date],
    loans: Iterable[BankLoan] | None = None,
) -> tuple[Contagion, ...]:
    """Answer the same on several days: of what is due by each, what is not paid by then.

    Parameters
    ----------
    trade, shock, setting, loans
        As for `contagion`. With ``Unknown.JUST_ENOUGH`` a firm has what it needs on every one of
        the days.
    days : iterable of date
        Days within the horizon. Debts without a date, and what is owed to others than firms,
        are due on the last day of the horizon.

    Returns
    -------
    tuple of Contagion
        By day.

    Notes
    -----
    Each day is a question of its own about all that is due by then: payments are not carried from
    one day to the next, so that a greater shock never raises a payment on any day.

    Examples
    --------
    >>> today = date(2026, 9, 1)
    >>> debts = [
    ...     TradeDebt("示例甲", "示例乙", "r1", 100, date(2026, 9, 5)),
    ...     TradeDebt("示例乙", "示例丙", "r2", 80, date(2026, 9, 8)),
    ... ]
    >>> found = contagion_by_date(
    ...     debts, Late("示例甲", 10), Setting(today, 30, Unknown.JUST_ENOUGH),
    ...     [date(2026, 9, 8), date(2026, 9, 15), date(2026, 10, 1)],
    ... )
    >>> [[(short.firm, short.delayed_fen) for short in each.shortages] for each in found]
    [[('示例甲', 100), ('示例乙', 80)], [], []]
    """
    debts = [debt for debt in trade_debts(trade) if debt.debtor != debt.creditor]
    parties = {firm for debt in debts for firm in (debt.debtor, debt.creditor)}
    known = {*parties, *setting.means, *setting.outside}
    if isinstance(trade, nx.MultiDiGraph):
        loans = bank_loans(trade) if loans is None else loans
        known |= set(nodes_of_kind(trade, NodeKind.ENTERPRISE))
    if shock.firm not in known:
        raise NodeIsUnknown(shock.firm)
    dates, given = sorted(set(days)), list(loans or ())
    means = _means(debts, setting, dates, parties)
    return tuple(answer_on(debts, shock, setting, day, means, given) for day in dates)


def peaks(answers: Iterable[Contagion]) -> tuple[Peak, ...]:
    """Pick for each firm the day on which the shock makes it lack most.

    Parameters
    ----------
    answers : iterable of Contagion
        As `contagion_by_date` gives them.

    Returns
    -------
    tuple of Peak
        The largest amount first. After a late payment this is what a firm pays after its own due
        dates, though it may still pay within the horizon.

    Examples
    --------
    >>> today = date(2026, 9, 1)
    >>> debts = [
    ...     TradeDebt("示例甲", "示例乙", "r1", 100, date(2026, 9, 5)),
    ...     TradeDebt("示例乙", "示例丙", "r2", 80, date(2026, 9, 8)),
    ... ]
    >>> setting = Setting(today, 30, Unknown.JUST_ENOUGH)
    >>> days = [date(2026, 9, 8), date(2026, 10, 1)]
    >>> found = peaks(contagion_by_date(debts, Late("示例甲", 10), setting, days))
    >>> [(peak.firm, peak.amount_fen, peak.day.isoformat()) for peak in found]
    [('示例甲', 100, '2026-09-08'), ('示例乙', 80, '2026-09-08')]
    """
    found: dict[str, Peak] = {}
    for answer in answers:
        for short in answer.shortages:
            known = found.get(short.firm)
            if short.caused_fen and (known is None or short.caused_fen > known.amount_fen):
                found[short.firm] = Peak(short.firm, short.caused_fen, answer.until)
    return tuple(sorted(found.values(), key=lambda peak: (-peak.amount_fen, peak.firm)))


def _means(
    debts: Sequence[TradeDebt], setting: Setting, days: Iterable[date], parties: Iterable[str]
) -> dict[str, int]:
    """Means of every firm, those known and those assumed."""
    assumed = dict.fromkeys(sorted(parties), 0)
    if setting.unknown == Unknown.JUST_ENOUGH:
        for day in days:
            needed = needs(due_by(debts, day, setting.until), setting.outside_by(day))
            for firm, amount in needed.items():
                assumed[firm] = max(assumed.get(firm, 0), amount)
    return {**assumed, **setting.means}

"""Debts between firms and loans from banks, as plain records, read out of the graph or given."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import networkx as nx

from graph.errors import GraphError
from graph.kinds import EdgeKind
from graph.model import TradeGraph, links_of_kind
from graph.storage import kept

_key = itemgetter(0, 1, 2)  # of a debt: debtor, creditor, document; of a loan: bank, borrower, loan


class TradeDebt(NamedTuple):
    """The debtor owes the creditor an amount in fen by a document, due on a day if one is known."""

    debtor: str
    creditor: str
    document: str
    amount_fen: int
    due: date | None = None


class BankLoan(NamedTuple):
    """A bank has a loan out to a firm; its balance is in fen."""

    bank: str
    borrower: str
    loan: str
    balance_fen: int


class DebtIsNegative(GraphError):
    """A debt is below zero: what is owed the other way is a debt of its own.

    Parameters
    ----------
    debt : TradeDebt
        As it was given.
    """

    def __init__(self, debt: TradeDebt) -> None:
        super().__init__(f"the debt by {debt.document!r} is {debt.amount_fen} fen")
        self.debt = debt


class DocumentStandsTwice(GraphError):
    """One document was given as two debts between the same firms.

    Parameters
    ----------
    debt : TradeDebt
        The second of them.
    """

    def __init__(self, debt: TradeDebt) -> None:
        super().__init__(f"{debt.debtor!r} owes {debt.creditor!r} twice by {debt.document!r}")
        self.debt = debt


def trade_debts(trade: TradeGraph | Iterable[TradeDebt]) -> list[TradeDebt]:
    """List what firms owe each other.

    Parameters
    ----------
    trade : TradeGraph or iterable of TradeDebt
        Of a graph the ``owes`` edges are read; the due date is that of the receivable.

    Returns
    -------
    list of TradeDebt
        By debtor, creditor and document.

    Raises
    ------
    DebtIsNegative
        If an amount is below zero.
    DocumentStandsTwice
        If a document was given twice between the same firms.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     EnterpriseNode("a", "示例甲"), EnterpriseNode("b", "示例乙"),
    ...     ReceivableNode("r", "001", 100, date(2026, 9, 30)), Owes("a", "b", "r", 100),
    ... ])
    >>> trade_debts(g)[0].due
    datetime.date(2026, 9, 30)
    """
    if isinstance(trade, nx.MultiDiGraph):
        return list(kept(trade, "graph.debts.trade_debts", _owed_in))
    return _checked(trade)


def _owed_in(graph: TradeGraph) -> Sequence[TradeDebt]:
    papers = graph.nodes
    return _checked(
        TradeDebt(
            debtor,
            creditor,
            data["document"],
            data["amount_fen"],
            papers[data["document"]].get("due"),
        )
        for debtor, creditor, data in links_of_kind(graph, EdgeKind.OWES)
    )


def _checked(given: Iterable[TradeDebt]) -> list[TradeDebt]:
    debts = sorted(given, key=_key)
    for debt in debts:
        if debt.amount_fen < 0:
            raise DebtIsNegative(debt)
    for debt, following in pairwise(debts):
        if _key(debt) == _key(following):
            raise DocumentStandsTwice(following)
    return debts


def bank_loans(graph: TradeGraph) -> list[BankLoan]:
    """List the loans of banks to firms.

    Parameters
    ----------
    graph : TradeGraph
        Its ``lends`` edges are read.

    Returns
    -------
    list of BankLoan
        By bank, borrower and loan.

    Examples
    --------
    >>> from graph.model import *
    >>> g = build([
    ...     BankNode("k", "示例银行"), EnterpriseNode("a", "示例甲"), Lends("k", "a", "l", 500),
    ... ])
    >>> bank_loans(g)
    [BankLoan(bank='k', borrower='a', loan='l', balance_fen=500)]
    """
    return list(kept(graph, "graph.debts.bank_loans", _lent_in))


def _lent_in(graph: TradeGraph) -> Sequence[BankLoan]:
    loans = (
        BankLoan(bank, borrower, data["loan"], data["amount_fen"])
        for bank, borrower, data in links_of_kind(graph, EdgeKind.LENDS)
    )
    return sorted(loans, key=_key)


def net_positions(debts: Iterable[TradeDebt]) -> dict[str, int]:
    """Add up for each firm what it is owed less what it owes, in fen.

    Parameters
    ----------
    debts : iterable of TradeDebt
        Any; a debt to oneself counts for nothing.

    Returns
    -------
    dict
        By firm, in the order of ids, zeros included; all positions add up to zero.

    Examples
    --------
    >>> net_positions([TradeDebt("a", "b", "r1", 100), TradeDebt("b", "c", "r2", 70)])
    {'a': -100, 'b': 30, 'c': 70}
    """
    positions: dict[str, int] = {}
    for debt in debts:
        positions[debt.debtor] = positions.get(debt.debtor, 0) - debt.amount_fen
        positions[debt.creditor] = positions.get(debt.creditor, 0) + debt.amount_fen
    return dict(sorted(positions.items()))

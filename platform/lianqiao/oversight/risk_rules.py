"""What the graph shows, as evidence for a person: what is worth a ticket, how grave, and why.

Pure: answers of the graph and figures in, findings out. A finding is never a refusal. Its
evidence holds ids, amounts in fen and dates, never a name. The figures are the platform's own
policy and stand in the parameter table under ``risk.``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from graph.concentration import Concentration
from graph.control import LEGAL_REPRESENTATIVE
from graph.risk import Debt, Ring

MOST_DOCUMENTS = 20  # of a buyer's many documents the largest are kept as evidence


@dataclass(frozen=True, slots=True)
class RiskFigures:
    """From which amounts (fen), shares (ppm), days and counts on something is worth a look."""

    ring_least_fen: int
    ring_spread_ppm: int
    ring_spread_high_ppm: int
    ring_window_days: int
    ring_firms: int
    sales_least_fen: int
    sales_high_fen: int
    largest_buyer_ppm: int
    hhi_ppm: int
    cut_off_firms: int
    cut_off_firms_high: int
    hub_samples: int


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. ``fingerprint`` is the same whenever the same thing is found again."""

    kind: str
    fingerprint: str
    severity: str
    amount_fen: int
    firms: tuple[str, ...]
    evidence: Mapping[str, Any]


class Trade(NamedTuple):
    """What one firm owes or yearly sells another; ``document`` is empty for a trade link."""

    source: str
    target: str
    document: str
    amount_fen: int


def ring_found(ring: Ring, figures: RiskFigures) -> Found:
    """A ring of debts of nearly one amount; its amount is the smallest, which could go round."""
    tight = ring.spread_ppm <= figures.ring_spread_high_ppm
    documents = [debt.document for debt in ring.debts]
    return Found(
        kind="ring",
        fingerprint=_fingerprint("ring", *documents),
        severity="high" if tight else "medium",
        amount_fen=min(debt.amount_fen for debt in ring.debts),
        firms=ring.firms,
        evidence={
            "lead": ring.firms[0],
            "spread_ppm": ring.spread_ppm,
            "debts": [_debt(debt) for debt in ring.debts],
        },
    )


def concentration_found(
    supplier: str, found: Concentration, debts: Iterable[Debt], figures: RiskFigures
) -> Found | None:
    """A supplier whose unpaid sales hang on one buyer; None where they are small or spread.

    ``debts`` are those of the largest buyer. A closed finding comes again when it gets worse:
    the severity is part of what makes it the same.
    """
    share, hhi = found.largest_share_ppm, found.hhi_ppm
    hangs = share >= figures.largest_buyer_ppm or hhi >= figures.hhi_ppm
    if found.total_fen < figures.sales_least_fen or not hangs:
        return None
    severity = "high" if found.total_fen >= figures.sales_high_fen else "medium"
    owed = sorted(debts, key=lambda debt: (-debt.amount_fen, debt.document))
    return Found(
        kind="concentration",
        fingerprint=_fingerprint("concentration", supplier, found.largest_buyer, severity),
        severity=severity,
        amount_fen=sum(debt.amount_fen for debt in owed),
        firms=(supplier, found.largest_buyer),
        evidence={
            "lead": supplier,
            "buyer": found.largest_buyer,
            "share_ppm": share,
            "hhi_ppm": hhi,
            "total_fen": found.total_fen,
            "buyers": found.buyers,
            "documents": len(owed),
            "debts": [_debt(debt) for debt in owed[:MOST_DOCUMENTS]],
        },
    )


def single_point_found(
    firm: str,
    cut_off: Sequence[str],
    trades: Iterable[Trade],
    figures: RiskFigures,
    *,
    is_core: bool = False,
) -> Found | None:
    """A firm without which others reach no core enterprise; None where they are few.

    ``trades`` are the links among the firm and those cut off, with a year's volume. That a
    core enterprise carries its own chain surprises nobody: it is one degree less grave.
    """
    if len(cut_off) < figures.cut_off_firms:
        return None
    grave = len(cut_off) >= figures.cut_off_firms_high
    severity = ("low", "medium", "high")[1 + grave - is_core]
    links = sorted(trades)
    return Found(
        kind="single_point",
        fingerprint=_fingerprint("single_point", firm, severity),
        severity=severity,
        amount_fen=sum(trade.amount_fen for trade in links if firm in trade[:2]),
        firms=(firm, *sorted(cut_off)),
        evidence={
            "lead": firm,
            "cut_off": sorted(cut_off),
            "links": [_trade(trade) for trade in links],
        },
    )


def common_control_found(
    firms: Sequence[str], shared: Sequence[str], debts: Iterable[Debt], links: Iterable[Trade]
) -> Found | None:
    """Firms that share a legal representative or phone and trade with each other.

    None where they do not trade. ``shared`` holds ``legal_representative``, ``phone`` or both;
    a phone alone may be that of an agent, and weighs little.
    """
    owed, trades, pair = sorted(debts), sorted(links), sorted(firms)
    if not owed and not trades:
        return None
    grave = {1: "medium" if LEGAL_REPRESENTATIVE in shared else "low"}
    return Found(
        kind="common_control",
        fingerprint=_fingerprint("common_control", *pair, *sorted(shared)),
        severity=grave.get(len(shared), "high"),
        amount_fen=sum(debt.amount_fen for debt in owed),
        firms=tuple(pair),
        evidence={
            "lead": pair[0],
            "shared": sorted(shared),
            "debts": [_debt(debt) for debt in owed[:MOST_DOCUMENTS]],
            "documents": len(owed),
            "links": [_trade(trade) for trade in trades],
        },
    )


def firms_of(evidence: Mapping[str, Any]) -> set[str]:
    """The ids of the firms that evidence names."""
    ends = [debt[side] for debt in evidence.get("debts", ()) for side in ("debtor", "creditor")]
    ends += [link[side] for link in evidence.get("links", ()) for side in ("seller", "buyer")]
    alone = [evidence["lead"], *evidence.get("cut_off", ())]
    return {*ends, *alone, *([evidence["buyer"]] if "buyer" in evidence else ())}


def documents_of(evidence: Mapping[str, Any]) -> list[str]:
    """The ids of the documents that evidence names."""
    return [str(debt["document"]) for debt in evidence.get("debts", ())]


def _debt(debt: Debt) -> dict[str, Any]:
    return {
        "debtor": debt.debtor,
        "creditor": debt.creditor,
        "document": debt.document,
        "amount_fen": debt.amount_fen,
        "issued": debt.issued.isoformat() if debt.issued else None,
    }


def _trade(trade: Trade) -> dict[str, Any]:
    return {"seller": trade.source, "buyer": trade.target, "amount_fen": trade.amount_fen}


def _fingerprint(*parts: str) -> str:
    """A digest of the parts, each with its length before it."""
    digest = sha256()
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()

"""Through which firms the county's trade passes: measured from a sample of firms, and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlmodel import Session

from graph.model import TradeGraph

from ..shared import audit
from ..shared.actor import Actor
from ..shared.database import insert_for
from ..shared.ids import new_id
from ..shared.tables import table
from .graph_answers import betweenness, single_points
from .models import GraphMeasure

AT_ONCE = 80  # nine values a row, and SQLite takes 999


@dataclass(frozen=True, slots=True)
class Hub:
    """A firm: the share of shortest paths that pass through it, and whom its failure cuts off."""

    enterprise_id: str
    betweenness_ppm: int
    dependents: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All firms, and from how many of them the paths were counted."""

    hubs: tuple[Hub, ...]
    samples: int


def measure_hubs(graph: TradeGraph, samples: int) -> Measured:
    """Measure every firm of the county; the same graph gives the same figures."""
    shares = betweenness(graph, samples)
    cut_off = {one.firm: len(one.others) for one in single_points(graph)}
    hubs = tuple(Hub(firm, ppm, cut_off.get(firm, 0)) for firm, ppm in sorted(shares.items()))
    return Measured(hubs, min(samples, len(hubs)))


def keep_measures(
    session: Session, actor: Actor, measured: Measured, today: date, now: datetime
) -> int:
    """Keep the newest figures of each firm, with one audit row; returns how many firms."""
    rows = [_row(hub, measured, today, now) for hub in measured.hubs]
    for start in range(0, len(rows), AT_ONCE):
        _put(session, rows[start : start + AT_ONCE])
    if rows:
        lines = [
            f"{hub.enterprise_id} {hub.betweenness_ppm} {hub.dependents}" for hub in measured.hubs
        ]
        audit.record(
            session,
            actor,
            "measure_hubs",
            "",
            now,
            as_of=today,
            count=len(rows),
            samples=measured.samples,
            digest=sha256("\n".join(lines).encode()).hexdigest(),
        )
    return len(rows)


def _row(hub: Hub, measured: Measured, today: date, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "created_at": now,
        "version": 1,
        "enterprise_id": hub.enterprise_id,
        "measured_on": today,
        "betweenness_ppm": hub.betweenness_ppm,
        "samples": measured.samples,
        "firms": len(measured.hubs),
        "dependents": hub.dependents,
    }


def _put(session: Session, rows: Sequence[dict[str, object]]) -> None:
    measure = table(GraphMeasure)
    statement = insert_for(session)(measure).values(list(rows))
    newer = ("measured_on", "betweenness_ppm", "samples", "firms", "dependents")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["enterprise_id"],
            set_={name: statement.excluded[name] for name in newer}
            | {"version": measure.c.version + 1},
        )
    )

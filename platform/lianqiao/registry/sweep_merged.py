"""Rows that came in for a firm while it was being merged follow it.

On PostgreSQL a request that read the firm before the merge may still write for it afterwards:
foreign keys are satisfied, for a merged firm keeps its row. The sweep is the same move again.
"""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared import audit
from ..shared.actor import SYSTEM
from ..shared.tables import columns
from .merge_firms import settle, summary
from .merge_plan import plan_merge
from .merge_references import references


def sweep_merged(session: Session, today: date, now: datetime) -> int:
    """Move what still points at merged firms and is not their history; how many rows moved.

    What cannot be moved stays, and ``lianqiao verify`` names it.
    """
    total = 0
    for gone, stay in sorted(set(_named_still(session))):
        plan = plan_merge(session, gone, stay, hold=True)
        if plan.obstacles:
            continue
        moved = settle(session, SYSTEM, plan, now, today)
        if moved:
            audit.record(session, SYSTEM, "sweep_merged", gone, now, into=stay, **summary(moved))
        total += sum(moved.values())
    return total


def _named_still(session: Session) -> Iterator[tuple[str, str]]:
    """(merged firm, staying firm) where any row still names the merged one."""
    row = columns(Organisation)
    merged = select(row.id, row.merged_into_id).where(row.state == "merged").subquery()
    for reference in references():
        place = reference.table.alias()
        for name in reference.columns:
            query = (
                select(merged.c.id, merged.c.merged_into_id)
                .join(place, place.c[name] == merged.c.id)
                .distinct()
            )
            yield from ((gone, stay) for gone, stay in session.execute(query))

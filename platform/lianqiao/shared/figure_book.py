"""Many figures of laws and policies at once: read in one query, then asked day by day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from .models import RuleParameterRow
from .parameters import Figure
from .tables import columns


class FigureBook:
    """Every version of the figures of some keys; for lists and files, where each row asks."""

    def __init__(self, session: Session, keys: Sequence[str]) -> None:
        row = columns(RuleParameterRow)
        query = select(RuleParameterRow).where(row.key.in_(keys)).order_by(row.valid_from)
        self._rows: dict[tuple[str, str], list[RuleParameterRow]] = {}
        for one in session.execute(query).scalars():
            self._rows.setdefault((one.key, one.scope), []).append(one)

    def find(self, key: str, on: date, scope: str = "") -> Figure | None:
        """The figure in force on a day, None where none is."""
        for row in reversed(self._rows.get((key, scope), [])):
            begun = row.valid_from is not None and row.valid_from <= on
            if begun and (row.valid_to is None or row.valid_to >= on):
                return _figure(row)
        return None

    def announced(self, key: str, scope: str = "") -> Figure | None:
        """The figure that is announced and not in force (拟调整), None where none is."""
        rows = [row for row in self._rows.get((key, scope), []) if row.valid_from is None]
        return _figure(rows[-1]) if rows else None


def _figure(row: RuleParameterRow) -> Figure:
    return Figure(row.id, row.key, row.value, row.unit, row.document, row.article)

"""The figures of set-offs that are in force on a day."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ..shared.parameters import get_figure
from .asset_page import find_figure
from .set_off_rules import Bounds


@dataclass(frozen=True, slots=True)
class Figures:
    """Bounds of a ring, working days to answer, days of rest after one that failed."""

    bounds: Bounds
    reply_days: int
    rest_days: int


def read_figures(session: Session, on: date) -> Figures:
    """What a search on that day keeps to; raises ParameterIsMissing."""

    def number(key: str) -> int:
        return get_figure(session, f"set_off.{key}", on).number

    return Figures(
        bounds=Bounds(number("amount_minimum"), number("parties_maximum")),
        reply_days=number("reply"),
        rest_days=number("rest"),
    )


def two_persons_above(session: Session, on: date) -> int | None:
    """Above which amount two persons of a firm must agree, None where none is in force."""
    figure = find_figure(session, "approval.second_approver", on)
    return figure.number if figure else None

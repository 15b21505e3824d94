"""The figures of rules that the loan book reads, as they are in force on a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from ..shared.models import RuleParameterRow
from ..shared.parameters import Figure, ParameterIsMissing, get_figure
from ..shared.tables import columns
from .rules import CLASSES, Stage, stages_of


@dataclass(frozen=True)
class RenewalFigures:
    """Days before maturity, and the date until which medium firms are covered."""

    opens_days: int
    feedback_days: int
    medium_until: date


def house_figure(session: Session, key: str, on: date) -> Figure:
    """A setting of the platform in force on a day; before its first version, that one."""
    try:
        return get_figure(session, key, on)
    except ParameterIsMissing:
        row = columns(RuleParameterRow)
        first = select(row.valid_from).where(row.key == key, row.valid_from.is_not(None))
        start = session.execute(first.order_by(row.valid_from).limit(1)).scalar_one()
        return get_figure(session, key, start)


def bullet_months(session: Session, on: date) -> int:
    """Up to how many months a loan is repaid in one go."""
    return house_figure(session, "loan.bullet_term_maximum", on).number


def read_stages(session: Session, on: date) -> tuple[Stage, ...]:
    """The stages at which a loan's maturity is announced."""
    before = house_figure(session, "alert.stages", on).value
    after = house_figure(session, "alert.overdue_stages", on).value
    return stages_of(_numbers(before), _numbers(after))


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.strip()]


def find_renewal_figures(session: Session, on: date) -> RenewalFigures | None:
    """When reviews open, when banks answer, whom the rules cover; None before they began."""
    try:
        until = get_figure(session, "renewal.medium_firms_until", on, "medium").value
    except ParameterIsMissing:
        return None
    return RenewalFigures(
        opens_days=house_figure(session, "renewal.review_opens", on).number,
        feedback_days=house_figure(session, "renewal.feedback_due", on).number,
        medium_until=date.fromisoformat(until),
    )


def read_class_bounds(session: Session, on: date) -> dict[str, int]:
    """Days overdue above which a loan is at least of a class."""
    return {
        name: get_figure(session, "class.overdue_above", on, name).number for name in CLASSES[1:]
    }

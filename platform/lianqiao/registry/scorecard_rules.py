"""Rules of the scorecard: what may be claimed, what counts on a day, and for how much.

The county's paper of 2020-09-17 asks for brand, technology, innovation and sustainability;
the points are a local weighting, kept with its source among the rule parameters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from flask_babel import gettext as _

from .errors import ACertificateIsMissing, TheClaimantDoesNotCheck, TheFactIsOutOfDate
from .models import DIMENSIONS

OWN = "own"  # the firm's own word: nobody issued anything


class Fact(Protocol):
    """What the rules ask of a fact."""

    dimension: str
    level: str
    state: str
    obtained_on: date | None
    expires_on: date | None


@dataclass(frozen=True)
class Weights:
    """Points by level, and the most that a dimension can reach."""

    points: Mapping[str, int]
    most: int


@dataclass(frozen=True)
class Counted:
    """How many facts of a level count, and the points of each."""

    level: str
    number: int
    each: int


@dataclass(frozen=True)
class DimensionScore:
    """A dimension: its points, the most there are, what they add up from, and before the cap."""

    dimension: str
    points: int
    most: int
    counted: tuple[Counted, ...]

    @property
    def uncapped(self) -> int:
        """The plain sum."""
        return sum(one.number * one.each for one in self.counted)


def counts(fact: Fact, on: date) -> bool:
    """Whether a fact counts on a day: verified, obtained by then and not expired."""
    begun = fact.obtained_on is None or fact.obtained_on <= on
    return fact.state == "verified" and begun and not is_over(fact.expires_on, on)


def is_over(expires_on: date | None, on: date) -> bool:
    """Whether the last day of validity has passed."""
    return expires_on is not None and expires_on < on


def score(facts: Iterable[Fact], weights: Weights, on: date) -> list[DimensionScore]:
    """The points of each dimension on a day; levels without a figure are worth nothing."""
    live = [fact for fact in facts if counts(fact, on)]
    return [_dimension(name, live, weights) for name in DIMENSIONS]


def _dimension(name: str, live: Iterable[Fact], weights: Weights) -> DimensionScore:
    levels = [fact.level for fact in live if fact.dimension == name]
    counted = tuple(
        Counted(level, levels.count(level), each)
        for level, each in weights.points.items()
        if level in levels
    )
    total = sum(one.number * one.each for one in counted)
    return DimensionScore(name, min(total, weights.most), weights.most, counted)


def check_claim(
    level: str, issuer: str, obtained_on: date | None, expires_on: date | None, today: date
) -> None:
    """Whether a fact may be claimed.

    Raises ACertificateIsMissing, TheFactIsOutOfDate.
    """
    if level != OWN and not issuer:
        raise ACertificateIsMissing(_("请填写认定或颁发的机关"), "issuer")
    if level != OWN and obtained_on is None:
        raise ACertificateIsMissing(_("请填写证书或文件上的取得日期"), "obtained_on")
    if obtained_on is not None and obtained_on > today:
        raise TheFactIsOutOfDate(_("取得日期在今天之后，取得后再申报"), "obtained_on")
    if is_over(expires_on, today):
        raise TheFactIsOutOfDate(_("已过有效期，请换成有效的证书再申报"), "expires_on")
    if obtained_on is not None and is_over(expires_on, obtained_on):
        raise TheFactIsOutOfDate(_("到期日早于取得日期，请核对"), "expires_on")


def check_other_person(claimed_by: str | None, checked_by: str | None) -> None:
    """Who claimed a fact does not check it, in whatever organisation that person acts.

    Raises TheClaimantDoesNotCheck.
    """
    if claimed_by is not None and claimed_by == checked_by:
        raise TheClaimantDoesNotCheck(_("这是您自己申报的，由另一人核实"))


def standing(state: str, expires_on: date | None, on: date) -> str:
    """The state as people see it: a verified fact past its day is ``expired``."""
    return "expired" if state == "verified" and is_over(expires_on, on) else state

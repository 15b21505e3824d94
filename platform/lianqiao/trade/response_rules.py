"""How well confirmation requests are answered. Pure: requests and today in, sums out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from ..shared.calendar import add_months
from ..shared.money import PPM, half_up

PER_MILLE = PPM // 1000


@dataclass(frozen=True)
class Request:
    """One asking of one document, by whom it is answered and until when.

    ``last_day`` is that of the law where ``statutory``, else the usual one. An answer is a
    confirmation or a dispute; ``ended_on`` is the day on which it fell away unanswered.
    """

    confirmer_id: str
    asked_on: date
    last_day: date
    statutory: bool
    answered_on: date | None = None
    ended_on: date | None = None

    @property
    def month(self) -> str:
        """The month of the asking, YYYY-MM."""
        return f"{self.asked_on:%Y-%m}"

    @property
    def fell_away(self) -> bool:
        """Taken back in time, before anybody was late: it does not count."""
        ended = self.answered_on is None and self.ended_on is not None
        return ended and self.ended_on <= self.last_day  # type: ignore[operator]


@dataclass(frozen=True)
class Response:
    """Sums over requests. ``late`` were answered too late or not at all when time was over."""

    requests: int
    in_time: int
    late: int
    waiting: int
    statutory: int
    statutory_late: int
    median_days: int | float | None

    @property
    def rate_ppm(self) -> int | None:
        """Answered in time, of what was answered or is over time; to a tenth of a percent."""
        judged = self.in_time + self.late
        return half_up(Fraction(self.in_time * 1000, judged)) * PER_MILLE if judged else None


def outcome(request: Request, today: date) -> str:
    """in_time, late or waiting."""
    if request.answered_on is not None:
        return "in_time" if request.answered_on <= request.last_day else "late"
    if request.ended_on is not None:
        return "late"
    return "waiting" if today <= request.last_day else "late"


def sum_up(requests: Iterable[Request], today: date) -> Response:
    """The sums; requests that fell away in time are left out."""
    counted = [one for one in requests if not one.fell_away]
    outcomes = [outcome(one, today) for one in counted]
    late = [one for one, how in zip(counted, outcomes, strict=True) if how == "late"]
    days = [(one.answered_on - one.asked_on).days for one in counted if one.answered_on]
    return Response(
        requests=len(counted),
        in_time=outcomes.count("in_time"),
        late=len(late),
        waiting=outcomes.count("waiting"),
        statutory=sum(one.statutory for one in counted),
        statutory_late=sum(one.statutory for one in late),
        median_days=_median(days),
    )


def _median(days: Sequence[int]) -> int | float | None:
    """The middle one, whole where it is."""
    if not days:
        return None
    middle = median(days)
    return int(middle) if middle == int(middle) else middle


def year_back(today: date) -> date:
    """The first day of the twelve months that end with this one."""
    return add_months(today.replace(day=1), -11)


def months_of(today: date) -> list[str]:
    """The twelve months that end with this one, YYYY-MM."""
    return [f"{add_months(year_back(today), number):%Y-%m}" for number in range(12)]

"""The working-day calendar of the State Council, due-date roll, and dates as people write them."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from flask_babel import gettext

from lianqiao.shared.dates import format_day, name_in_words
from lianqiao.shared.money import half_width

FIRST_PUBLISHED_YEAR: Final = 2001
LAST_PUBLISHED_YEAR: Final = 2026
"""Years whose days off the State Council has published; others are provisional."""

RollConvention = Literal["next", "previous", "none"]

DayOverride = tuple[bool, str]
"""Whether a date is worked, and its name: one row of a published calendar."""

_DAY: Final = dt.timedelta(days=1)
_LONGEST_BREAK_DAYS: Final = 60

_NOTICES: Final[dict[int, tuple[tuple[str, str, str, str], ...]]] = {
    # 国务院办公厅关于2025年部分节假日安排的通知, 2024-11-12
    2025: (
        ("元旦", "01-01", "01-01", ""),
        ("春节", "01-28", "02-04", "01-26 02-08"),
        ("清明节", "04-04", "04-06", ""),
        ("劳动节", "05-01", "05-05", "04-27"),
        ("端午节", "05-31", "06-02", ""),
        ("国庆节、中秋节", "10-01", "10-08", "09-28 10-11"),
    ),
    # 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04
    2026: (
        ("元旦", "01-01", "01-03", "01-04"),
        ("春节", "02-15", "02-23", "02-14 02-28"),
        ("清明节", "04-04", "04-06", ""),
        ("劳动节", "05-01", "05-05", "05-09"),
        ("端午节", "06-19", "06-21", ""),
        ("中秋节", "09-25", "09-27", ""),
        ("国庆节", "10-01", "10-07", "09-20 10-10"),
    ),
    # Not published: statutory days of 全国年节及纪念日放假办法 (国务院令第795号), those that
    # fall on a weekend made up on the next working days.
    2027: (
        ("元旦", "01-01", "01-03", ""),
        ("春节", "02-05", "02-10", ""),
        ("清明节", "04-03", "04-05", ""),
        ("劳动节", "05-01", "05-04", ""),
        ("端午节", "06-09", "06-09", ""),
        ("中秋节", "09-15", "09-15", ""),
        ("国庆节", "10-01", "10-05", ""),
    ),
}


class DateIsNotReadable(ValueError):
    """The text is no date; the message says in Chinese how to mend it."""


class CalendarHasNoWorkingDay(ValueError):
    """No working day lies within two months of a date: the calendar's rows are wrong."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """A due date as the contract says it, as it takes effect, and what day the contract names.

    ``name`` is in Chinese, as calendars are kept.
    """

    contract: dt.date
    effective: dt.date
    name: str = ""
    is_provisional: bool = False

    @property
    def reason(self) -> str:
        """Why the two differ, in the language of the page; empty where they do not."""
        if self.contract == self.effective:
            return ""
        days = {"day": format_day(self.contract), "effective": format_day(self.effective)}
        name = name_in_words(self.name)
        if self.effective > self.contract:
            words = gettext("%(day)s为%(name)s，顺延至%(effective)s", name=name, **days)
        else:
            words = gettext("%(day)s为%(name)s，提前至%(effective)s", name=name, **days)
        if self.is_provisional:
            words += gettext("（暂定日历，国务院安排公布后重算）")
        return str(words)


class Calendar:
    """Working days: weekends, the State Council's days off and make-up days, and overrides.

    Parameters
    ----------
    overrides
        date → (is worked, name); they win over everything else.
    published_years
        Years that the overrides hold completely: their other days are plain weekdays and
        weekends, and the year is no longer provisional.
    """

    def __init__(
        self,
        overrides: Mapping[dt.date, DayOverride] | None = None,
        published_years: Iterable[int] = (),
    ) -> None:
        self._overrides = dict(overrides or {})
        self._published = frozenset(published_years)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether banks and offices work on the day."""
        special = self._special(day)
        return special[0] if special else day.weekday() < 5

    def name_of(self, day: dt.date) -> str:
        """What the day is: 春节, 春节调休上班, 周末, or empty on an ordinary working day."""
        special = self._special(day)
        if special:
            return special[1]
        return "周末" if day.weekday() >= 5 else ""

    def is_provisional(self, year: int) -> bool:
        """Whether the State Council's calendar of the year is not known yet."""
        if year in self._published:
            return False
        return not FIRST_PUBLISHED_YEAR <= year <= LAST_PUBLISHED_YEAR

    def next_working_day(self, day: dt.date) -> dt.date:
        """The first working day after the day."""
        return self._search(day, _DAY)

    def previous_working_day(self, day: dt.date) -> dt.date:
        """The last working day before the day."""
        return self._search(day, -_DAY)

    def roll(self, day: dt.date, convention: RollConvention = "next") -> Rolled:
        """Move a due date that falls on a day off (民法典 203: to the next working day)."""
        if convention == "none" or self.is_working_day(day):
            return Rolled(day, day)
        later = convention == "next"
        effective = self.next_working_day(day) if later else self.previous_working_day(day)
        return self.explain(day, effective)

    def explain(self, contract: dt.date, effective: dt.date) -> Rolled:
        """The roll of a due date whose effective day was fixed before, perhaps long ago."""
        provisional = self.is_provisional(contract.year) or self.is_provisional(effective.year)
        return Rolled(contract, effective, self.name_of(contract), provisional)

    def _special(self, day: dt.date) -> DayOverride | None:
        found = self._overrides.get(day)
        if found or day.year in self._published:
            return found
        return _special_days(day.year).get(day)

    def _search(self, day: dt.date, step: dt.timedelta) -> dt.date:
        for _ in range(_LONGEST_BREAK_DAYS):
            day += step
            if self.is_working_day(day):
                return day
        raise CalendarHasNoWorkingDay(day.isoformat())


@cache
def _special_days(year: int) -> dict[dt.date, DayOverride]:
    return dict(_from_notice(year) if year in _NOTICES else _from_library(year))


def _from_notice(year: int) -> Iterator[tuple[dt.date, DayOverride]]:
    for name, first, last, worked in _NOTICES[year]:
        day, end = (dt.date.fromisoformat(f"{year}-{text}") for text in (first, last))
        while day <= end:
            yield day, (False, name)
            day += _DAY
        for text in worked.split():
            yield dt.date.fromisoformat(f"{year}-{text}"), (True, f"{name}调休上班")


def _from_library(year: int) -> Iterator[tuple[dt.date, DayOverride]]:
    """Statutory days from 1950 to 2099; outside, weekends alone."""
    # The library takes up to 0.4 s to load, so years near today stand in the table above.
    from holidays import country_holidays  # noqa: PLC0415

    table = country_holidays("CN", years=year, language="zh_CN")
    for day in table.weekend_workdays:
        yield day, (True, "调休上班")
    for day in _days_of(year):
        if day in table and day not in table.weekend_workdays:
            yield day, (False, _plain_name(table[day]))


def _days_of(year: int) -> Iterator[dt.date]:
    first = dt.date(year, 1, 1)
    return (first + n * _DAY for n in range((dt.date(year, 12, 31) - first).days + 1))


def _plain_name(label: str) -> str:
    names = [re.sub(r"（.*?）", "", part) for part in label.split("; ")]
    return "、".join(dict.fromkeys(names)).replace("农历除夕", "春节")


def special_days(year: int) -> dict[dt.date, DayOverride]:
    """The built-in days off and make-up days of a year, as rows to load into a database."""
    return dict(_special_days(year))


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day of the month so many months later; the month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    last = monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


_FORMS: Final = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})()(\d{2})(\d{2})", re.ASCII),
    re.compile(r"(\d{4})\s?(年)\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?", re.ASCII),
)
_TAIL: Final = re.compile(
    r"(?:\s?\((?:周|星期)[一二三四五六日天]\)"
    r"|[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)$",
    re.ASCII,
)
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_SERIAL_ZERO: Final = dt.date(1899, 12, 30)
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199


def parse_date(value: str | dt.date | dt.datetime, date_format: str | None = None) -> dt.date:
    """Read a date: ISO, 2026/11/23, 20261123, 2026年11月23日, an Excel day number, or an object.

    With `date_format` (strptime) only that form is read, besides ISO, in which spreadsheets'
    own dates arrive. A time of day is cut off. Raises DateIsNotReadable.
    """
    if isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    plain = half_width(value)
    if not plain:
        raise DateIsNotReadable(gettext("请填写日期，例如 2026-11-23"))
    if date_format is not None:
        return _by_format(value, plain, date_format)
    shortened = _TAIL.sub("", plain)
    for form in _FORMS:
        if match := form.fullmatch(shortened):
            return _date_of(value, *map(int, match.group(1, 3, 4)))
    if match := _SERIAL.fullmatch(plain):
        return _SERIAL_ZERO + int(match[1]) * _DAY
    raise DateIsNotReadable(
        gettext("日期“%(value)s”无法识别，请写成 2026-11-23 或 2026年11月23日", value=value[:30])
    )


def _by_format(value: str, plain: str, date_format: str) -> dt.date:
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", plain, re.ASCII):
        return _date_of(value, *map(int, match.groups()))
    try:
        day = dt.datetime.strptime(plain, date_format).date()  # noqa: DTZ007
    except (ValueError, re.error):
        message = gettext(
            "日期“%(value)s”与约定的格式“%(in_words)s”不符，请核对",
            value=value[:30],
            in_words=_in_words(date_format),
        )
        raise DateIsNotReadable(message) from None
    return _date_of(value, day.year, day.month, day.day)


def _in_words(date_format: str) -> str:
    for sign, word in (("%Y", "年"), ("%y", "两位年"), ("%m", "月"), ("%d", "日")):
        date_format = date_format.replace(sign, word)
    return date_format


def _date_of(value: str, year: int, month: int, day: int) -> dt.date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DateIsNotReadable(gettext("日期“%(value)s”的年份不合理，请核对", value=value[:30]))
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise DateIsNotReadable(
            gettext("日期“%(value)s”不存在，请核对月和日", value=value[:30])
        ) from None

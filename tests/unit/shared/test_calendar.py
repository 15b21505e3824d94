"""The calendar: 2026 as the notice says it, provisional years, roll, and dates as typed."""

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared import calendar, dates
from lianqiao.shared.calendar import Calendar, DateIsNotReadable, RollConvention, parse_date

D = dt.date.fromisoformat

# 国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04), entered by hand.
OFF_2026 = {
    "元旦": ["01-01", "01-02", "01-03"],
    "春节": ["02-15", "02-16", "02-17", "02-18", "02-19", "02-20", "02-21", "02-22", "02-23"],
    "清明节": ["04-04", "04-05", "04-06"],
    "劳动节": ["05-01", "05-02", "05-03", "05-04", "05-05"],
    "端午节": ["06-19", "06-20", "06-21"],
    "中秋节": ["09-25", "09-26", "09-27"],
    "国庆节": ["10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"],
}
WORKED_WEEKENDS_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [day for n in range(366) if (day := first + dt.timedelta(days=n)).year == year]


def test_every_day_of_2026_is_as_the_notice_says() -> None:
    off = {D(f"2026-{day}"): name for name, days in OFF_2026.items() for day in days}
    worked = {D(f"2026-{day}") for day in WORKED_WEEKENDS_2026}
    china = Calendar()
    for day in days_of(2026):
        expected = day not in off and (day.weekday() < 5 or day in worked)
        assert china.is_working_day(day) == expected, day
        if day in off:
            assert china.name_of(day) == off[day]
    assert sum(map(china.is_working_day, days_of(2026))) == 248


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_built_in_years_agree_with_the_library(year: int) -> None:
    library = dict(calendar._from_library(year))
    china = Calendar()
    for day in days_of(year):
        expected = library[day][0] if day in library else day.weekday() < 5
        assert china.is_working_day(day) == expected, day


@pytest.mark.parametrize(
    ("day", "works", "name"),
    [
        ("2026-11-23", True, ""),
        ("2026-11-22", False, "周末"),
        ("2026-02-14", True, "春节调休上班"),
        ("2025-10-06", False, "国庆节、中秋节"),
        ("2025-09-28", True, "国庆节、中秋节调休上班"),
        ("2013-10-01", False, "国庆节"),
        ("2013-09-29", True, "调休上班"),
        ("2013-02-09", False, "春节"),
        ("2012-02-02", True, ""),
        ("2027-02-05", False, "春节"),
        ("2027-02-11", True, ""),
        ("2028-10-02", False, "国庆节"),
        ("1949-10-03", True, ""),
        ("2099-01-01", False, "元旦"),
        ("2150-01-01", True, ""),
    ],
)
def test_a_day_has_a_state_and_a_name(day: str, works: bool, name: str) -> None:
    china = Calendar()
    assert (china.is_working_day(D(day)), china.name_of(D(day))) == (works, name)


def test_a_year_that_is_not_published_is_provisional() -> None:
    china = Calendar()
    assert [china.is_provisional(year) for year in (2013, 2026, 2027, 1990)] == [
        False,
        False,
        True,
        True,
    ]


def test_a_newly_published_year_replaces_the_provisional_one() -> None:
    china = Calendar({D("2027-02-04"): (False, "春节")}, published_years=[2027])
    assert not china.is_provisional(2027)
    assert not china.is_working_day(D("2027-02-04"))
    assert china.is_working_day(D("2027-02-10"))
    assert china.name_of(D("2027-02-10")) == ""


def test_an_override_wins_over_the_notice() -> None:
    china = Calendar({D("2026-10-10"): (False, "停工"), D("2026-10-08"): (True, "")})
    assert not china.is_working_day(D("2026-10-10"))
    assert china.is_working_day(D("2026-10-08"))


@pytest.mark.parametrize(
    ("contract", "convention", "effective"),
    [
        ("2026-02-14", "next", "2026-02-14"),
        ("2026-02-15", "next", "2026-02-24"),
        ("2026-10-01", "next", "2026-10-08"),
        ("2026-10-10", "next", "2026-10-10"),
        ("2026-02-15", "previous", "2026-02-14"),
        ("2026-10-01", "previous", "2026-09-30"),
        ("2026-10-01", "none", "2026-10-01"),
        ("2026-12-31", "next", "2026-12-31"),
        ("2027-01-01", "next", "2027-01-04"),
    ],
)
def test_a_due_date_rolls(contract: str, convention: RollConvention, effective: str) -> None:
    rolled = Calendar().roll(D(contract), convention)
    assert (rolled.contract, rolled.effective) == (D(contract), D(effective))
    assert bool(rolled.reason) == (contract != effective)


def test_a_roll_says_why() -> None:
    reason = "2026年2月15日为春节，顺延至2026年2月24日"
    assert Calendar().roll(D("2026-02-15")).reason == reason
    provisional = Calendar().roll(D("2027-01-01"), "previous").reason
    assert "提前至2026年12月31日（暂定日历" in provisional


def test_a_calendar_without_working_days_is_an_error() -> None:
    nothing = dict.fromkeys(days_of(2026), (False, "停"))
    with pytest.raises(calendar.CalendarHasNoWorkingDay):
        Calendar(nothing).next_working_day(D("2026-03-01"))


@given(st.dates(D("2001-01-01"), D("2060-12-31")))
def test_neighbouring_working_days_are_each_others_neighbours(day: dt.date) -> None:
    china = Calendar()
    later = china.next_working_day(day)
    assert later > day
    assert china.is_working_day(later)
    earlier = china.previous_working_day(later)
    assert earlier == (day if china.is_working_day(day) else china.previous_working_day(day))


def test_the_years_around_today_do_not_load_the_library() -> None:
    script = (
        "import sys, datetime as dt\n"
        "from lianqiao.shared.calendar import Calendar\n"
        "c = Calendar()\n"
        "for y in (2025, 2026, 2027): c.roll(dt.date(y, 10, 1))\n"
        "sys.exit('holidays' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_date_is_shown_with_its_weekday() -> None:
    assert dates.format_date_zh(D("2026-11-23")) == "2026年11月23日（周一）"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "20261123",
        "2026年11月23日",
        "2026 年 11 月 23 日",
        "2026年11月23日（周一）",
        "2026年11月23日 星期一",
        "２０２６－１１－２３",
        " 2026-11-23 00:00:00 ",
        "2026-11-23T08:30:00+08:00",
        "46349",
        "46349.5",
    ],
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    text = text.replace("星期一", "(星期一)")
    assert parse_date(text) == D("2026-11-23")


def test_date_objects_pass_through() -> None:
    assert parse_date(D("2026-11-23")) == D("2026-11-23")
    assert parse_date(dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)) == D("2026-11-23")


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "请填写日期"),
        ("2026-02-30", "不存在"),
        ("2026-13-01", "不存在"),
        ("0026-01-01", "年份不合理"),
        ("2026-11/23", "无法识别"),
        ("23/11/2026", "无法识别"),
        ("11-23", "无法识别"),
        ("明天", "无法识别"),
        ("٢٠٢٦-11-23", "无法识别"),
    ],
)
def test_an_unreadable_date_says_the_mend(text: str, mend: str) -> None:
    with pytest.raises(DateIsNotReadable, match=mend):
        parse_date(text)


def test_a_foreign_format_is_read_as_agreed() -> None:
    assert parse_date("03/01/2012", "%d/%m/%Y") == D("2012-01-03")
    assert parse_date("2012-01-03", "%d/%m/%Y") == D("2012-01-03")
    for wrong in ("2012/01/03", "31/02/2012", "03/01/12"):
        with pytest.raises(DateIsNotReadable, match="格式"):
            parse_date(wrong, "%d/%m/%Y")


@given(st.dates(D("1900-01-01"), D("2199-12-31")))
def test_a_shown_date_reads_back(day: dt.date) -> None:
    assert parse_date(dates.format_date_zh(day)) == day
    assert parse_date(day.isoformat()) == day


@given(st.text(max_size=25), st.none() | st.text(max_size=8))
def test_any_text_is_a_date_or_is_refused(text: str, date_format: str | None) -> None:
    try:
        parse_date(text, date_format)
    except DateIsNotReadable as error:
        assert "日期" in str(error)

"""Days in words: dates as sentences carry them, names of days off, in the page's language."""

from datetime import date
from typing import Final

from babel.dates import format_date
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

_WEEKDAYS: Final = "一二三四五六日"
_NAMES: Final = {
    "元旦": _l("元旦"),
    "春节": _l("春节"),
    "清明节": _l("清明节"),
    "劳动节": _l("劳动节"),
    "端午节": _l("端午节"),
    "中秋节": _l("中秋节"),
    "国庆节": _l("国庆节"),
    "周末": _l("周末"),
}


def format_day(day: date) -> str:
    """A date inside a sentence: 2026年11月23日, in English 23 November 2026.

    The language is that of the page; a job and a command speak Chinese, as their texts do.
    """
    if str(get_locale()) == "en":
        return str(format_date(day, "d MMMM y", locale="en"))
    return f"{day.year}年{day.month}月{day.day}日"


def format_date_zh(day: date) -> str:
    """2026年11月23日（周一）."""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def name_in_words(name: str) -> str:
    """A day off's name in the language of the page; one that no calendar knows stays as it is."""
    parts = [str(_NAMES.get(part, part)) for part in name.split("、")]
    return str(gettext("、").join(parts) or gettext("休息日"))

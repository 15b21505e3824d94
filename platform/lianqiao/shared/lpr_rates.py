"""The one-year loan prime rate (LPR) by the day of its publication."""

from datetime import date
from typing import Final

DOCUMENT: Final = "全国银行间同业拆借中心公布的贷款市场报价利率"
ONE_YEAR: Final[tuple[tuple[date, int, str], ...]] = (
    # from its publication on, ppm a year, note; only days on which it changed
    (date(2019, 8, 20), 42_500, "1年期"),
    (date(2019, 9, 20), 42_000, "1年期"),
    (date(2019, 11, 20), 41_500, "1年期"),
    (date(2020, 2, 20), 40_500, "1年期"),
    (date(2020, 4, 20), 38_500, "1年期"),
    (date(2021, 12, 20), 38_000, "1年期"),
    (date(2022, 1, 20), 37_000, "1年期"),
    (date(2022, 8, 22), 36_500, "1年期"),
    (date(2023, 6, 20), 35_500, "1年期"),
    (date(2023, 8, 21), 34_500, "1年期"),
    (date(2024, 7, 22), 33_500, "1年期"),
    (date(2024, 10, 21), 31_000, "1年期"),
    (date(2025, 5, 20), 30_000, "1年期；此后各月的公布值待核"),
)

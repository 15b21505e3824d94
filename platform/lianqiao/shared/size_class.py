"""Size classes of enterprises (工信部联企业〔2011〕300号), as a table."""

from dataclasses import dataclass
from typing import Final, Literal

from lianqiao.shared.codes import division_of
from lianqiao.shared.money import FEN_PER_WAN

SizeClass = Literal["large", "medium", "small", "micro"]
Bounds = tuple[int | None, int | None, int | None]
"""Least employees, revenue and assets (万元) of a class; None where it is not asked."""


@dataclass(frozen=True, slots=True)
class SizeRow:
    """The bounds of one industry."""

    name: str
    large: Bounds
    medium: Bounds
    small: Bounds


_E, _R, _A = range(3)
MEASURES: Final = ("employees", "revenue", "assets")
SOURCE: Final = "工信部联企业〔2011〕300号"


def _row(name: str, measures: tuple[int, ...], *classes: tuple[int, ...]) -> SizeRow:
    bounds: list[Bounds] = []
    for figures in classes:
        least = dict(zip(measures, figures, strict=True))
        bounds.append((least.get(_E), least.get(_R), least.get(_A)))
    return SizeRow(name, *bounds)


ROWS: Final = {
    row.name: row
    for row in (
        _row("农林牧渔", (_R,), (20_000,), (500,), (50,)),
        _row("工业", (_E, _R), (1_000, 40_000), (300, 2_000), (20, 300)),
        _row("建筑", (_R, _A), (80_000, 80_000), (6_000, 5_000), (300, 300)),
        _row("批发", (_E, _R), (200, 40_000), (20, 5_000), (5, 1_000)),
        _row("零售", (_E, _R), (300, 20_000), (50, 500), (10, 100)),
        _row("交通运输", (_E, _R), (1_000, 30_000), (300, 3_000), (20, 200)),
        _row("仓储", (_E, _R), (200, 30_000), (100, 1_000), (20, 100)),
        _row("邮政", (_E, _R), (1_000, 30_000), (300, 2_000), (20, 100)),
        _row("住宿餐饮", (_E, _R), (300, 10_000), (100, 2_000), (10, 100)),
        _row("信息传输", (_E, _R), (2_000, 100_000), (100, 1_000), (10, 100)),
        _row("房地产", (_R, _A), (200_000, 10_000), (1_000, 5_000), (100, 2_000)),
        _row("物业", (_E, _R), (1_000, 5_000), (300, 1_000), (100, 500)),
        _row("软件信息", (_E, _R), (300, 10_000), (100, 1_000), (10, 50)),
        _row("租赁商务", (_E, _A), (300, 120_000), (100, 8_000), (10, 100)),
        _row("其他", (_E,), (300,), (100,), (10,)),
    )
}

# Railways (53) are left out of 交通运输 by the notice itself.
_RANGES: Final = (
    (1, 5, "农林牧渔"),
    (6, 46, "工业"),
    (47, 50, "建筑"),
    (51, 51, "批发"),
    (52, 52, "零售"),
    (54, 58, "交通运输"),
    (59, 59, "仓储"),
    (60, 60, "邮政"),
    (61, 62, "住宿餐饮"),
    (63, 64, "信息传输"),
    (65, 65, "软件信息"),
    (70, 70, "房地产"),
    (71, 72, "租赁商务"),
)


def row_of(industry: str) -> SizeRow:
    """The row of an industry code; groups 591 (装卸搬运) and 702 (物业) have rows of their own.

    Raises IndustryIsUnknown.
    """
    division = int(division_of(industry))
    digits = industry.strip().lstrip("ABCDEFGHIJKLMNOPQRSTabcdefghijklmnopqrst")
    if digits.startswith("702"):
        return ROWS["物业"]
    if digits.startswith("591"):
        return ROWS["交通运输"]
    for first, last, name in _RANGES:
        if first <= division <= last:
            return ROWS[name]
    return ROWS["其他"]


def classify(
    industry_division: str,
    employees: int | None,
    revenue_fen: int | None,
    assets_fen: int | None,
) -> SizeClass | None:
    """The size class by 工信部联企业〔2011〕300号: the highest class all of whose bounds hold.

    None where a measure that the industry's row asks for is not known.
    Raises IndustryIsUnknown.
    """
    row = row_of(industry_division)
    measures = (employees, revenue_fen, assets_fen)
    asked = [bound is not None for bound in row.large]
    if any(ask and measure is None for ask, measure in zip(asked, measures, strict=True)):
        return None
    if _reaches(measures, row.large):
        return "large"
    if _reaches(measures, row.medium):
        return "medium"
    return "small" if _reaches(measures, row.small) else "micro"


@dataclass(frozen=True, slots=True)
class SizeStep:
    """A class, its bounds by measure (persons, 万元), and whether all of them are reached."""

    size_class: SizeClass
    bounds: dict[str, int]
    reached: bool | None


@dataclass(frozen=True, slots=True)
class SizeStory:
    """What a size class follows from: the row, the firm's measures, the ones missing, each class.

    Employees are persons, revenue and assets fen; ``result`` is None while something is missing.
    """

    row: str
    measures: dict[str, int | None]
    missing: tuple[str, ...]
    steps: tuple[SizeStep, ...]
    result: SizeClass | None


def explain(
    industry: str, employees: int | None, revenue_fen: int | None, assets_fen: int | None
) -> SizeStory:
    """``classify`` told step by step, from the highest class down. Raises IndustryIsUnknown."""
    row = row_of(industry)
    told = dict(zip(MEASURES, (employees, revenue_fen, assets_fen), strict=True))
    asked = [name for name, bound in zip(MEASURES, row.large, strict=True) if bound is not None]
    measures = {name: told[name] for name in asked}
    missing = tuple(name for name in asked if told[name] is None)
    classes: tuple[tuple[SizeClass, Bounds], ...] = (
        ("large", row.large),
        ("medium", row.medium),
        ("small", row.small),
    )
    steps = tuple(
        SizeStep(
            name,
            {m: bound for m, bound in zip(MEASURES, bounds, strict=True) if bound is not None},
            None if missing else _reaches((employees, revenue_fen, assets_fen), bounds),
        )
        for name, bounds in classes
    )
    result = classify(industry, employees, revenue_fen, assets_fen)
    return SizeStory(row.name, measures, missing, steps, result)


def _reaches(measures: tuple[int | None, ...], bounds: Bounds) -> bool:
    units = (1, FEN_PER_WAN, FEN_PER_WAN)
    return all(
        bound is None or (measure or 0) >= bound * unit
        for measure, bound, unit in zip(measures, bounds, units, strict=True)
    )

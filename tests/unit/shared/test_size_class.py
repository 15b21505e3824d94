"""Size classes: each industry at its bounds, as the notice prints them, and code lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqiao.shared import codes
from lianqiao.shared.money import FEN_PER_WAN
from lianqiao.shared.size_class import ROWS, classify, explain, row_of

# Industry code, then employees, revenue and assets (万元) from which a class begins.
NOTICE = [
    ("01", (0, 20_000, 0), (0, 500, 0), (0, 50, 0)),
    ("26", (1_000, 40_000, 0), (300, 2_000, 0), (20, 300, 0)),
    ("47", (0, 80_000, 80_000), (0, 6_000, 5_000), (0, 300, 300)),
    ("51", (200, 40_000, 0), (20, 5_000, 0), (5, 1_000, 0)),
    ("52", (300, 20_000, 0), (50, 500, 0), (10, 100, 0)),
    ("54", (1_000, 30_000, 0), (300, 3_000, 0), (20, 200, 0)),
    ("59", (200, 30_000, 0), (100, 1_000, 0), (20, 100, 0)),
    ("60", (1_000, 30_000, 0), (300, 2_000, 0), (20, 100, 0)),
    ("61", (300, 10_000, 0), (100, 2_000, 0), (10, 100, 0)),
    ("62", (300, 10_000, 0), (100, 2_000, 0), (10, 100, 0)),
    ("63", (2_000, 100_000, 0), (100, 1_000, 0), (10, 100, 0)),
    ("70", (0, 200_000, 10_000), (0, 1_000, 5_000), (0, 100, 2_000)),
    ("702", (1_000, 5_000, 0), (300, 1_000, 0), (100, 500, 0)),
    ("65", (300, 10_000, 0), (100, 1_000, 0), (10, 50, 0)),
    ("72", (300, 0, 120_000), (100, 0, 8_000), (10, 0, 100)),
    ("73", (300, 0, 0), (100, 0, 0), (10, 0, 0)),
]
BELOW = {"large": "medium", "medium": "small", "small": "micro"}


def size(code: str, bounds: tuple[int, int, int], lower: int | None = None) -> str | None:
    """The class exactly at the bounds, with one measure a fen (or a person) lower."""
    employees, revenue, assets = bounds
    measures = [employees, revenue * FEN_PER_WAN, assets * FEN_PER_WAN]
    if lower is not None:
        measures[lower] -= 1
    return classify(code, *measures)


@pytest.mark.parametrize(("code", "large", "medium", "small"), NOTICE)
def test_each_class_begins_at_its_bounds(
    code: str,
    large: tuple[int, int, int],
    medium: tuple[int, int, int],
    small: tuple[int, int, int],
) -> None:
    for name, bounds in (("large", large), ("medium", medium), ("small", small)):
        assert size(code, bounds) == name
        for measure, bound in enumerate(bounds):
            if bound:
                assert size(code, bounds, measure) == BELOW[name]


def test_the_whole_notice_is_covered() -> None:
    assert {row_of(code).name for code, *_ in NOTICE} == set(ROWS)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C2614", "工业"),
        ("06", "工业"),
        ("46", "工业"),
        ("53", "其他"),
        ("591", "交通运输"),
        ("5942", "仓储"),
        ("K7020", "物业"),
        ("66", "其他"),
        ("97", "其他"),
    ],
)
def test_an_industry_has_its_row(code: str, name: str) -> None:
    assert row_of(code).name == name


def test_a_missing_measure_leaves_the_class_open() -> None:
    assert classify("26", None, 10**12, None) is None
    assert classify("26", 500, None, None) is None
    assert classify("73", 500, None, None) == "large"


@pytest.mark.parametrize("code", ["", "00", "98", "2", "X26", "A26", "26141", "化工"])
def test_an_unknown_industry_is_refused(code: str) -> None:
    with pytest.raises(codes.IndustryIsUnknown, match="行业"):
        classify(code, 1, 1, 1)


firms = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
steps = st.tuples(st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 10**5))


@given(st.sampled_from([code for code, *_ in NOTICE]), firms, steps)
def test_a_firm_that_grows_never_falls_a_class(
    code: str, firm: tuple[int, int, int], growth: tuple[int, int, int]
) -> None:
    order = ["micro", "small", "medium", "large"]
    grown = (firm[0] + growth[0], firm[1] + growth[1], firm[2] + growth[2])
    before, after = size(code, firm), size(code, grown)
    assert before is not None
    assert after is not None
    assert order.index(after) >= order.index(before)


def test_every_division_has_a_section_and_manufacturing_is_13_to_43() -> None:
    assert len(codes.DIVISIONS) == 97
    assert {codes.section_of(division) for division in codes.DIVISIONS} == set(codes.SECTIONS)
    making = [division for division in codes.DIVISIONS if codes.is_manufacturing(division)]
    assert (making[0], making[-1], len(making)) == ("13", "43", 31)


@pytest.mark.parametrize(
    ("division", "section"),
    [("05", "A"), ("12", "B"), ("44", "D"), ("50", "E"), ("52", "F"), ("65", "I"), ("96", "S")],
)
def test_a_division_knows_its_section(division: str, section: str) -> None:
    assert codes.section_of(division) == section


@pytest.mark.parametrize("code", ["26", "C26", "2614", "c2614", "２６", " C 26 "])
def test_an_industry_code_is_read_as_its_division(code: str) -> None:
    assert codes.division_of(code) == "26"


def test_a_size_class_is_told_with_the_bounds_that_it_reaches() -> None:
    story = explain("26", 350, 3_000 * FEN_PER_WAN, None)
    assert (story.row, story.result, story.missing) == ("工业", "medium", ())
    assert story.measures == {"employees": 350, "revenue": 3_000 * FEN_PER_WAN}
    assert [(step.size_class, step.bounds, step.reached) for step in story.steps] == [
        ("large", {"employees": 1_000, "revenue": 40_000}, False),
        ("medium", {"employees": 300, "revenue": 2_000}, True),
        ("small", {"employees": 20, "revenue": 300}, True),
    ]


def test_what_a_size_class_lacks_is_named_and_nothing_is_said_to_be_reached() -> None:
    story = explain("47", None, 1, None)
    assert (story.missing, story.result) == (("assets",), None)
    assert {step.reached for step in story.steps} == {None}


@given(
    st.sampled_from([code for code, *_ in NOTICE]),
    st.lists(st.integers(0, 10**12), min_size=3, max_size=3),
)
def test_the_story_ends_as_the_rule_does(code: str, figures: list[int]) -> None:
    story = explain(code, *figures)
    assert story.result == classify(code, *figures)
    highest = next((step.size_class for step in story.steps if step.reached), "micro")
    assert highest == story.result

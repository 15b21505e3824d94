"""The picture of a ring of debts."""

from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from defusedxml import ElementTree

from graph.picture import PlacedNode
from graph.ring import WIDTH, Station, ring

ROOT = Path(__file__).resolve().parents[3]
PAGE = '{% from "shared/picture.html" import picture %}{{ picture(p, key="ring") }}'


def stations(count: int) -> list[Station]:
    return [
        Station(f"f{n}", f"示例企业{n}有限公司", "参与方", debt="10.00 万") for n in range(count)
    ]


def overlap(one: PlacedNode, other: PlacedNode) -> bool:
    apart = one.x + one.w <= other.x or other.x + other.w <= one.x
    return not (apart or one.y + one.h <= other.y or other.y + other.h <= one.y)


@pytest.mark.parametrize("count", range(2, 10))
def test_boxes_lie_inside_and_apart_and_each_owes_the_next(count: int) -> None:
    drawn = ring(stations(count), "环", "说明")
    assert [node.id for node in drawn.nodes] == [f"f{n}" for n in range(count)]
    assert not any(overlap(a, b) for a in drawn.nodes for b in drawn.nodes if a is not b)
    for node in drawn.nodes:
        assert 0 <= node.x <= node.x + node.w <= drawn.width == WIDTH
        assert 0 <= node.y <= node.y + node.h <= drawn.height
    pairs = [(edge.source, edge.target) for edge in drawn.edges]
    assert pairs == [(f"f{n}", f"f{(n + 1) % count}") for n in range(count)]


@pytest.mark.parametrize("count", range(2, 8))
def test_lines_end_where_their_arrow_points(count: int) -> None:
    for edge in ring(stations(count), "环", "").edges:
        tip = tuple(map(int, edge.arrow[1:].partition("L")[0].split()))
        end = edge.path.replace("V", " ").replace("H", " ").replace("C", " ").split()
        assert str(tip[1]) in end[-1] or str(tip[0]) in end[-1]


def test_the_same_ring_is_drawn_the_same() -> None:
    assert ring(stations(5), "环", "x") == ring(stations(5), "环", "x")


def test_those_who_are_not_named_have_no_address() -> None:
    hidden = Station("others-1", "另 2 家企业", "名称不公开", "others", count=2)
    drawn = ring([*stations(2), hidden], "环", "")
    assert [node.href_key for node in drawn.nodes] == ["f0", "f1", None]
    assert {item.kind for item in drawn.legend} == {"enterprise", "others", "owes"}


def test_the_template_draws_it(markup: Callable[[list[Station]], str]) -> None:
    html = markup(stations(4))
    assert ElementTree.fromstring(html).tag == "figure"
    assert html.count("node__label") == 4
    assert "示例企业0有限公司" in html  # whole in the title, without its legal form in the box


@pytest.fixture
def markup() -> Callable[[list[Station]], str]:
    """The picture as the house's template draws it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals["_"] = environment.globals["gettext"] = lambda text, **_: text
    page = environment.from_string(PAGE)
    return lambda listed: page.render(p=ring(listed, "环", "说明"))

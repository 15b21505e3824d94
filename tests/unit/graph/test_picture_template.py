"""The template that draws the picture."""

import re
from pathlib import Path

import jinja2
import pytest
from defusedxml import ElementTree

from graph.layout import picture
from graph.model import build
from graph.picture import PlacedNode
from tests.unit.graph.worlds import county

ROOT = Path(__file__).resolve().parents[3]
CSS = (ROOT / "platform/lianqiao/static/picture.css").read_text(encoding="utf-8")
PAGE = '{% from "shared/picture.html" import picture %}{{ picture(p, href) }}'


def rendered(href: object = None, **changes: str) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals["_"] = environment.globals["gettext"] = lambda text, **_: text
    graph = build(county())
    graph.nodes["deep"].update(changes)
    return environment.from_string(PAGE).render(p=picture(graph), href=href)


def address(node: PlacedNode) -> str | None:
    return f"/{node.kind}/{node.href_key}" if node.kind in {"core", "enterprise"} else None


def test_it_is_well_formed_and_carries_no_style_and_no_script() -> None:
    html = rendered(address)
    assert ElementTree.fromstring(html).tag == "figure"
    assert not re.search(r"\sstyle=|<script|<style|\son\w+=", html)


def test_a_node_with_an_address_is_a_link_and_the_others_are_not() -> None:
    html = rendered(address)
    assert html.count("<a ") == sum(
        1 for node in picture(build(county())).nodes if node.kind in {"core", "enterprise"}
    )
    assert 'href="/core/core"' in html


@pytest.mark.parametrize(("href", "role"), [(None, "img"), (address, "group")])
def test_a_picture_with_links_is_not_an_image(href: object, role: str) -> None:
    svg = ElementTree.fromstring(rendered(href)).find(".//svg[@aria-labelledby]")
    assert svg is not None
    assert svg.get("role") == role
    assert [child.tag for child in svg][:2] == ["title", "desc"]


def test_a_name_cannot_break_out() -> None:
    html = rendered(address, label='<script>"&')
    assert "<script" not in html
    assert ElementTree.fromstring(html).tag == "figure"


def test_every_class_that_tells_something_has_a_rule() -> None:
    used = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', rendered(address)))))
    told = {name for name in used if re.match(r"(node|edge|risk)--", name)}
    plain = {"node--enterprise", "edge--supplies", "node--risk-low"}
    assert {name for name in told - plain if f".{name}" not in CSS} == set()

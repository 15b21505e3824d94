"""Routes of every application share what Werkzeug compiles for them, and nothing else."""

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from lianqiao.shared.compiled_rules import RuleOnce
from lianqiao.shared.web import Application


def address(rule: Rule, **values: object) -> str:
    return Map([rule]).bind("example.org").build("page", values)


def builder_of(app: Flask) -> object:
    app.add_url_rule("/things/<int:number>/of/<name>", "page", lambda number, name: name)
    (rule,) = app.url_map.iter_rules("page")
    return rule._build.__func__  # type: ignore[attr-defined]


def test_two_applications_compile_a_route_once() -> None:
    assert builder_of(Application("one")) is builder_of(Application("two"))


def test_without_it_every_application_compiles_anew() -> None:
    assert builder_of(Flask("one")) is not builder_of(Flask("two"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("/", {"more": "1 2"}),
        ("/a/<int:x>", {"x": 7}),
        ("/a/<x>/b", {"x": "甲 乙/丙"}),
        ("/<path:x>", {"x": "甲 乙/丙", "more": "1 2"}),
        ("/东/<x>", {"x": "7"}),
    ],
)
def test_the_addresses_are_werkzeug_s_own(text: str, values: dict[str, object]) -> None:
    own = address(Rule(text, endpoint="page"), **values)
    for _time in range(2):
        assert address(RuleOnce(text, endpoint="page"), **values) == own


def test_rules_of_one_text_and_other_defaults_are_kept_apart() -> None:
    for page in (1, True, "x"):
        for rule in (Rule, RuleOnce):
            first = rule("/list/<page>", endpoint="page", defaults={"page": page})
            assert address(first) == f"/list/{page}"


def test_each_rule_writes_values_by_its_own_converter() -> None:
    for converter, written in (("int", "7"), ("int(fixed_digits=4)", "0007")):
        for _time in range(2):
            rule = RuleOnce(f"/number/<{converter}:number>", endpoint="page")
            assert address(rule, number=7) == f"/number/{written}"

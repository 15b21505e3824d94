"""Validate, act, mend or go on: one manner of every form, in one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import get_flashed_messages
from wtforms import StringField

from lianqiao.shared.errors import NothingIsThere, Refusal, SomebodyWasFaster
from lianqiao.shared.form_acts import (
    Passes,
    act_or_mend,
    has_no_field,
    is_missing,
    is_shut,
    is_too_late,
    nothing,
    say_and_go,
    try_or_mend,
)
from lianqiao.shared.forms import HouseForm, Required
from lianqiao.shared.web import Application

PLATFORM = Path(__file__).parents[2] / "platform" / "lianqiao"
BY_HAND = {
    "accounts/views.py": 1,  # a failed sign-in is counted in a transaction of its own
    "trade/views_einvoices.py": 1,  # the refusal names the form
}


class NoteForm(HouseForm):
    """One field that must be filled in."""

    note = StringField(validators=[Required()])


@pytest.fixture
def sent(app: Application) -> Iterator[Application]:
    """A request with the field filled in."""
    with app.test_request_context("/", method="POST", data={"note": "好"}):
        yield app


def refusing(refusal: Refusal) -> object:
    def act() -> str:
        raise refusal

    return act


def acted(form: HouseForm, act: object, passes: Passes = has_no_field) -> object:
    return act_or_mend(
        form,
        act,  # type: ignore[arg-type]
        lambda came: ("done", came),
        lambda status: ("mend", status),
        passes,
    )


def test_what_is_valid_is_done_and_its_outcome_handed_on(sent: Application) -> None:
    assert acted(NoteForm(), lambda: "row") == ("done", "row")


def test_what_is_not_valid_is_mended_without_acting(app: Application) -> None:
    with app.test_request_context("/", method="POST", data={"note": " "}):
        form = NoteForm()
        assert acted(form, pytest.fail) == ("mend", 422)
        assert form.note.errors


def test_a_refusal_stands_beside_its_field_with_its_status(sent: Application) -> None:
    form = NoteForm()
    assert acted(form, refusing(SomebodyWasFaster("已被处理", "note"))) == ("mend", 409)
    assert form.note.errors == ["已被处理"]


def test_a_refusal_without_a_field_stands_on_top_where_it_does_not_pass(sent: Application) -> None:
    form = NoteForm()
    assert acted(form, refusing(Refusal("不行")), nothing) == ("mend", 422)
    assert form.form_errors == ["不行"]


@pytest.mark.parametrize(
    ("refusal", "passing", "kept"),
    [
        (Refusal("不行"), has_no_field, is_missing),
        (NothingIsThere(), is_missing, is_too_late),
        (NothingIsThere(), is_shut, nothing),
        (SomebodyWasFaster("已被处理", "note"), is_too_late, is_shut),
    ],
)
def test_what_has_a_page_of_its_own_passes(
    sent: Application, refusal: Refusal, passing: Passes, kept: Passes
) -> None:
    with pytest.raises(type(refusal)):
        acted(NoteForm(), refusing(refusal), passing)
    assert acted(NoteForm(), refusing(refusal), kept) == ("mend", refusal.status)


def test_a_form_may_be_tried_without_being_checked(app: Application) -> None:
    with app.test_request_context("/", method="POST", data={}):
        form = NoteForm()
        assert try_or_mend(form, lambda: 1, lambda came: came, pytest.fail) == 1
        assert not form.note.errors


def test_the_next_page_says_that_it_is_done(sent: Application) -> None:
    answer = say_and_go("办好了", "/there")
    assert (answer.status_code, answer.location) == (302, "/there")
    assert get_flashed_messages(with_categories=True) == [("good", "办好了")]


def written_by_hand(text: str) -> int:
    """How many times a module catches a refusal and puts it on a form itself."""
    return sum(
        isinstance(call, ast.Call) and getattr(call.func, "id", "") == "refuse_on_form"
        for handler in ast.walk(ast.parse(text))
        if isinstance(handler, ast.ExceptHandler)
        for call in ast.walk(handler)
    )


def test_no_view_writes_the_manner_out_again() -> None:
    found = {
        str(place.relative_to(PLATFORM)): written_by_hand(place.read_text("utf-8"))
        for place in PLATFORM.rglob("*.py")
        if place.name != "form_acts.py"
    }
    assert {name: number for name, number in found.items() if number} == BY_HAND
    by_hand = "try:\n    act()\nexcept Refusal as refusal:\n    refuse_on_form(form, refusal)\n"
    assert written_by_hand(by_hand) == 1

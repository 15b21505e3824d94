"""One manner for every form: validate, act, put a refusal beside its field, else say so and go."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect

from .errors import Refusal
from .forms import HouseForm
from .web import refuse_on_form

Outcome = TypeVar("Outcome")
Passes = Callable[[Refusal], bool]


def has_no_field(refusal: Refusal) -> bool:
    """Whether it belongs to no field of the form."""
    return refusal.field is None


def is_missing(refusal: Refusal) -> bool:
    """Whether the object is not there for this viewer."""
    return refusal.status == 404


def is_shut(refusal: Refusal) -> bool:
    """Whether the object is not there, or not for this role."""
    return refusal.status in (403, 404)


def is_too_late(refusal: Refusal) -> bool:
    """Whether the object is not any more what the form was made for."""
    return refusal.status == 409


def nothing(_refusal: Refusal) -> bool:
    """Every refusal is shown on the form."""
    return False


def act_or_mend(
    form: HouseForm,
    act: Callable[[], Outcome],
    done: Callable[[Outcome], Any],
    mend: Callable[[int], Any],
    passes: Passes = has_no_field,
) -> Any:
    """Act as a valid form says, or show the form again with what is to be mended.

    Parameters
    ----------
    act
        The use case; what it refuses is put beside the refusal's field, and what it wrote is
        undone.
    done
        The answer to what came of it, such as ``say_and_go``.
    mend
        Shows the form again with a status: 422, or that of the refusal.
    passes
        Which refusals are raised, for a page of their own.
    """
    if not form.validate():
        return mend(422)
    return try_or_mend(form, act, done, mend, passes)


def try_or_mend(
    form: HouseForm,
    act: Callable[[], Outcome],
    done: Callable[[Outcome], Any],
    mend: Callable[[int], Any],
    passes: Passes = has_no_field,
) -> Any:
    """The same for a form that was looked at already, or of which nothing is to be checked."""
    try:
        outcome = act()
    except Refusal as refusal:
        if passes(refusal):
            raise
        refuse_on_form(form, refusal)
        return mend(refusal.status)
    return done(outcome)


def say_and_go(words: Any, address: str) -> Any:
    """Tell on the next page that it is done, and lead there."""
    flash(words, "good")
    return redirect(address)

"""Trying a guarantor's multiple: the office any one's, a guarantor its own."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlmodel import Session

from ..products.guarantors import multiples_by_law
from ..shared.web import access, get_session, render, today, viewer
from .limit_names import get_names_of_limits
from .match_blueprint import matching_pages
from .match_words import PricedLimit, priced_limits
from .models import MatchRun
from .multiples import capacity_of
from .queries_guarantee import Guarantee, get_guarantee_for, list_guarantees_for
from .queries_what_if import count_products_behind
from .run_match import find_current_run
from .try_multiple import Guaranteed, try_multiple
from .what_if_forms import MultipleWhatIf, OwnMultiple
from .what_if_rules import Capacity, NewMultiple

__all__ = ["multiple_form", "tried_capacity"]


@matching_pages.get("/what-if/guarantee")
@access("guarantor")
def what_if_guarantee() -> Any:
    """What would happen if the own multiple were another; nothing is written."""
    session, actor = get_session(), viewer()
    own = get_guarantee_for(session, actor, actor.organisation)
    form, run = OwnMultiple(request.args or None), find_current_run(session)
    outcome = _asked(form, own)
    return render(
        "financing/what_if_guarantee.html",
        status=422 if form.errors else 200,
        form=form,
        own=own,
        multiples_by_law=multiples_by_law(session, today()),
        products=count_products_behind(session, actor),
        outcome=outcome,
        run=run,
        price=_price(session, run, own) if run else None,
    )


def _asked(form: OwnMultiple, own: Guarantee) -> Guaranteed | None:
    if "multiple" not in request.args or not form.validate():
        return None
    question = NewMultiple(own.id, form.multiple.data)
    try:
        return try_multiple(get_session(), viewer(), question, today())
    except ValueError as wrong:
        form.tried.errors = [*form.tried.errors, str(wrong)]
        return None


def _price(session: Session, run: MatchRun, own: Guarantee) -> PricedLimit | None:
    """What more of the own capacity would bring, where it is scarce."""
    kept = [each for each in run.limit_prices if each["limit"] == own.line]
    return next(iter(priced_limits(kept, get_names_of_limits(session))), None)


def multiple_form() -> MultipleWhatIf | None:
    """The office's form; nobody else tries a guarantor's multiple among banks' limits."""
    if viewer().kind != "regulator":
        return None
    form = MultipleWhatIf(request.args if "guarantor" in request.args else None)
    form.offer((each.id, _said(each)) for each in list_guarantees_for(get_session(), viewer()))
    return form


def _said(each: Guarantee) -> str:
    return str(_("%(name)s · 现在 %(n)s 倍", name=each.name, n=each.multiple))


def tried_capacity(form: MultipleWhatIf | None) -> Capacity | None:
    """What the guarantor that was asked about could stand for at the tried multiple."""
    if form is None or "guarantor" not in request.args:
        return None
    asked = form.question()
    return capacity_of(get_guarantee_for(get_session(), viewer(), asked.guarantor_id), asked.tenths)

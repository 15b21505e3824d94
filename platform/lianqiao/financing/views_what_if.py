"""Trying changes: what more of each scarce limit brings, and who would gain by another rule."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..products.guarantors import multiples_by_law
from ..products.words import EACH_OTHER, SCOPE_NAMES
from ..shared.listing import Column, Listing
from ..shared.money import format_yuan
from ..shared.web import access, get_session, render, today, viewer
from .limit_names import get_names_of_limits
from .match_blueprint import matching_pages
from .match_words import PricedLimit, priced_limits
from .queries_what_if import Ceiling, find_bank_code, list_ceilings, list_products
from .run_match import find_current_run
from .try_change import Outcome, try_change
from .views_what_if_multiple import multiple_form, tried_capacity
from .what_if_forms import LimitWhatIf, RuleWhatIf
from .what_if_rules import rules_for

ASKED = ("limit", "ceiling", "product", "rule", "value", "guarantor", "multiple")
FIRMS = (
    Column("firm", _l("企业"), order=True),
    Column("documents", _l("单据"), "number", order=True),
    Column("more_fen", _l("多融（元）"), "money", order=True),
)
DOCUMENTS = (
    Column("document_no", _l("单据号码"), "code", order=True),
    Column("firm", _l("企业"), order=True),
    Column("core", _l("对方企业"), order=True),
    Column("before_fen", _l("现在推荐（元）"), "money", order=True),
    Column("after_fen", _l("改了以后（元）"), "money", order=True),
    Column("more_fen", _l("多融（元）"), "money", order=True),
)


@matching_pages.get("/what-if")
@access("bank", "regulator")
def what_if() -> Any:
    """What would happen if a limit or a rule were another; nothing is written."""
    limits, rules, multiples = _limit_form(), _rule_form(), multiple_form()
    forms = {"limit": limits, "product": rules, "guarantor": multiples}
    outcome = _asked(forms)
    listing = _listing()
    if outcome is not None and request.args.get("format") == "xlsx":
        return listing.workbook(listing.arranged(outcome.documents), str(_("试算：单据")))
    run = find_current_run(get_session())
    return render(
        "financing/what_if.html",
        "listing",
        422 if any(form and form.errors for form in forms.values()) else 200,
        limits=limits,
        rules=rules,
        multiples=multiples,
        multiples_by_law=multiples_by_law(get_session(), today()),
        capacity=tried_capacity(multiples) if outcome else None,
        outcome=outcome,
        page=listing.page_of(outcome.documents) if outcome else None,
        banks=_banks(outcome),
        run=run,
        prices=_prices() if run else [],
    )


def _limit_form() -> LimitWhatIf:
    form = LimitWhatIf(request.args if "limit" in request.args else None)
    form.offer((each.id, _said(each)) for each in list_ceilings(get_session(), viewer()))
    return form


def _rule_form() -> RuleWhatIf:
    form = RuleWhatIf(request.args if "product" in request.args else None)
    own = viewer().kind == "bank"
    products = list_products(get_session(), viewer())
    form.offer(
        ((row.code, row.name if own else f"{row.bank} · {row.name}") for row in products),
        rules_for(viewer().kind),
    )
    return form


def _said(ceiling: Ceiling) -> str:
    scope = ceiling.key[1]
    name = ceiling.name or str(EACH_OTHER[scope])
    words = f"{SCOPE_NAMES[scope]} · {name} · " + _(
        "现在 %(amount)s 元", amount=format_yuan(ceiling.ceiling_fen)
    )
    return words if viewer().kind == "bank" else f"{ceiling.bank} · {words}"


def _asked(forms: Mapping[str, Any]) -> Outcome | None:
    """The answer to whichever form was sent and is right."""
    form = next((form for name, form in forms.items() if name in request.args), None)
    if form is None or not form.validate():
        return None
    try:
        return try_change(get_session(), viewer(), form.question(), today())
    except ValueError as wrong:
        form.tried.errors = [*form.tried.errors, str(wrong)]
        return None


def _listing() -> Listing:
    kept = {name: request.args.get(name, "") for name in ASKED}
    path = url_for("matching.what_if")
    return Listing(DOCUMENTS, request.args, path, searchable=False, kept=kept)


def _banks(outcome: Outcome | None) -> list[tuple[str, int]]:
    """What each bank would lend more or less, by name; for the offices."""
    if outcome is None or not outcome.banks:
        return []
    names = get_names_of_limits(get_session())[1]
    return [(names.get(code, code), more) for code, more in outcome.banks]


def _prices() -> list[PricedLimit]:
    """The dearest limits of the current run: all of them, or the own bank's."""
    session = get_session()
    run, own = find_current_run(session), find_bank_code(session, viewer())
    prices = run.limit_prices if run else []
    return priced_limits(prices, get_names_of_limits(session), own)

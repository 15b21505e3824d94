"""Facts of the scorecard: a firm claims them, the operator checks them."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..accounts.models import Organisation
from ..shared.errors import NothingIsThere
from ..shared.form_acts import act_or_mend, nothing, say_and_go
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.transitions import history
from ..shared.web import access, get_session, now, render, today, viewer
from .blueprint import registry
from .check_fact import reject_fact, revoke_fact, verify_fact
from .claim_fact import NewFact, claim_fact, withdraw_fact
from .forms import FactForm, FactNoteForm
from .models import ScorecardFact
from .queries import get_firm
from .scorecard_queries import facts_query, get_fact_for_viewer, read_weights
from .scorecard_rules import counts, standing
from .states import FACT
from .views_enterprises import only_own
from .words import DIMENSION_NAMES, FACT_NAMES, FACT_TONES, LEVEL_NAMES

ROW = columns(ScorecardFact)
COLUMNS = (
    Column("title", _l("事项"), order=ROW.title, link=True),
    Column("firm", _l("企业"), order=columns(Organisation).name),
    Column("dimension", _l("方面"), "choice", ROW.dimension, labels=DIMENSION_NAMES),
    Column("level", _l("级别"), "choice", ROW.level, labels=LEVEL_NAMES),
    Column("expires_on", _l("有效期至"), "date", ROW.expires_on),
    Column("standing", _l("状态"), "state", ROW.state, labels=FACT_NAMES, tones=FACT_TONES),
)
MORE = (
    Column("issuer", _l("认定或颁发机关")),
    Column("obtained_on", _l("取得日期"), "date"),
)  # in the workbook
CHOICES = (
    Choice("standing", _l("状态"), list(FACT_NAMES.items())),
    Choice("dimension", _l("方面"), list(DIMENSION_NAMES.items())),
)
CHECKS = {"verify": verify_fact, "reject": reject_fact, "revoke": revoke_fact}


@registry.get("/facts")
@access("operator")
def facts() -> Any:
    """What firms have claimed; what waits for a check comes first by its filter."""
    listing = Listing(COLUMNS, request.args, url_for("registry.facts"), CHOICES, "firm")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        whole = replace(listing, columns=[*COLUMNS, *MORE])
        return whole.to_excel(get_session(), query, _("评分卡事项"))
    page = listing.fetch(get_session(), query)
    return render("registry/facts.html", "listing", page=page)


def _filtered(listing: Listing) -> Any:
    query = facts_query(viewer(), today())
    named = {column.name: column for column in query.selected_columns}
    if listing.search:
        words = f"%{listing.search}%"
        query = query.where(or_(ROW.title.ilike(words), columns(Organisation).name.ilike(words)))
    if listing.chosen("standing"):
        query = query.where(named["standing"].element == listing.chosen("standing"))
    if listing.chosen("dimension"):
        query = query.where(ROW.dimension == listing.chosen("dimension"))
    return query


@registry.get("/enterprises/<enterprise_id>/facts/new")
@access("enterprise")
def facts_new(enterprise_id: str) -> Any:
    """The empty form; a fact that may come again fills it."""
    only_own(enterprise_id)
    form = FactForm()
    again = request.args.get("again")
    if again:
        form = FactForm(obj=get_fact_for_viewer(get_session(), viewer(), again))
    elif request.args.get("dimension") in DIMENSION_NAMES:
        form.dimension.data = request.args["dimension"]
    return _form_page(enterprise_id, form)


@registry.post("/enterprises/<enterprise_id>/facts/new")
@access("enterprise")
def facts_new_post(enterprise_id: str) -> Any:
    """Claim a fact; the operator checks it."""
    only_own(enterprise_id)
    form = FactForm()
    words = _("已申报，平台运营核实后计分。")
    return act_or_mend(
        form,
        lambda: claim_fact(get_session(), viewer(), _typed(form), now(), today()),
        lambda row: say_and_go(words, url_for("registry.facts_show", fact_id=row.id)),
        lambda _status: _form_page(enterprise_id, form, 422),
        nothing,
    )


def _typed(form: FactForm) -> NewFact:
    return NewFact(
        dimension=form.dimension.data,
        title=form.title.data.strip(),
        level=form.level.data,
        issuer=(form.issuer.data or "").strip(),
        obtained_on=form.obtained_on.data,
        expires_on=form.expires_on.data,
    )


def _form_page(enterprise_id: str, form: FactForm, status: int = 200) -> Any:
    firm = get_firm(get_session(), enterprise_id)
    weights, source = read_weights(get_session(), today())
    return render(
        "registry/fact_form.html",
        status=status,
        form=form,
        firm=firm,
        points=weights.points,
        source=source,
    )


@registry.get("/facts/<fact_id>")
@access("enterprise", "operator")
def facts_show(fact_id: str) -> Any:
    """One fact: what is claimed, what became of it, what can be done."""
    return _page(fact_id, FactNoteForm())


def _page(fact_id: str, form: FactNoteForm, status: int = 200) -> Any:
    session, actor, day = get_session(), viewer(), today()
    fact = get_fact_for_viewer(session, actor, fact_id)
    weights, source = read_weights(session, day)
    return render(
        "registry/fact.html",
        status=status,
        fact=fact,
        firm=get_firm(session, fact.enterprise_id),
        own=actor.organisation_id == fact.enterprise_id,
        standing=standing(fact.state, fact.expires_on, day),
        counts=counts(fact, day),
        points=weights.points.get(fact.level, 0),
        source=source,
        machine=FACT,
        steps=history(session, fact.id),
        form=form,
    )


@registry.post("/facts/<fact_id>/check")
@access("operator")
def facts_check(fact_id: str) -> Any:
    """Verify or reject it, or take back that it was verified, with a note."""
    check = CHECKS.get(request.form.get("event", ""))
    if check is None:
        raise NothingIsThere
    form = FactNoteForm()
    if not form.validate():
        return _page(fact_id, form, 422)
    check(get_session(), viewer(), fact_id, form.note.data, now(), today())
    flash(_("已办理，企业会收到通知。"), "good")
    return redirect(url_for("registry.facts_show", fact_id=fact_id))


@registry.post("/facts/<fact_id>/withdraw")
@access("enterprise")
def facts_withdraw(fact_id: str) -> Any:
    """Take one's own fact back."""
    withdraw_fact(get_session(), viewer(), fact_id, now())
    flash(_("已撤回，不再计分。"), "good")
    return redirect(url_for("registry.facts_show", fact_id=fact_id))

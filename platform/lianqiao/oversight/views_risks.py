"""Risk findings: the list, the scan by hand, a finding's page with its steps, the hubs."""

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from graph.table import to_json

from ..registry.words import PARK_NAMES
from ..shared.actor import Actor
from ..shared.form_acts import act_or_mend, is_shut, say_and_go
from ..shared.forms import HouseForm
from ..shared.idempotency import new_key, once
from ..shared.listing import Choice, Column, Listing
from ..shared.pictures import draw
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from . import risk_queries as queries
from . import views_contagion, views_reach
from .close_finding import close_finding, reopen_finding
from .comment_on_finding import comment_on_finding
from .finding_page import FindingPage, look_at_finding
from .models import GraphMeasure, RiskFinding
from .open_finding import open_finding, take_over_finding
from .risk_blueprint import risks
from .risk_forms import CommentForm, ReasonForm, StepForm
from .risk_queries import OFFICES
from .risk_words import (
    CHECKS,
    KINDS,
    MEANINGS,
    SEVERITIES,
    SEVERITY_SIGNS,
    SEVERITY_TONES,
    SHARED,
    said,
)
from .scan_risks import scan_risks
from .states import FINDING

__all__ = ["risks", "views_contagion", "views_reach"]

FOUND = columns(RiskFinding)
BY_HAND_SECONDS = 3.0  # the scan by hand holds the request's transaction; the daily job does not


@risks.get("/risks")
@access("regulator", "operator", "bank")
def findings() -> Any:
    """What the scans found, as far as the viewer may see it; also as a workbook."""
    session, actor = get_session(), viewer()
    listing = _listing(actor)
    state = listing.chosen("state")
    query = queries.findings_query(
        actor, today(), listing.search, listing.chosen("park"), [state] if state else []
    )
    for name in ("kind", "severity"):
        if listing.chosen(name):
            query = query.where(FOUND[name] == listing.chosen(name))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(session, query, _("风险线索"))
    return render(
        "oversight/risks.html",
        "listing",
        page=listing.fetch(session, query),
        last=queries.find_last_scan(session),
        figures=queries.read_risk_figures(session, today()),
        is_office=actor.kind in OFFICES,
        key=new_key(),
    )


def _listing(actor: Actor) -> Listing:
    query = queries.findings_query(actor, today())
    named = {column.name: column for column in query.selected_columns}
    shown = (
        Column("number", _l("编号"), order=FOUND.number, link=True),
        Column("kind", _l("种类"), "state", FOUND.kind, labels=KINDS),
        Column(
            "severity", _l("程度"), "state", FOUND.severity, labels=SEVERITIES, tones=SEVERITY_TONES
        ),
        Column("lead", _l("主要企业"), order=named["lead"]),
        Column("firms", _l("涉及企业"), "number", order=named["firms"].element),
        Column("amount_fen", _l("涉及金额（元）"), "money", FOUND.amount_fen),
        Column("last_seen_on", _l("最近出现"), "date", FOUND.last_seen_on),
        Column(
            "state", _l("状态"), "state", FOUND.state, labels=FINDING.labels, tones=FINDING.tones
        ),
    )
    choices = (
        Choice("kind", _l("种类"), list(KINDS.items())),
        Choice("severity", _l("程度"), list(SEVERITIES.items())),
        Choice("state", _l("状态"), list(FINDING.labels.items())),
        Choice("park", _l("园区"), list(PARK_NAMES.items())),
    )
    return Listing(shown, request.args, url_for("risks.findings"), choices, default_sort="-number")


@risks.post("/risks/scan")
@access("regulator", "operator")
@once
def findings_scan() -> Any:
    """Look at the county now."""
    done = scan_risks(get_session(), today(), now(), viewer(), BY_HAND_SECONDS)
    flash(_("扫描完成：找到 %(n)s 条线索，其中新的 %(m)s 条。", n=done.found, m=done.new), "good")
    return redirect(url_for("risks.findings"))


@risks.get("/risks/<finding_id>")
@access("regulator", "operator", "bank")
def findings_show(finding_id: str) -> Any:
    """One finding: its evidence, what it may mean, what to check, what was done; also as JSON."""
    if request.args.get("format") == "json":
        shown = look_at_finding(get_session(), viewer(), finding_id, today())
        return jsonify({"number": shown.finding.number, **to_json(shown.graph)})
    return _page(finding_id)


def _page(finding_id: str, failed: dict[str, HouseForm] | None = None, status: int = 200) -> Any:
    shown = look_at_finding(get_session(), viewer(), finding_id, today())
    return render(
        "oversight/risk.html",
        status=status,
        shown=shown,
        finding=shown.finding,
        evidence=shown.finding.evidence,
        picture=draw(shown.graph, risks=said(SEVERITY_SIGNS)),
        href=lambda node: url_for("registry.enterprises_show", enterprise_id=node.id),
        meaning=MEANINGS[shown.finding.kind],
        checks=CHECKS[shown.finding.kind],
        shared=[str(SHARED[one]) for one in shown.finding.evidence.get("shared", ())],
        forms=_forms(shown) | (failed or {}),
        failed=failed or {},
        key=new_key(),
    )


def _forms(shown: FindingPage) -> dict[str, HouseForm]:
    seen = str(len(shown.steps))
    return {
        "step": StepForm(formdata=None, seen=seen),
        "close": ReasonForm(formdata=None, prefix="close", seen=seen),
        "reopen": ReasonForm(formdata=None, prefix="reopen", seen=seen),
        "comment": CommentForm(formdata=None),
    }


def _act(finding_id: str, name: str, form: HouseForm, act: Callable[[], object], done: str) -> Any:
    """Do what a form on the finding's page asks, or show the page with what is to be mended."""
    queries.get_finding_for_viewer(get_session(), viewer(), finding_id, today())
    return act_or_mend(
        form,
        act,
        lambda _made: say_and_go(done, url_for("risks.findings_show", finding_id=finding_id)),
        lambda status: _page(finding_id, {name: form}, status),
        is_shut,
    )


@risks.post("/risks/<finding_id>/open")
@access("regulator", "operator")
@once
def findings_open(finding_id: str) -> Any:
    """受理."""
    form = StepForm()

    def act() -> None:
        open_finding(get_session(), viewer(), finding_id, now(), form.seen_steps())

    return _act(finding_id, "step", form, act, _("已受理，请核实证据。"))


@risks.post("/risks/<finding_id>/take-over")
@access("regulator", "operator")
@once
def findings_take_over(finding_id: str) -> Any:
    """接手."""
    form = StepForm()

    def act() -> None:
        take_over_finding(get_session(), viewer(), finding_id, now(), form.seen_steps())

    return _act(finding_id, "step", form, act, _("已接手。"))


@risks.post("/risks/<finding_id>/close")
@access("regulator", "operator")
@once
def findings_close(finding_id: str) -> Any:
    """了结."""
    form = ReasonForm(prefix="close")

    def act() -> None:
        reason, seen = form.reason.data, form.seen_steps()
        close_finding(get_session(), viewer(), finding_id, reason, now(), today(), seen)

    return _act(finding_id, "close", form, act, _("已了结。同样的证据再次出现时不会重新打开。"))


@risks.post("/risks/<finding_id>/reopen")
@access("regulator", "operator")
@once
def findings_reopen(finding_id: str) -> Any:
    """重新打开."""
    form = ReasonForm(prefix="reopen")

    def act() -> None:
        reason, seen = form.reason.data, form.seen_steps()
        reopen_finding(get_session(), viewer(), finding_id, reason, now(), seen)

    return _act(finding_id, "reopen", form, act, _("已重新打开，由您处理。"))


@risks.post("/risks/<finding_id>/comment")
@access("regulator", "operator")
@once
def findings_comment(finding_id: str) -> Any:
    """记一笔."""
    form = CommentForm()

    def act() -> None:
        comment_on_finding(get_session(), viewer(), finding_id, form.words.data, now())

    return _act(finding_id, "comment", form, act, _("已记下。"))


@risks.get("/risks/hubs")
@access("regulator", "operator")
def hubs() -> Any:
    """Through which firms the county's trade passes, as the daily job measured it."""
    session, measured = get_session(), columns(GraphMeasure)
    listing = Listing(
        (
            Column("name", _l("企业"), link=True),
            Column("park", _l("园区"), "choice", labels=PARK_NAMES),
            Column("betweenness_ppm", _l("枢纽程度"), "ppm", measured.betweenness_ppm),
            Column("dependents", _l("停摆后断开的企业"), "number", measured.dependents),
            Column("measured_on", _l("测量日"), "date", measured.measured_on),
        ),
        request.args,
        url_for("risks.hubs"),
        (Choice("park", _l("园区"), list(PARK_NAMES.items())),),
        default_sort="-betweenness_ppm",
    )
    query = queries.hubs_query(listing.search, listing.chosen("park"))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(session, query, _("枢纽企业"))
    page = listing.fetch(session, query)
    return render(
        "oversight/hubs.html", "listing", page=page, sampling=queries.read_sampling(session)
    )

"""The operator's desk: letters, audit chain, figures of the rules, the demo's business date."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from ..shared.audit import inspect_chain
from ..shared.dates import format_day
from ..shared.errors import NothingIsThere
from ..shared.listing import Choice, Column, Listing
from ..shared.models import AuditEntry, Outbox
from ..shared.parameters import list_parameters
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from .freeze_business_date import freeze_business_date
from .models import Organisation, User
from .operator_queries import audit_head, audit_query, get_letter, letters_query, readable
from .people_forms import BusinessDateForm

operator = Blueprint("operator", __name__)
LETTER_STATES = {"queued": _l("待发送"), "sent": _l("已发送"), "failed": _l("发送失败")}
LETTER_TONES = {"queued": "info", "sent": "good", "failed": "bad"}
LETTERS = (
    Column("subject", _l("主题"), order=columns(Outbox).subject, link=True),
    Column("recipient", _l("收件人"), order=columns(Outbox).recipient),
    Column(
        "state",
        _l("状态"),
        "state",
        columns(Outbox).state,
        labels=LETTER_STATES,
        tones=LETTER_TONES,
    ),
    Column("attempts", _l("已试次数"), "number", columns(Outbox).attempts),
    Column("last_error", _l("错误")),
    Column("created_at", _l("写成时间"), "moment", columns(Outbox).created_at),
    Column("sent_at", _l("发出时间"), "moment", columns(Outbox).sent_at),
)
ENTRIES = (
    Column("seq", _l("序号"), "number", columns(AuditEntry).seq),
    Column("at", _l("时间"), "moment", columns(AuditEntry).at),
    Column("person", _l("人员"), order=columns(User).display_name),
    Column("organisation", _l("单位"), order=columns(Organisation).name),
    Column("action", _l("动作"), order=columns(AuditEntry).action),
    Column("details", _l("内容")),
    Column("hash", _l("哈希")),
)
PAYLOAD = Column("payload", _l("内容"))
VERIFIED_AT_ONCE = 5_000  # a longer chain is walked when asked for


@operator.get("/outbox")
@access("operator")
def outbox() -> Any:
    """The letters, the newest first."""
    choices = (Choice("state", _l("状态"), list(LETTER_STATES.items())),)
    listing = Listing(LETTERS, request.args, url_for("operator.outbox"), choices, "-created_at")
    query = letters_query(viewer())
    if listing.chosen("state"):
        query = query.where(columns(Outbox).state == listing.chosen("state"))
    if listing.search:
        words = f"%{listing.search}%"
        places = (columns(Outbox).recipient, columns(Outbox).subject)
        query = query.where(or_(*(place.ilike(words) for place in places)))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, "发件箱")
    page = listing.fetch(get_session(), query)
    return render("accounts/outbox.html", "listing", page=page)


@operator.get("/outbox/<letter_id>")
@access("operator")
def outbox_letter(letter_id: str) -> Any:
    """One letter, readable."""
    letter = get_letter(get_session(), viewer(), letter_id)
    return render("accounts/letter.html", letter=letter, states=LETTER_STATES, tones=LETTER_TONES)


@operator.get("/audit")
@access("operator")
def audit() -> Any:
    """The chain, its head, and whether it holds."""
    listing = Listing(ENTRIES, request.args, url_for("operator.audit"), (), "-seq")
    query = audit_query(viewer())
    if listing.search:
        words = f"%{listing.search}%"
        entry = columns(AuditEntry)
        query = query.where(or_(entry.action.ilike(words), entry.payload.ilike(words)))
    if request.args.get("format") == "xlsx":
        whole = replace(listing, columns=[*ENTRIES[:-2], PAYLOAD, ENTRIES[-1]])
        return whole.to_excel(get_session(), query, "审计链")
    length, head = audit_head(get_session(), viewer())
    walk = length <= VERIFIED_AT_ONCE or "verify" in request.args
    report = inspect_chain(get_session()) if walk else None
    page = readable(listing.fetch(get_session(), query))
    return render(
        "accounts/audit.html", "listing", page=page, length=length, head=head, report=report
    )


@operator.get("/parameters")
@access("operator")
def parameters() -> Any:
    """Every figure of a rule with its document and article."""
    return _parameters(BusinessDateForm())


def _parameters(form: BusinessDateForm, status: int = 200) -> Any:
    rows = list_parameters(get_session())
    return render("accounts/parameters.html", rows=rows, form=form, day=today(), status=status)


@operator.post("/parameters/business-date")
@access("operator")
def parameters_business_date() -> Any:
    """Freeze the business date, or let it run; in demo mode alone."""
    if not current_app.extensions["lianqiao.settings"].is_demo:
        raise NothingIsThere
    form = BusinessDateForm()
    if not form.validate():
        return _parameters(form, 422)
    freeze_business_date(get_session(), viewer(), form.day.data, now())
    words = (
        _("业务日期已设为 %(day)s。", day=format_day(form.day.data))
        if form.day.data
        else _("业务日期随日历。")
    )
    flash(words, "good")
    return redirect(url_for("operator.parameters"))

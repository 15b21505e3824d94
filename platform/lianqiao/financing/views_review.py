"""A bank's steps on a case: take up, ask back, refuse, quote, approve, send back."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from ..shared.forms import HouseForm
from ..shared.idempotency import once
from ..shared.web import access, get_session, now, today, viewer
from . import queries
from .approve_quote import approve_quote
from .case_forms import reason_form
from .claim_application import claim_application
from .draft_quote import draft_quote
from .forms import NoteForm, QuoteForm
from .refuse_application import refuse_application
from .return_application import return_application
from .send_back_quote import send_back_quote
from .views_applications import act_on

review = Blueprint("review", __name__)


@review.post("/applications/<application_id>/claim")
@access("bank:clerk")
@once
def claim(application_id: str) -> Any:
    """受理."""

    def act() -> None:
        claim_application(get_session(), viewer(), application_id, now())

    return act_on(application_id, "claim", HouseForm(), act, _("已受理，请审查后报价。"))


@review.post("/applications/<application_id>/return")
@access("bank:clerk")
@once
def ask_back(application_id: str) -> Any:
    """退回补件."""
    form = reason_form("ask_back")

    def act() -> None:
        return_application(get_session(), viewer(), application_id, form.reason.data, now())

    return act_on(application_id, "ask_back", form, act, _("已退回企业补件。"))


@review.post("/applications/<application_id>/refuse")
@access("bank:clerk")
@once
def refuse(application_id: str) -> Any:
    """拒绝."""
    form = reason_form("refuse")

    def act() -> None:
        refuse_application(get_session(), viewer(), application_id, form.reason.data, now())

    return act_on(application_id, "refuse", form, act, _("已拒绝，原因已告知企业。"))


@review.post("/applications/<application_id>/quote")
@access("bank:clerk")
@once
def quote(application_id: str) -> Any:
    """报价."""
    form = QuoteForm()

    def act() -> None:
        draft_quote(get_session(), viewer(), application_id, form.offer(), now(), today())

    return act_on(application_id, "quote", form, act, _("报价已提交审批。"))


@review.post("/quotes/<quote_id>/approve")
@access("bank:approver")
@once
def approve(quote_id: str) -> Any:
    """同意: the quote goes to the firm."""
    form, session, actor = NoteForm(), get_session(), viewer()
    application_id = queries.get_application_of_quote(session, actor, quote_id)

    def act() -> None:
        approve_quote(session, actor, quote_id, now(), today(), form.note.data or "")

    return act_on(application_id, "approve", form, act, _("已同意，报价已送达企业。"))


@review.post("/quotes/<quote_id>/send-back")
@access("bank:approver")
@once
def send_back(quote_id: str) -> Any:
    """退回: the officer makes another quote."""
    form, session, actor = reason_form("send_back"), get_session(), viewer()
    application_id = queries.get_application_of_quote(session, actor, quote_id)

    def act() -> None:
        send_back_quote(session, actor, quote_id, form.reason.data, now())

    return act_on(application_id, "send_back", form, act, _("已退回经办人修改。"))

"""Set-offs of one's own firm: the list, one of them, answering, the printed statement."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.form_acts import act_or_mend, say_and_go
from ..shared.idempotency import new_key, once
from ..shared.letters import send_letter
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, today, viewer
from .accept_set_off import accept_set_off
from .blueprint import trade
from .errors import NotCarriedOutYet
from .models import SetOff
from .refuse_set_off import refuse_set_off
from .set_off_forms import RefusalForm, WithdrawalForm
from .set_off_office_page import ANSWERS, look_at_for_operator
from .set_off_page import find_set_off_anchor, look_at_set_off
from .set_off_queries import (
    awaits_answer,
    get_set_off_for_operator,
    get_set_off_for_party,
    has_answered,
    matching_number,
    set_offs_query,
)
from .states import SET_OFF
from .withdraw_set_off import withdraw_set_off

ROW = columns(SetOff)
COLUMNS = (
    Column("number", _l("编号"), order=ROW.number, link=True),
    Column("debtor", _l("谁欠贵公司")),
    Column("creditor", _l("贵公司欠谁")),
    Column("amount_fen", _l("各抵销"), "money", ROW.amount_fen),
    Column("state", _l("状态"), "state", ROW.state, labels=SET_OFF.labels, tones=SET_OFF.tones),
    Column("answer", _l("贵公司答复"), "choice", labels=ANSWERS),
    Column("answer_by", _l("答复期限"), "date", ROW.answer_by),
    Column("ended_on", _l("结束日期"), "date", ROW.ended_on),
)
CHOICES = (
    Choice("state", _l("状态"), list(SET_OFF.labels.items())),
    Choice("waiting", _l("待办"), [("answer", _l("等我方答复"))]),
)
DONE = {
    "first": (_l("已初审同意，请本单位另一位有审批权限的同事复核。"), "good"),
    "proposed": (_l("已同意，等其他各方答复。"), "good"),
    "carried_out": (_l("各方都已同意，抵销完成。"), "good"),
    "void": (_l("没有抵销：其中有单据的情况已变，各方债务不变。"), "warn"),
}


@trade.get("/set-offs")
@access("enterprise")
def set_offs() -> Any:
    """The set-offs that touch debts of the viewer's firm."""
    listing = Listing(COLUMNS, request.args, url_for("trade.set_offs"), CHOICES, "-number")
    query = _filtered(listing)
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("债务抵销"))
    page = listing.fetch(get_session(), query)
    return render("trade/set_offs.html", "listing", page=page)


def _filtered(listing: Listing) -> Any:
    query = set_offs_query(viewer())
    if listing.chosen("state"):
        query = query.where(ROW.state == listing.chosen("state"))
    if listing.chosen("waiting"):
        query = query.where(awaits_answer(viewer(), today()))
    return query.where(matching_number(listing.search)) if listing.search else query


@trade.get("/set-offs/<set_off_id>")
@access("enterprise", "operator")
def set_offs_show(set_off_id: str) -> Any:
    """A set-off: for a party its own side of it, for the operator all of it."""
    if viewer().is_operator:
        return _office_page(set_off_id, WithdrawalForm(formdata=None))
    return _page(set_off_id, RefusalForm(formdata=None))


def _page(set_off_id: str, form: RefusalForm, status: int = 200) -> Any:
    session, actor = get_session(), viewer()
    set_off = get_set_off_for_party(session, actor, set_off_id)
    return render(
        "trade/set_off.html",
        status=status,
        shown=look_at_set_off(session, actor, set_off, today()),
        set_off=set_off,
        states=SET_OFF,
        answers=ANSWERS,
        form=form,
        key=new_key(),
    )


def _office_page(set_off_id: str, form: WithdrawalForm, status: int = 200) -> Any:
    session = get_session()
    set_off = get_set_off_for_operator(session, viewer(), set_off_id)
    return render(
        "trade/set_off_office.html",
        status=status,
        shown=look_at_for_operator(session, set_off),
        set_off=set_off,
        states=SET_OFF,
        answers=ANSWERS,
        form=form,
        key=new_key(),
    )


@trade.post("/set-offs/<set_off_id>/accept")
@access("enterprise:approver", "enterprise:administrator")
@once
def set_offs_accept(set_off_id: str) -> Any:
    """同意抵销."""
    session, actor = get_session(), viewer()
    set_off = accept_set_off(session, actor, set_off_id, now(), today())
    answered = has_answered(session, actor, set_off.id)
    words, tone = DONE[set_off.state if answered else "first"]
    flash(words, tone)
    return redirect(url_for("trade.set_offs_show", set_off_id=set_off.id))


@trade.post("/set-offs/<set_off_id>/refuse")
@access("enterprise:approver", "enterprise:administrator")
@once
def set_offs_refuse(set_off_id: str) -> Any:
    """不同意抵销, with a reason that only the operator reads."""
    form = RefusalForm()
    get_set_off_for_party(get_session(), viewer(), set_off_id)

    def act() -> None:
        refuse_set_off(get_session(), viewer(), set_off_id, form.reason.data, now(), today())

    done = _("已答复不同意。其他各方只看到有一方未同意。")
    return act_or_mend(
        form,
        act,
        lambda _none: _back(set_off_id, done),
        lambda _status: _page(set_off_id, form, 422),
    )


@trade.post("/set-offs/<set_off_id>/withdraw")
@access("operator")
@once
def set_offs_withdraw(set_off_id: str) -> Any:
    """撤回抵销提议."""
    form = WithdrawalForm()

    def act() -> None:
        withdraw_set_off(get_session(), viewer(), set_off_id, form.reason.data, now(), today())

    done = _("已撤回，各方会看到原因。")
    return act_or_mend(
        form,
        act,
        lambda _none: _back(set_off_id, done),
        lambda _status: _office_page(set_off_id, form, 422),
    )


def _back(set_off_id: str, words: str) -> Any:
    return say_and_go(words, url_for("trade.set_offs_show", set_off_id=set_off_id))


@trade.get("/set-offs/<set_off_id>/letter")
@access("enterprise")
def set_offs_letter(set_off_id: str) -> Any:
    """抵销通知书, to print; each party has its own."""
    session, actor = get_session(), viewer()
    set_off = get_set_off_for_party(session, actor, set_off_id)
    if set_off.state != "carried_out":
        raise NotCarriedOutYet(_("还没有抵销，没有通知书可以打印"))
    return send_letter(
        "trade/set_off_letter.html",
        f"{_('抵销通知书')}-{set_off.number}",
        shown=look_at_set_off(session, actor, set_off, today()),
        set_off=set_off,
        anchor=find_set_off_anchor(session, set_off),
    )

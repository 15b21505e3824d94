"""Loans: the list of each side, a loan's page, what a bank reports on it, the reminder letter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.actor import Actor
from ..shared.anchors import head_of_chain
from ..shared.form_acts import act_or_mend, is_shut, say_and_go
from ..shared.forms import HouseForm
from ..shared.idempotency import new_key, once
from ..shared.letters import send_letter
from ..shared.listing import Choice, Column, Listing
from ..shared.web import access, get_session, now, render, today, viewer
from . import queries
from .board import board
from .forms import PassedOnForm, ReasonForm, RepaymentForm
from .hand_to_risk import hand_to_risk, write_off_loan
from .loan_page import look_at_loan
from .payment_statement import awaits_repayment
from .record_repayment import Repayment, record_repayment
from .settle_loan import settle_loan
from .states import LOAN, RENEWAL
from .words import (
    ALERT_WORDS,
    ARRANGEMENT_WORDS,
    CLASS_TONES,
    CLASS_WORDS,
    GUARANTEE_WORDS,
    KIND_WORDS,
    MOVEMENT_WORDS,
    OPINION_WORDS,
    REPAYMENT_WORDS,
    SURPLUS_SOURCES,
)

loans = Blueprint("loans", __name__)
DUE_WITHIN = {"7": _l("7 天内"), "30": _l("30 天内"), "60": _l("60 天内")}


@loans.context_processor
def words() -> dict[str, Any]:
    """The words that the loan book's templates use for codes."""
    return {
        "loan_machine": LOAN,
        "renewal_machine": RENEWAL,
        "kind_words": KIND_WORDS,
        "guarantee_words": GUARANTEE_WORDS,
        "repayment_words": REPAYMENT_WORDS,
        "movement_words": MOVEMENT_WORDS,
        "class_words": CLASS_WORDS,
        "class_tones": CLASS_TONES,
        "opinion_words": OPINION_WORDS,
        "alert_words": ALERT_WORDS,
        "arrangement_words": ARRANGEMENT_WORDS,
        "surplus_sources": SURPLUS_SOURCES,
    }


@loans.get("/loans")
@access("bank", "enterprise")
def book() -> Any:
    """The loans of a bank or firm, and the same as a workbook."""
    actor = viewer()
    listing = _listing(actor)
    query = queries.list_loans(
        actor,
        listing.search,
        listing.chosen("state"),
        listing.chosen("kind"),
        _due_by(listing.chosen("due"), today()),
    )
    if listing.chosen("debtor"):
        query = query.where(awaits_repayment())
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("贷款台账"))
    page = listing.fetch(get_session(), query)
    return render("loans/book.html", "listing", page=page)


def _due_by(chosen: str, day: date) -> date | None:
    return day + timedelta(days=int(chosen)) if chosen else None


def _listing(actor: Actor) -> Listing:
    by = queries.loan_columns()
    party = _l("银行") if actor.kind == "enterprise" else _l("借款企业")
    labels, tones = LOAN.labels, LOAN.tones
    fields = [
        Column("loan_no", _l("借据号"), order=by.loan_no, link=True),
        Column("party", party, order=queries.party_name()),
        Column("kind", _l("种类"), "choice", by.kind, labels=KIND_WORDS),
        Column("principal_fen", _l("本金"), "money", by.principal_fen),
        Column("balance_fen", _l("余额"), "money", by.balance_fen),
        Column("rate_ppm", _l("年利率"), "ppm", by.rate_ppm),
        Column("drawdown_date", _l("放款日"), "date", by.drawdown_date),
        Column("effective_due_date", _l("到期日"), "date", by.effective_due_date),
        Column("state", _l("状态"), "state", by.state, labels=labels, tones=tones),
    ]
    choices = [
        Choice("state", _l("状态"), [("live", _l("未结清")), *LOAN.labels.items()]),
        Choice("kind", _l("种类"), list(KIND_WORDS.items())),
        Choice("due", _l("到期"), list(DUE_WITHIN.items())),
        Choice("debtor", _l("付款方"), [("paid", _l("已付款，待登记还款"))]),
    ]
    return Listing(
        fields, request.args, url_for("loans.book"), choices, default_sort="effective_due_date"
    )


@loans.get("/loans/<loan_id>")
@access("bank", "enterprise")
def book_show(loan_id: str) -> Any:
    """A loan's page."""
    return _page(loan_id)


def _page(loan_id: str, failed: dict[str, HouseForm] | None = None, status: int = 200) -> Any:
    shown = look_at_loan(get_session(), viewer(), loan_id, today())
    forms: dict[str, HouseForm] = {
        "repayment": RepaymentForm(formdata=None, on_date=today()),
        "risk": ReasonForm(formdata=None, prefix="risk"),
        "write_off": ReasonForm(formdata=None, prefix="write_off"),
        "passed_on": PassedOnForm(
            formdata=None,
            prefix="passed",
            on_date=today(),
            amount_fen=shown.statement.left_to_pass_on_fen if shown.statement else None,
        ),
    }
    return render(
        "loans/loan.html",
        status=status,
        shown=shown,
        loan=shown.loan,
        forms={**forms, **(failed or {})},
        failed=failed or {},
        key=new_key(),
    )


def _act(loan_id: str, name: str, form: HouseForm, act: Callable[[], object], words: str) -> Any:
    """Do what a form on the loan's page asks, or show the page with what is to be mended."""
    return act_or_mend(
        form,
        act,
        lambda _done: say_and_go(words, url_for("loans.book_show", loan_id=loan_id)),
        lambda status: _page(loan_id, {name: form}, status),
        is_shut,
    )


act_on_loan = _act  # for the views of further steps


@loans.post("/loans/<loan_id>/repayments")
@access("bank:clerk")
@once
def book_repay(loan_id: str) -> Any:
    """还款."""
    form = RepaymentForm()

    def act() -> None:
        repayment = Repayment(
            form.principal_fen.data or 0,
            form.interest_fen.data or 0,
            form.on_date.data,
            form.note.data or "",
        )
        record_repayment(get_session(), viewer(), loan_id, repayment, now(), today())

    queries.get_loan_for_viewer(get_session(), viewer(), loan_id)
    return _act(loan_id, "repayment", form, act, _("还款已登记。"))


@loans.post("/loans/<loan_id>/settle")
@access("bank:clerk")
@once
def book_settle(loan_id: str) -> Any:
    """结清 today."""
    settle_loan(get_session(), viewer(), loan_id, now(), today())
    flash(_("已结清，占用的额度和单据已释放。"), "good")
    return redirect(url_for("loans.book_show", loan_id=loan_id))


@loans.post("/loans/<loan_id>/risk")
@access("bank:clerk")
@once
def book_risk(loan_id: str) -> Any:
    """移交风险处置."""
    form = ReasonForm(prefix="risk")
    queries.get_loan_for_viewer(get_session(), viewer(), loan_id)
    return _act(
        loan_id,
        "risk",
        form,
        lambda: hand_to_risk(get_session(), viewer(), loan_id, form.reason.data, now()),
        _("已移交风险处置。"),
    )


@loans.post("/loans/<loan_id>/write-off")
@access("bank:approver")
@once
def book_write_off(loan_id: str) -> Any:
    """核销."""
    form = ReasonForm(prefix="write_off")
    queries.get_loan_for_viewer(get_session(), viewer(), loan_id)
    return _act(
        loan_id,
        "write_off",
        form,
        lambda: write_off_loan(get_session(), viewer(), loan_id, form.reason.data, now(), today()),
        _("核销已登记。"),
    )


@loans.get("/loans/<loan_id>/letter")
@access("bank", "enterprise")
def book_letter(loan_id: str) -> Any:
    """到期提醒函, to be printed; it carries the head of the audit chain outside."""
    session = get_session()
    shown = look_at_loan(session, viewer(), loan_id, today())
    return send_letter(
        "loans/reminder_letter.html",
        f"{_('到期提醒函')}-{shown.loan.loan_no}",
        shown=shown,
        loan=shown.loan,
        number=f"DQ-{today():%Y%m%d}-{shown.loan.loan_no}",
        day=today(),
        days_left=(shown.loan.effective_due_date - today()).days,
        anchor=head_of_chain(session),
    )


@loans.get("/maturities")
@access("bank", "enterprise")
def maturities() -> Any:
    """The maturity board of one's own loans."""
    lanes = board(get_session(), viewer(), today())
    return render("loans/board.html", lanes=lanes, total=sum(lane.total for lane in lanes))

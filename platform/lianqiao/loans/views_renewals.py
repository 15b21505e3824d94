"""Renewal reviews: the list, a review's page with each side's steps, the letter to the firm."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.actor import Actor
from ..shared.anchors import entry_about
from ..shared.errors import NothingIsThere
from ..shared.form_acts import act_or_mend, is_shut, say_and_go
from ..shared.forms import HouseForm
from ..shared.idempotency import new_key, once
from ..shared.letters import send_letter
from ..shared.listing import Choice, Column, Listing
from ..shared.web import access, get_session, now, render, today, viewer
from . import queries
from .apply_for_renewal import apply_for_renewal
from .approve_opinion import approve_opinion, send_back_opinion
from .conditions import CONDITIONS
from .forms import ConditionsForm, OpinionForm, ReasonForm, SigningForm, StatementForm
from .give_opinion import give_opinion
from .open_renewal import open_renewal
from .renewal_page import RenewalPage, look_at_renewal
from .review_renewal import review_renewal
from .rules import RenewalTerms
from .sign_renewal import sign_renewal
from .states import RENEWAL
from .views import words
from .words import OPINION_WORDS

renewals = Blueprint("renewals", __name__)
renewals.context_processor(words)


@renewals.get("/renewals")
@access("bank", "enterprise")
def reviews() -> Any:
    """The reviews of a bank or firm, and the same as a workbook."""
    actor = viewer()
    listing = _listing(actor)
    state = listing.chosen("state")
    query = queries.list_renewals(actor, listing.search, [state] if state else [])
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("续贷评估"))
    page = listing.fetch(get_session(), query)
    return render("loans/renewals.html", "listing", page=page)


def _listing(actor: Actor) -> Listing:
    by, loan = queries.renewal_columns(), queries.loan_columns()
    party = _l("银行") if actor.kind == "enterprise" else _l("借款企业")
    labels, tones = RENEWAL.labels, RENEWAL.tones
    fields = [
        Column("loan_no", _l("借据号"), order=loan.loan_no, link=True),
        Column("party", party, order=queries.party_name()),
        Column("balance_fen", _l("贷款余额"), "money", loan.balance_fen),
        Column("state", _l("状态"), "state", by.state, labels=labels, tones=tones),
        Column("opinion", _l("意见"), "choice", None, labels=OPINION_WORDS),
        Column("answer_by", _l("最迟反馈"), "date", by.answer_by),
        Column("maturity_date", _l("贷款到期日"), "date", by.maturity_date),
    ]
    choices = [Choice("state", _l("状态"), list(RENEWAL.labels.items()))]
    return Listing(
        fields, request.args, url_for("renewals.reviews"), choices, default_sort="answer_by"
    )


@renewals.post("/loans/<loan_id>/renewal")
@access("bank:clerk")
@once
def reviews_open(loan_id: str) -> Any:
    """One click on the board starts the review."""
    renewal = open_renewal(get_session(), viewer(), loan_id, now(), today())
    flash(_("续贷评估已开启，企业会收到通知。"), "good")
    return redirect(url_for("renewals.reviews_show", renewal_id=renewal.id))


@renewals.get("/renewals/<renewal_id>")
@access("bank", "enterprise")
def reviews_show(renewal_id: str) -> Any:
    """A review's page."""
    return _page(renewal_id)


def _page(renewal_id: str, failed: dict[str, HouseForm] | None = None, status: int = 200) -> Any:
    shown = look_at_renewal(get_session(), viewer(), renewal_id, today())
    return render(
        "loans/renewal.html",
        status=status,
        shown=shown,
        renewal=shown.renewal,
        loan=shown.loan,
        conditions=CONDITIONS,
        forms={**_forms(shown), **(failed or {})},
        failed=failed or {},
        key=new_key(),
    )


def _forms(shown: RenewalPage) -> dict[str, HouseForm]:
    """A form for each step, filled in with what is known."""
    ticked = {one.key: "yes" if one.met else "no" for one in shown.findings if one.met is not None}
    renewal, loan = shown.renewal, shown.loan
    return {
        "apply": StatementForm(formdata=None),
        "review": ConditionsForm(formdata=None, data=ticked),
        "opine": OpinionForm(
            formdata=None, opinion=renewal.opinion, opinion_text=renewal.opinion_text
        ),
        "send_back": ReasonForm(formdata=None, prefix="send_back"),
        "sign": SigningForm(
            formdata=None,
            principal_fen=loan.balance_fen,
            rate_ppm=loan.rate_ppm,
            signed_on=today(),
        ),
    }


def _act(
    renewal_id: str, name: str, form: HouseForm, act: Callable[[], object], words_: str
) -> Any:
    """Do what a form on the review's page asks, or show the page with what is to be mended."""
    queries.get_renewal_for_viewer(get_session(), viewer(), renewal_id)
    address = url_for("renewals.reviews_show", renewal_id=renewal_id)
    return act_or_mend(
        form,
        act,
        lambda _done: say_and_go(words_, address),
        lambda status: _page(renewal_id, {name: form}, status),
        is_shut,
    )


@renewals.post("/renewals/<renewal_id>/apply")
@access("enterprise")
@once
def reviews_apply(renewal_id: str) -> Any:
    """申请续贷."""
    form = StatementForm()

    def act() -> None:
        text = form.statement.data
        apply_for_renewal(get_session(), viewer(), renewal_id, text, now(), today())

    return _act(renewal_id, "apply", form, act, _("续贷申请已提交，银行会按期反馈意见。"))


@renewals.post("/renewals/<renewal_id>/review")
@access("bank:clerk")
@once
def reviews_review(renewal_id: str) -> Any:
    """评估五项条件."""
    form = ConditionsForm()

    def act() -> None:
        review_renewal(get_session(), viewer(), renewal_id, form.answers(), now(), today())

    return _act(renewal_id, "review", form, act, _("五项条件已评估，请提出意见。"))


@renewals.post("/renewals/<renewal_id>/opinion")
@access("bank:clerk")
@once
def reviews_opine(renewal_id: str) -> Any:
    """提出意见."""
    form = OpinionForm()

    def act() -> None:
        text = form.opinion_text.data or ""
        give_opinion(get_session(), viewer(), renewal_id, form.opinion.data, text, now())

    return _act(renewal_id, "opine", form, act, _("意见已提交审批。"))


@renewals.post("/renewals/<renewal_id>/approve")
@access("bank:approver")
@once
def reviews_approve(renewal_id: str) -> Any:
    """同意并反馈企业."""
    approve_opinion(get_session(), viewer(), renewal_id, now())
    flash(_("已同意，企业已收到意见。"), "good")
    return redirect(url_for("renewals.reviews_show", renewal_id=renewal_id))


@renewals.post("/renewals/<renewal_id>/send-back")
@access("bank:approver")
@once
def reviews_send_back(renewal_id: str) -> Any:
    """退回经办."""
    form = ReasonForm(prefix="send_back")

    def act() -> None:
        send_back_opinion(get_session(), viewer(), renewal_id, form.reason.data, now())

    return _act(renewal_id, "send_back", form, act, _("已退回经办。"))


@renewals.post("/renewals/<renewal_id>/sign")
@access("bank:clerk")
@once
def reviews_sign(renewal_id: str) -> Any:
    """签订续贷合同."""
    form = SigningForm()

    def act() -> None:
        terms = RenewalTerms(
            form.loan_no.data,
            form.principal_fen.data,
            form.rate_ppm.data,
            form.signed_on.data,
            form.maturity_date.data,
        )
        sign_renewal(get_session(), viewer(), renewal_id, terms, now(), today())

    return _act(renewal_id, "sign", form, act, _("续贷已签订，新借据已生成。"))


@renewals.get("/renewals/<renewal_id>/letter")
@access("bank", "enterprise")
def reviews_letter(renewal_id: str) -> Any:
    """续贷意见反馈函, to be printed, with the hash of the approval's audit entry."""
    session = get_session()
    shown = look_at_renewal(session, viewer(), renewal_id, today())
    if not shown.shows_opinion:
        raise NothingIsThere
    return send_letter(
        "loans/opinion_letter.html",
        f"{_('续贷意见反馈函')}-{shown.loan.loan_no}",
        shown=shown,
        renewal=shown.renewal,
        loan=shown.loan,
        conditions=CONDITIONS,
        number=f"XD-{shown.renewal.answered_at:%Y%m%d}-{shown.loan.loan_no}",
        anchor=entry_about(session, shown.renewal.id, "approve_opinion"),
    )

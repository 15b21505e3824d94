"""What waits for one's own confirmation: all of it on one page, several at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.listing import Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, refuse_on_form, render, today, viewer
from .blueprint import trade
from .confirm_assets import confirm_assets
from .confirm_forms import ConfirmForm, row_form
from .confirm_reading import count_second, credited_of_many, second_person_above
from .confirm_rules import Answer
from .deadlines import deadlines_of
from .errors import NothingWasChosen, SomeAreRefused
from .models import Asset
from .queries import matching_words, to_confirm_query

COLUMNS = (
    Column("document_no", _l("单据号"), order=columns(Asset).document_no, link=True),
    Column("due_date", _l("到期日"), "date", order=columns(Asset).due_date),
    Column("amount_fen", _l("金额"), "money", order=columns(Asset).amount_fen),
    Column("number", _l("编号"), order=columns(Asset).number),
)


@trade.get("/confirmations")
@access("enterprise")
def confirmations() -> Any:
    """All that waits for the viewer's firm to confirm."""
    return _page({}, [])


@trade.post("/confirmations")
@access("enterprise")
def confirmations_post() -> Any:
    """Confirm what was ticked, each row with its own amount and day: all of it, or none."""
    chosen = dict.fromkeys(request.form.getlist("asset"))
    forms = {asset_id: row_form(asset_id, request.form) for asset_id in chosen}
    typed = {asset_id: form for asset_id, form in forms.items() if form.was_sent}
    wrong = [form for form in typed.values() if not form.validate()]
    if wrong:
        return _page(forms, [_("有 %(n)s 张单据填写有误，所以全部没有办理", n=len(wrong))])
    try:
        answers = {id: form.answer() if id in typed else Answer() for id, form in forms.items()}
        done = confirm_assets(get_session(), viewer(), answers, now(), today())
    except NothingWasChosen as refusal:
        return _page(forms, [str(refusal.message)])
    except SomeAreRefused as refusal:
        return _refused(forms, refusal)
    _say(done)
    return redirect(_listing().address())


def _refused(forms: dict[str, ConfirmForm], refusal: SomeAreRefused) -> Any:
    problems = [str(refusal.message)]
    for asset_id, one in refusal.refused.items():
        refuse_on_form(forms[asset_id], one)
        problems.append(str(one.message))
    return _page(forms, problems)


def _say(done: Sequence[Asset]) -> None:
    confirmed = sum(asset.state == "confirmed" for asset in done)
    if confirmed:
        flash(_("已确权 %(n)s 张单据。", n=confirmed), "good")
    left = len(done) - confirmed
    if left:
        flash(_("%(n)s 张单据超过限额，已初审，等本单位另一位审批人复核。", n=left), "good")


def _listing() -> Listing:
    return Listing(COLUMNS, request.args, url_for("trade.confirmations"), (), "number")


def _page(chosen: Mapping[str, ConfirmForm], problems: Sequence[str]) -> Any:
    session, actor, listing = get_session(), viewer(), _listing()
    query = to_confirm_query(actor, today())
    if listing.search:
        query = query.where(matching_words(listing.search))
    page = listing.fetch(session, query)
    answers: dict[str, date | None] = deadlines_of(session, actor, page.rows)
    return render(
        "trade/confirmations.html",
        "listing",
        status=422 if problems else 200,
        page=page,
        answers=answers,
        chosen=chosen,
        problems=problems,
        forms={row.id: chosen.get(row.id) or _form_of(row) for row in page.rows},
        credited=credited_of_many(session, [row.id for row in page.rows]),
        above_fen=second_person_above(session, today()),
        waiting=count_second(session, actor),
    )


def _form_of(row: Any) -> ConfirmForm:
    """The row as it stands, or as it was typed while others were refused."""
    first = row.state == "confirming"
    return row_form(
        row.id,
        request.form,
        confirmed_fen=row.proposed_fen if first else row.amount_fen,
        confirmed_due=row.proposed_due if first else row.due_date,
    )

"""The notices that a debtor received: whom to pay from now on, and their receipt."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.errors import NothingIsThere
from ..shared.idempotency import new_key, once
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, now, render, viewer
from ..trade.queries import matching_words
from .acknowledge_notice import acknowledge_notice
from .arrangements import NAMES
from .models import AssignmentNotice
from .queries_register import notices_query
from .words import KINDS
from .words_register import RECEIPT_TONES, RECEIPTS, whom_to_pay

assignments = Blueprint("assignments", __name__, url_prefix="/assignment-notices")
ROW = columns(AssignmentNotice)
COLUMNS = (
    Column("document_no", _l("单据号码"), link=True),
    Column("creditor", _l("收款方（原）")),
    Column("bank", _l("通知银行")),
    Column("arrangement", _l("方式"), "choice", labels=NAMES),
    Column("due_date", _l("到期日"), "date"),
    Column("sent_at", _l("通知时间"), "moment", ROW.sent_at),
    Column("received_at", _l("签收时间"), "moment", ROW.received_at),
    Column("standing", _l("状态"), "state", labels=RECEIPTS, tones=RECEIPT_TONES),
)


@assignments.get("")
@access("enterprise")
def notices() -> Any:
    """付款通知: the list, and the same as a workbook."""
    choices = (Choice("standing", _l("状态"), list(RECEIPTS.items())),)
    path = url_for("assignments.notices")
    listing = Listing(COLUMNS, request.args, path, choices, "-sent_at")
    query = notices_query(viewer())
    if listing.search:
        query = query.where(matching_words(listing.search))
    if listing.chosen("standing"):
        query = query.where(query.selected_columns.standing == listing.chosen("standing"))
    if request.args.get("format") == "xlsx":
        return listing.to_excel(get_session(), query, _("付款通知"))
    page = listing.fetch(get_session(), query)
    return render("financing/assignment_notices.html", "listing", page=page)


@assignments.get("/<notice_id>")
@access("enterprise")
def notices_show(notice_id: str) -> Any:
    """One notice, to read and to acknowledge."""
    query = notices_query(viewer()).where(ROW.id == notice_id)
    row = get_session().execute(query).one_or_none()
    if row is None:
        raise NothingIsThere
    return render(
        "financing/assignment_notice.html",
        notice=row,
        words=whom_to_pay(row.arrangement, row.creditor, row.bank),
        names=NAMES,
        kinds=KINDS,
        receipts=RECEIPTS,
        tones=RECEIPT_TONES,
        key=new_key(),
    )


@assignments.post("/<notice_id>/receipt")
@access("enterprise")
@once
def notices_receipt(notice_id: str) -> Any:
    """签收."""
    acknowledge_notice(get_session(), viewer(), notice_id, now())
    flash(_("已签收。以后请照通知付款。"), "good")
    return redirect(url_for("assignments.notices_show", notice_id=notice_id))

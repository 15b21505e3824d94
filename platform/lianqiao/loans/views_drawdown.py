"""A bank records the drawdown of a registered application."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from ..financing.case import look_at_case
from ..financing.register_standing import look_at_standing
from ..shared.form_acts import act_or_mend, is_shut, say_and_go
from ..shared.idempotency import new_key, once
from ..shared.web import access, get_session, now, render, today, viewer
from .draw_down import record_drawdown
from .forms import DrawdownForm
from .models import Loan

drawdowns = Blueprint("drawdowns", __name__, url_prefix="/applications")


@drawdowns.get("/<application_id>/drawdown")
@access("bank:clerk")
def drawdowns_new(application_id: str) -> Any:
    """The form, with what the accepted quote fixed beside it."""
    return _page(application_id, DrawdownForm(formdata=None, drawdown_date=today()))


def _page(application_id: str, form: DrawdownForm, status: int = 200) -> Any:
    session = get_session()
    case = look_at_case(session, viewer(), application_id, today())
    quote = case.live_quote.quote if case.live_quote else None
    standing = quote and look_at_standing(session, case.application, quote, case.parties.bank)
    form.reason.flags.required = bool(standing and standing.is_short)
    return render(
        "loans/drawdown.html",
        status=status,
        case=case,
        form=form,
        standing=standing,
        key=new_key(),
    )


@drawdowns.post("/<application_id>/drawdown")
@access("bank:clerk")
@once
def drawdowns_record(application_id: str) -> Any:
    """放款."""
    form = DrawdownForm()

    def act() -> Loan:
        return record_drawdown(
            get_session(),
            viewer(),
            application_id,
            form.loan_no.data,
            form.drawdown_date.data,
            now(),
            today(),
            form.reason.data or "",
        )

    words = _("放款已登记，还款计划已生成。")
    return act_or_mend(
        form,
        act,
        lambda loan: say_and_go(words, url_for("loans.book_show", loan_id=loan.id)),
        lambda status: _page(application_id, form, status),
        is_shut,
    )

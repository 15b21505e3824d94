"""Statements of debtors' payments: for the firm on its document, for the bank on its loan."""

from typing import Any

from flask_babel import gettext as _

from ..shared.idempotency import once
from ..shared.web import access, get_session, now, render, today, viewer
from . import queries
from .forms import PassedOnForm
from .payment_statement import list_statements
from .record_passed_on import PassedOn, record_passed_on
from .views import act_on_loan, loans


@loans.get("/assets/<asset_id>/payment-statement")
@access("enterprise")
def payment_statement(asset_id: str) -> Any:
    """收款分配: where the debtor's payment on a financed document goes, for its borrower."""
    asset, statements = list_statements(get_session(), viewer(), asset_id)
    return render("loans/payment_statement.html", asset=asset, statements=statements)


@loans.post("/loans/<loan_id>/passed-on")
@access("bank:clerk")
@once
def pass_on(loan_id: str) -> Any:
    """余款退回."""
    form = PassedOnForm(prefix="passed")

    def act() -> None:
        passed = PassedOn(form.amount_fen.data, form.on_date.data, form.note.data or "")
        record_passed_on(get_session(), viewer(), loan_id, passed, now(), today())

    queries.get_loan_for_viewer(get_session(), viewer(), loan_id)
    return act_on_loan(loan_id, "passed_on", form, act, _("已登记退回余款，企业会收到通知。"))

"""Enter a receivable or an order: the form, the check of the answers, the saving."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy import select

from ..registry.forms import typed_values
from ..registry.queries import partners_query
from ..shared.form_acts import act_or_mend, nothing
from ..shared.forms import choices_of
from ..shared.idempotency import new_key, once
from ..shared.invoice_number import normalise
from ..shared.web import access, get_session, now, refuse_on_form, render, today, viewer
from ..shared.working_days import get_calendar
from .billing import billable_orders, values_from_order
from .blueprint import address, for_both, secret
from .check_reading import checks_of_paper
from .checks import Check, ask_for_clause, has_warnings, warnings_refusal
from .enter_asset import enter_asset, examine
from .forms import OrderForm, ReceivableForm
from .papers import NewOrder, NewReceivable, Paper, paper_of_order, paper_of_receivable

EntryForm = ReceivableForm | OrderForm


@for_both("new", "/new")
@access("enterprise")
def show_entry(kind: str) -> Any:
    """The empty form; an invoice's with what its delivered order says, where one is named."""
    order_id = request.args.get("order", "")
    if kind == "order" or not order_id:
        return _form_page(kind, _form(kind))
    return _form_page(kind, _form(kind, values_from_order(get_session(), viewer(), order_id)))


@for_both("new_post", "/new", post=True)
@access("enterprise")
@once
def receive_entry(kind: str) -> Any:
    """Check what was typed, show it once more, then save."""
    form = _form(kind)
    step = request.form.get("step", "check")
    if step == "edit":
        return _form_page(kind, form)
    return act_or_mend(
        form,
        lambda: _go_on(kind, form, _paper(form), step),
        lambda answer: answer,
        lambda _status: _form_page(kind, form, 422),
        nothing,
    )


def _form(kind: str, values: dict[str, Any] | None = None) -> EntryForm:
    form: EntryForm
    if kind == "receivable":
        form = ReceivableForm(**(values or {}))
        orders = {"": _("没有订单，或订单不在平台上")}
        form.order_id.choices = choices_of(orders | billable_orders(get_session(), viewer()))
    else:
        form = OrderForm()
    form.partner_id.choices = choices_of({"": _("请选择")} | _partners(kind))
    return form


def _partners(kind: str) -> dict[str, str]:
    """Our side and the partner, such as ``creditor:ID``, with words for both."""
    rows = partners_query(viewer()).subquery()
    query = select(rows.c.other_id, rows.c.name, rows.c.direction)
    query = query.where(rows.c.state == "active").order_by(rows.c.direction, rows.c.name)
    found: dict[str, str] = {}
    for row in get_session().execute(query):
        role = "creditor" if row.direction == "customer" else "debtor"
        found[f"{role}:{row.other_id}"] = _relation(kind, role, row.name)
    return found


def _relation(kind: str, role: str, name: str) -> str:
    """Who owes whom, in words."""
    phrases = {
        ("receivable", "creditor"): _("%(name)s 应付我方（它是客户）", name=name),
        ("receivable", "debtor"): _("我方应付 %(name)s（它是供应商）", name=name),
        ("order", "creditor"): _("卖给 %(name)s", name=name),
        ("order", "debtor"): _("向 %(name)s 采购", name=name),
    }
    return str(phrases[(kind, role)])


def _form_page(kind: str, form: EntryForm, status: int = 200) -> Any:
    has_partners = len(form.partner_id.choices) > 1
    template = "trade/entry_form.html"
    return render(template, status=status, kind=kind, form=form, has_partners=has_partners)


def _paper(form: EntryForm) -> Paper:
    role, _colon, other = form.partner_id.data.partition(":")
    own = viewer().organisation
    seller, buyer = (own, other) if role == "creditor" else (other, own)
    near_reason = form.near_reason.data or ""
    if isinstance(form, OrderForm):
        return paper_of_order(
            NewOrder(
                seller_id=seller,
                buyer_id=buyer,
                order_no=form.order_no.data.strip(),
                terms=form.terms(),
                borrower=form.borrower.data,
                splittable=form.splittable.data,
                near_reason=near_reason,
            )
        )
    return paper_of_receivable(
        NewReceivable(
            creditor_id=seller,
            debtor_id=buyer,
            invoice_no=normalise(form.invoice_no.data),
            invoice_code=normalise(form.invoice_code.data or ""),
            terms=form.terms(),
            splittable=form.splittable.data,
            near_reason=near_reason,
            order_id=form.order_id.data or None,
            clauses=form.clauses(),
        )
    )


def _go_on(kind: str, form: EntryForm, paper: Paper, step: str) -> Any:
    """The check page, or the saving; whoever has not looked at the warnings is asked to."""
    session = get_session()
    examine(session, viewer(), paper, today(), secret())
    found = checks_of_paper(session, paper, today())
    ask_for_clause(found)
    if step != "save":
        return _check(kind, form, paper, found)
    if has_warnings(found) and not form.seen.data:
        refuse_on_form(form, warnings_refusal())
        return _check(kind, form, paper, found, 422)
    return _save(paper)


def _check(
    kind: str, form: EntryForm, paper: Paper, found: tuple[Check, ...], status: int = 200
) -> Any:
    return render(
        "trade/entry_check.html",
        status=status,
        kind=kind,
        form=form,
        typed=[pair for pair in typed_values(form) if pair[0] != "seen"],
        rolled=get_calendar(get_session()).roll(paper.terms.due_date),
        checks=found,
        warned=has_warnings(found),
        confirms=paper.core_id == viewer().organisation,
        key=new_key(),
    )


def _save(paper: Paper) -> Any:
    asset = enter_asset(get_session(), viewer(), paper, now(), today(), secret())
    if asset.state == "confirmed":
        flash(_("已录入并确权，编号 %(no)s。", no=asset.confirmation_no), "good")
    else:
        flash(_("已提交，等对方确权。编号 %(no)s。", no=asset.number), "good")
    return redirect(address(asset))

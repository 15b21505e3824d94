"""The forms on a case's page: each ready to be typed into, the failed one with what was typed."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import Session

from ..shared.forms import HouseForm
from ..shared.working_days import get_calendar
from .case import Case
from .draft_quote import offer_bounds
from .forms import AnswerForm, NoteForm, OptionalReasonForm, QuoteForm, ReasonForm

VALID_FOR = timedelta(days=7)
REASONS = ("ask_back", "refuse", "send_back", "cancel", "decline", "withdraw")
WITHOUT_REASON_TOO = ("decline", "withdraw")


def forms_for(
    session: Session, case: Case, today: date, failed: Mapping[str, HouseForm] | None = None
) -> dict[str, HouseForm]:
    """A form for each possible event that needs one."""
    forms: dict[str, HouseForm] = {}
    for event in case.can:
        if event in REASONS:
            forms[event] = reason_form(event, fresh=True)
    if "resubmit" in case.can:
        forms["resubmit"] = AnswerForm(formdata=None)
    if "approve" in case.can:
        forms["approve"] = NoteForm(formdata=None)
    if "quote" in case.can:
        forms["quote"] = quote_form(session, case, today)
    return {**forms, **(failed or {})}


def reason_form(event: str, *, fresh: bool = False) -> ReasonForm | OptionalReasonForm:
    """A form for the reason of an event; its fields carry the event's name on the page."""
    kind = OptionalReasonForm if event in WITHOUT_REASON_TOO else ReasonForm
    return kind(formdata=None, prefix=event) if fresh else kind(prefix=event)


def quote_form(session: Session, case: Case, today: date) -> QuoteForm:
    """A quote as the product suggests it; the officer changes what is to be changed."""
    bounds, _whole = offer_bounds(session, case.application, today)
    calendar = get_calendar(session)
    last = max(case.asset.effective_due_date, today + timedelta(days=2))
    start = min(calendar.next_working_day(today + timedelta(days=2)), last - timedelta(days=1))
    maturity = min(last, start + timedelta(days=bounds.max_days))
    return QuoteForm(
        formdata=None,
        principal_fen=max(0, bounds.most_fen),
        rate_ppm=case.product.rate_ppm,
        fee_ppm=case.product.fee_ppm,
        guarantee_fee_ppm=0,
        start_date=start,
        maturity_date=maturity,
        valid_until=min(today + VALID_FOR, maturity - timedelta(days=1)),
    )

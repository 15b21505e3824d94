"""A bank records the entry in the public register before it pays out."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from ..shared.calendar import add_months
from ..shared.form_acts import act_or_mend, is_missing
from ..shared.idempotency import new_key, once
from ..shared.web import access, get_session, now, render, today, viewer
from .case import Case, look_at_case
from .forms_register import EntryForm, file_of
from .record_registration import record_registration
from .registration_text import registration_text
from .views_applications import done

registrations = Blueprint("registrations", __name__, url_prefix="/applications")


@registrations.get("/<application_id>/registration")
@access("bank:clerk")
def registrations_new(application_id: str) -> Any:
    """The form with the text to register, ready to be copied."""
    case = look_at_case(get_session(), viewer(), application_id, today())
    form = EntryForm(formdata=None, expires_on=_suggested_expiry(case))
    return _page(case, form)


def _suggested_expiry(case: Case) -> Any:
    """Half a year beyond maturity leaves time to collect."""
    shown = case.live_quote
    return add_months(shown.quote.maturity_date, 6) if shown else None


def _page(case: Case, form: EntryForm, status: int = 200) -> Any:
    return render(
        "financing/registration_form.html",
        status=status,
        case=case,
        form=form,
        words=registration_text(case),
        key=new_key(),
    )


@registrations.post("/<application_id>/registration")
@access("bank:clerk")
@once
def registrations_record(application_id: str) -> Any:
    """登记."""
    form, session, actor = EntryForm(), get_session(), viewer()

    def act() -> object:
        return record_registration(
            session,
            actor,
            application_id,
            form.number.data,
            form.registered_at.data,
            form.expires_on.data,
            form.queried_at.data,
            now(),
            query=form.query(),
            file=file_of(form),
        )

    return act_or_mend(
        form,
        act,
        lambda _row: done(application_id, _("登记已录入，可以办理放款。")),
        lambda status: _page(look_at_case(session, actor, application_id, today()), form, status),
        is_missing,
    )

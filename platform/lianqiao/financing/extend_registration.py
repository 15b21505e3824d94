"""The bank records that it extended its entry in the register before it expired."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.dates import format_day
from ..shared.parameters import get_figure
from . import register_rules, rules
from .errors import RegistrationIsReleased
from .models import Registration
from .queries_register import lock_registration_for

WARNING = "registration.expiry_warning"


def extend_registration(
    session: Session,
    actor: Actor,
    registration_id: str,
    expires_on: date,
    now: datetime,
    today: date,
) -> Registration:
    """展期, within the days before expiry; the warning begins anew.

    Raises NothingIsThere, OnlyAClerkMayDoThis, RegistrationIsReleased,
    RegistrationCannotBeExtended.
    """
    row = open_entry(session, actor, registration_id)
    figures = register_rules.Extension(
        get_figure(session, WARNING, today).number,
        get_figure(session, "registration.term_maximum", today).number,
    )
    before = row.expires_on
    register_rules.check_extension(before, expires_on, figures, today)
    row.expires_on, row.expiry_warned_on = expires_on, None
    session.add(row)
    audit.record(
        session, actor, "extend_registration", row.id, now, before=before, expires_on=expires_on
    )
    return row


def open_entry(session: Session, actor: Actor, registration_id: str) -> Registration:
    """An entry of the bank's own that stands, held, for its clerk."""
    row = lock_registration_for(session, actor, registration_id)
    rules.check_clerk(actor)
    if row.released_on is not None:
        day = format_day(row.released_on)
        raise RegistrationIsReleased(_("这笔登记已于 %(day)s 注销", day=day))
    return row

"""The bank records that it struck its entry out of the register after the debt had ended."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from . import register_rules
from .errors import DebtIsStillThere
from .extend_registration import open_entry
from .models import Application, Registration
from .queries_register import ENDED, find_claimed_asset
from .tell import tell_borrower


def release_registration(
    session: Session,
    actor: Actor,
    registration_id: str,
    release_no: str,
    released_on: date,
    now: datetime,
    today: date,
) -> Registration:
    """注销登记, once the debt has ended.

    Raises NothingIsThere, OnlyAClerkMayDoThis, RegistrationIsReleased, DebtIsStillThere,
    ReleaseDoesNotFit.
    """
    row = open_entry(session, actor, registration_id)
    application = session.get_one(Application, row.application_id)
    if application.state not in ENDED or find_claimed_asset(session, application.id) is not None:
        raise DebtIsStillThere(_("债务还没有了结，结清或撤销以后才能注销登记"))
    number = register_rules.check_release(release_no, released_on, row.registered_at, today)
    row.release_no, row.released_on = number, released_on
    session.add(row)
    audit.record(
        session,
        actor,
        "release_registration",
        row.id,
        now,
        release_no=number,
        released_on=released_on,
    )
    title = _("申请 %(number)s 的中登网登记已注销", number=application.number)
    tell_borrower(session, application, "registration_released", title, now)
    return row

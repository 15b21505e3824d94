"""The operator stops the business date on a day, in demo mode alone, or lets it run again."""

from datetime import date, datetime

from flask_babel import gettext
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import ItIsNotYours
from ..shared.models import SavedSetting

BUSINESS_DATE = "business_date"


def freeze_business_date(session: Session, actor: Actor, day: date | None, now: datetime) -> None:
    """Set the business date, or with None follow the calendar again.

    The caller has checked that this is demo mode; elsewhere the setting has no effect.
    """
    if not actor.is_operator:
        raise ItIsNotYours(gettext("只有平台运营可以这样做"))
    row = session.get(SavedSetting, BUSINESS_DATE) or SavedSetting(key=BUSINESS_DATE)
    row.value = None if day is None else day.isoformat()
    session.add(row)
    audit.record(session, actor, "freeze_business_date", BUSINESS_DATE, now, day=row.value)

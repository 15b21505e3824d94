"""The operator decides on an organisation: approve, refuse, suspend, reinstate."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .errors import ReasonIsMissing, TheOperatorCannotBeSuspended
from .models import Organisation
from .notify import notify
from .queries import get_organisation_for_operator
from .states import ORGANISATION


def approve_organisation(
    session: Session, actor: Actor, organisation_id: str, now: datetime
) -> Organisation:
    """Let an organisation that applied use the platform."""
    return _decide(session, actor, organisation_id, "approve", now)


def refuse_organisation(
    session: Session, actor: Actor, organisation_id: str, reason: str, now: datetime
) -> Organisation:
    """Refuse an application; raises ReasonIsMissing."""
    return _decide(session, actor, organisation_id, "refuse", now, _stated(reason))


def suspend_organisation(
    session: Session, actor: Actor, organisation_id: str, reason: str, now: datetime
) -> Organisation:
    """Stop an organisation: its people are out at their next request.

    Raises ReasonIsMissing, and TheOperatorCannotBeSuspended.
    """
    if get_organisation_for_operator(session, actor, organisation_id).kind == "operator":
        raise TheOperatorCannotBeSuspended(_("平台运营自己不能被暂停"))
    return _decide(session, actor, organisation_id, "suspend", now, _stated(reason))


def reinstate_organisation(
    session: Session, actor: Actor, organisation_id: str, now: datetime
) -> Organisation:
    """Let a suspended organisation back in."""
    return _decide(session, actor, organisation_id, "reinstate", now)


def _stated(reason: str) -> str:
    if not reason.strip():
        raise ReasonIsMissing(_("请写明原因，对方会看到"), "reason")
    return reason.strip()


def _decide(
    session: Session,
    actor: Actor,
    organisation_id: str,
    event: str,
    now: datetime,
    reason: str = "",
) -> Organisation:
    row = get_organisation_for_operator(session, actor, organisation_id)
    advance(session, ORGANISATION, row, event, actor, now, reason)
    audit.record(session, actor, f"{event}_organisation", row.id, now, reason=reason)
    title = _("%(name)s：%(state)s", name=row.name, state=ORGANISATION.labels[row.state])
    notify(session, row.id, f"organisation_{row.state}", title, now, body=reason)
    return row

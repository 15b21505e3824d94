"""The loan has been paid out: what was reserved is used from now on."""

from datetime import datetime

from sqlmodel import Session

from ..products import limits
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from . import queries, rules
from .models import Application
from .move_limits import move_limits
from .states import APPLICATION
from .steps import check_step, take_step


def mark_drawn(session: Session, actor: Actor, application_id: str, now: datetime) -> Application:
    """放款: a part of recording the drawdown, whose use case notes the audit entry."""
    if actor.kind != "bank":
        raise NothingIsThere
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    check_step(session, APPLICATION, application, "draw", actor)
    move_limits(session, application, limits.use_reserved)
    take_step(session, APPLICATION, application, "draw", actor, now)
    return application

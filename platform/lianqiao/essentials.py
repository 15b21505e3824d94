"""What no installation can do without: parameters of the rules, and the operator's organisation."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from .accounts.models import Organisation
from .accounts.states import ORGANISATION
from .shared import audit
from .shared.actor import COMMAND
from .shared.parameters import load_parameters
from .shared.tables import columns
from .shared.transitions import note_step

OPERATOR_NAME = "平台运营"


def load_essentials(session: Session, now: datetime) -> int:
    """Load what is missing and return how many rows that were; a second time it is none."""
    added = load_parameters(session)
    organisation = columns(Organisation)
    query = select(organisation.id).where(organisation.kind == "operator")
    if session.execute(query).first() is None:
        operator = Organisation(kind="operator", name=OPERATOR_NAME, state="approved")
        note_step(session, ORGANISATION, operator, "register", COMMAND, now)
        added += 1
    if added:
        audit.record(session, COMMAND, "load_essentials", "", now, rows=added)
    return added

"""A listed firm asks for repair of its credit and says what it has done."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.errors import ReasonIsMissing
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .dishonesty_queries import get_own_listing
from .dishonesty_rules import check_not_over
from .models import DishonestyListing
from .states import DISHONESTY


def ask_repair(
    session: Session,
    actor: Actor,
    listing_id: str,
    statement: str,
    now: datetime,
    today: date,
) -> DishonestyListing:
    """申请信用修复: the entry stops financing until the operator has lifted it.

    Raises ReasonIsMissing, TheListingIsOver.
    """
    row = get_own_listing(session, actor, listing_id)
    check_not_over(row.expires_on, today)
    if not statement.strip():
        raise ReasonIsMissing(_("请写明履行了什么、何时履行、有什么材料"), "statement")
    row.repair_statement, row.repair_asked_on = statement.strip(), today
    advance(session, DISHONESTY, row, "ask", actor, now, row.repair_statement)
    audit.record(session, actor, "ask_repair", row.id, now, case_no=row.case_no)
    return row

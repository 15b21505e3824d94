"""The firm applies for renewal, before maturity."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .errors import RenewalIsTooLate, StatementIsMissing
from .models import Renewal
from .queries import get_names, lock_renewal_for
from .states import RENEWAL


def apply_for_renewal(
    session: Session, actor: Actor, renewal_id: str, statement: str, now: datetime, today: date
) -> Renewal:
    """申请续贷 (金规〔2024〕13号). Raises NothingIsThere, StatementIsMissing, RenewalIsTooLate."""
    renewal = lock_renewal_for(session, actor, renewal_id, "enterprise")
    RENEWAL.target(renewal.state, "apply")
    if today > renewal.maturity_date:
        raise RenewalIsTooLate(_("贷款已过到期日，续贷须在到期前申请"))
    if not statement.strip():
        raise StatementIsMissing(_("请写明续贷原因和还款来源"), "statement")
    renewal.statement = statement.strip()[:1000]
    renewal.applied_at = now
    advance(session, RENEWAL, renewal, "apply", actor, now)
    audit.record(session, actor, "apply_for_renewal", renewal.id, now)
    _bank, firm = get_names(session, renewal)
    title = _("%(firm)s 申请续贷，请评估", firm=firm)
    notify(session, renewal.bank_id, "renewal_applied", title, now, path=f"/renewals/{renewal.id}")
    return renewal

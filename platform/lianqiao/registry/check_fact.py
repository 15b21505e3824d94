"""The operator checks a claimed fact: verifies or rejects it, or takes a wrong word back."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..accounts.errors import ReasonIsMissing
from ..accounts.notify import notify
from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from . import scorecard_rules as rules
from .models import ScorecardFact
from .permission import only_operator
from .scorecard_queries import find_claimant, get_fact_for_viewer
from .states import FACT


def verify_fact(
    session: Session, actor: Actor, fact_id: str, note: str, now: datetime, today: date
) -> ScorecardFact:
    """Say that the fact is true, and by what it was checked: from now on it counts.

    Raises ReasonIsMissing, TheClaimantDoesNotCheck.
    """
    return _check(session, actor, fact_id, "verify", note, now, today)


def reject_fact(
    session: Session, actor: Actor, fact_id: str, note: str, now: datetime, today: date
) -> ScorecardFact:
    """Say what is missing or wrong: the firm may claim it again."""
    return _check(session, actor, fact_id, "reject", note, now, today)


def revoke_fact(
    session: Session, actor: Actor, fact_id: str, note: str, now: datetime, today: date
) -> ScorecardFact:
    """Take back that a fact was verified, with the reason."""
    return _check(session, actor, fact_id, "revoke", note, now, today)


def _check(
    session: Session,
    actor: Actor,
    fact_id: str,
    event: str,
    note: str,
    now: datetime,
    today: date,
) -> ScorecardFact:
    only_operator(actor)
    row = get_fact_for_viewer(session, actor, fact_id)
    rules.check_other_person(find_claimant(session, row.id), actor.user_id)
    if not note.strip():
        raise ReasonIsMissing(_("请写明核实的依据或不通过的原因，企业会看到"), "note")
    row.checked_by, row.checked_on, row.note = actor.name, today, note.strip()
    advance(session, FACT, row, event, actor, now, row.note)
    audit.record(session, actor, f"{event}_fact", row.id, now, note=row.note)
    title = _("评分卡事项「%(title)s」：%(verb)s", title=row.title, verb=FACT.verbs[event])
    path = f"/facts/{row.id}"
    notify(session, row.enterprise_id, f"fact_{event}", title, now, body=row.note, path=path)
    return row

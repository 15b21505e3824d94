"""A bank enters what its last look into the register found: somebody else's right."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from . import register_rules
from .errors import NothingWasFoundThere
from .models import PriorClaim
from .queries_register import list_register_queries
from .record_register_query import lock_for_clerk
from .register_rules import NewPrior


def add_prior_claim(
    session: Session, actor: Actor, application_id: str, prior: NewPrior, now: datetime
) -> PriorClaim:
    """录入在先权利: what the last look found, seen by this bank alone.

    Raises NothingIsThere, NothingWasFoundThere, PriorClaimDoesNotFit.
    """
    application = lock_for_clerk(session, actor, application_id)
    looks = list_register_queries(session, application.id)
    if not looks or looks[0].result != "found":
        words = _("最近一次查询没有查到在先权利；查到的，请先录入一次「有在先登记」的查询")
        raise NothingWasFoundThere(words)
    register_rules.check_prior(prior, looks[0].queried_at)
    row = PriorClaim(
        query_id=looks[0].id,
        application_id=application.id,
        holder=prior.holder.strip()[:200],
        arrangement=prior.arrangement,
        registration_no="".join(prior.registration_no.split()).upper()[:60],
        registered_at=prior.registered_at,
        notified_at=prior.notified_at,
        amount_fen=prior.amount_fen,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "add_prior_claim",
        application.id,
        now,
        query=row.query_id,
        holder=row.holder,
        amount_fen=row.amount_fen,
    )
    return row

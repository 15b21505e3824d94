"""A bank records that it looked into the public register, and what it found there."""

from datetime import datetime

from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..vault.errors import TheFileIsThereAlready
from ..vault.upload_document import NewDocument, add_document
from . import queries, register_rules, rules
from .models import Application, PriorClaim, RegisterQuery
from .queries_register import list_prior_claims, list_register_queries
from .register_rules import NewQuery


def record_register_query(
    session: Session,
    actor: Actor,
    application_id: str,
    new: NewQuery,
    now: datetime,
    file: NewDocument | None = None,
) -> RegisterQuery:
    """Keep a look into the register with the printed result, in the bank's own vault.

    Raises NothingIsThere, OnlyAClerkMayDoThis, QueryDoesNotFit, and the refusals of files.
    """
    application = lock_for_clerk(session, actor, application_id)
    row = add_query(session, actor, application, new, now, file)
    registration = queries.find_registration(session, application.id)
    if registration is not None:
        registration.queried_at = new.queried_at
    audit.record(session, actor, "record_register_query", application.id, now, **facts_of(row))
    return row


def lock_for_clerk(session: Session, actor: Actor, application_id: str) -> Application:
    """A case of the bank's own, held, for its clerk."""
    if actor.kind != "bank":
        raise NothingIsThere
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    return application


def add_query(
    session: Session,
    actor: Actor,
    application: Application,
    new: NewQuery,
    now: datetime,
    file: NewDocument | None = None,
) -> RegisterQuery:
    """The row alone, for registering too; what the last look found is taken over if asked."""
    earlier = list_register_queries(session, application.id)
    register_rules.check_query(new, earlier[0].queried_at if earlier else None, now)
    row = RegisterQuery(
        application_id=application.id,
        queried_at=new.queried_at,
        result=new.result,
        document_id=None if file is None else _keep(session, actor, file, now),
        note=new.note.strip()[:500],
        recorded_by=str(actor.user_id),
    )
    session.add(row)
    if earlier and new.keeps_former and new.result == "found":
        session.add_all(_again(row, one) for one in list_prior_claims(session, earlier[0].id))
    session.flush()
    return row


def _keep(session: Session, actor: Actor, file: NewDocument, now: datetime) -> str:
    try:
        return add_document(session, actor, file, now).id
    except TheFileIsThereAlready as same:
        return same.document_id


def _again(row: RegisterQuery, prior: PriorClaim) -> PriorClaim:
    kept = ("holder", "arrangement", "registration_no", "registered_at", "notified_at")
    values = {name: getattr(prior, name) for name in (*kept, "amount_fen", "application_id")}
    return PriorClaim(query_id=row.id, **values)


def facts_of(row: RegisterQuery) -> dict[str, object]:
    """What the audit chain keeps of a look."""
    return {
        "query": row.id,
        "queried_at": row.queried_at,
        "result": row.result,
        "document": row.document_id,
    }

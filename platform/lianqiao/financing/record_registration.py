"""The bank records the entry in the public register, which comes before drawdown.

银发〔2025〕77号 art. 13; the term is that of 动产和权利担保统一登记办法.
"""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.clock import local_date
from ..shared.errors import NothingIsThere
from ..shared.parameters import get_figure
from ..shared.tables import columns
from ..vault.upload_document import NewDocument
from . import queries, rules
from .errors import RegistrationNumberIsTaken
from .models import Application, Registration
from .record_register_query import add_query, facts_of
from .register_rules import NewQuery
from .states import APPLICATION
from .steps import check_step, take_step
from .tell import tell_borrower


def record_registration(
    session: Session,
    actor: Actor,
    application_id: str,
    number: str,
    registered_at: datetime,
    expires_on: date,
    queried_at: datetime,
    now: datetime,
    *,
    query: NewQuery | None = None,
    file: NewDocument | None = None,
) -> Registration:
    """登记: the number stands in one record only; times are past; the term covers the loan.

    The look into the register that preceded it is kept with it: ``query`` with the printed
    result in ``file``; None means one that found nothing.
    """
    if actor.kind != "bank":
        raise NothingIsThere
    application = queries.lock_application_for(session, actor, application_id)
    rules.check_clerk(actor)
    check_step(session, APPLICATION, application, "register", actor)
    entry = rules.Entry("".join(number.split()).upper(), registered_at, expires_on, queried_at)
    rules.check_entry(entry, _term(session, application, now), now)
    _refuse_a_known_number(session, entry.number)
    registration = Registration(
        application_id=application.id,
        number=entry.number,
        registered_at=registered_at,
        expires_on=expires_on,
        queried_at=queried_at,
        recorded_by=str(actor.user_id),
    )
    session.add(registration)
    look = add_query(session, actor, application, query or NewQuery(queried_at), now, file)
    take_step(session, APPLICATION, application, "register", actor, now, entry.number)
    facts = {"number": registration.number, **facts_of(look)}
    audit.record(session, actor, "record_registration", application.id, now, **facts)
    title = _("申请 %(number)s 已在中登网登记，等待放款", number=application.number)
    tell_borrower(session, application, "application_registered", title, now)
    return registration


def _term(session: Session, application: Application, now: datetime) -> rules.Term:
    today = local_date(now)
    return rules.Term(
        get_figure(session, "registration.term_minimum", today).number,
        get_figure(session, "registration.term_maximum", today).number,
        queries.get_accepted_quote(session, application.id).maturity_date,
    )


def _refuse_a_known_number(session: Session, number: str) -> None:
    query = select(columns(Registration).id).where(columns(Registration).number == number)
    if session.execute(query).first() is not None:
        words = _("登记编号 %(number)s 已有记录，请核对登记证明", number=number)
        raise RegistrationNumberIsTaken(words, "number")

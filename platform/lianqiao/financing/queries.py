"""Reads of applications and quotes: what a borrower or a bank may see of them, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlmodel import Session

from ..accounts.models import Organisation, User
from ..products.models import Product
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from ..trade.models import Asset
from .models import Application, Opportunity, Quote, Registration

ANSWERED_BY_BANK = ("submitted", "reviewing", "approving")
LIVE_QUOTES = ("drafted", "offered", "accepted")
SHOWN_TO_BORROWER = ("offered", "accepted", "declined", "expired")


def _mine(actor: Actor) -> ColumnElement[bool]:
    """The applications that an actor is a party of."""
    application = columns(Application)
    if actor.kind == "enterprise":
        mine: ColumnElement[bool] = application.borrower_id == actor.organisation_id
        return mine
    if actor.kind == "bank":
        theirs: ColumnElement[bool] = application.bank_id == actor.organisation_id
        return theirs
    return false()


def get_application_for(session: Session, actor: Actor, application_id: str) -> Application:
    """An application of the actor's firm or bank; raises NothingIsThere."""
    query = select(Application).where(columns(Application).id == application_id, _mine(actor))
    return _one(session.execute(query).scalar_one_or_none())


def lock_application_for(session: Session, actor: Actor, application_id: str) -> Application:
    """The same, its row held until the transaction ends, and read as it is now.

    Two people at one case follow one another: the second sees what the first did. SQLite
    has one writer anyway.
    """
    query = (
        select(Application)
        .where(columns(Application).id == application_id, _mine(actor))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return _one(session.execute(query).scalar_one_or_none())


def lock_application(session: Session, application_id: str) -> Application:
    """An application, held, for the slices above, which have asked for permission themselves."""
    query = (
        select(Application)
        .where(columns(Application).id == application_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return _one(session.execute(query).scalar_one_or_none())


def _one(found: Application | None) -> Application:
    if found is None:
        raise NothingIsThere
    return found


def lock_quote_for(session: Session, actor: Actor, quote_id: str) -> tuple[Quote, Application]:
    """A quote that the actor may see with its application, both held; raises NothingIsThere.

    The application is always held first, so that two transactions cannot wait for each other.
    """
    quote = columns(Quote)
    seen = select(quote.application_id).where(quote.id == quote_id, _shown(actor))
    application_id = session.execute(seen).scalar_one_or_none()
    if application_id is None:
        raise NothingIsThere
    application = lock_application_for(session, actor, application_id)
    held = (
        select(Quote)
        .where(quote.id == quote_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.execute(held).scalar_one(), application


def _shown(actor: Actor) -> ColumnElement[bool]:
    """A bank sees its own quotes; a firm those that were approved for it."""
    quote = columns(Quote)
    if actor.kind == "enterprise":
        shown: ColumnElement[bool] = quote.state.in_(SHOWN_TO_BORROWER)
        return or_(shown, and_(quote.state == "withdrawn", quote.approved_by.is_not(None)))
    owned: ColumnElement[bool] = quote.id.is_not(None)
    return owned


def get_application_of_quote(session: Session, actor: Actor, quote_id: str) -> str:
    """The id of the application of a quote that the actor may see; raises NothingIsThere."""
    quote, application = columns(Quote), columns(Application)
    query = (
        select(application.id)
        .join(Quote, quote.application_id == application.id)
        .where(quote.id == quote_id, _mine(actor), _shown(actor))
    )
    found: str | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NothingIsThere
    return found


def find_live_quote(session: Session, application_id: str) -> Quote | None:
    """The one quote of an application that is drafted, offered or accepted, or None."""
    quote = columns(Quote)
    query = select(Quote).where(
        quote.application_id == application_id, quote.state.in_(LIVE_QUOTES)
    )
    query = query.execution_options(populate_existing=True)
    found: Quote | None = session.execute(query).scalar_one_or_none()
    return found


def get_accepted_quote(session: Session, application_id: str) -> Quote:
    """The accepted quote of an application that has one."""
    quote = columns(Quote)
    query = select(Quote).where(quote.application_id == application_id, quote.state == "accepted")
    found: Quote = session.execute(query).scalar_one()
    return found


def list_quotes_for(session: Session, actor: Actor, application_id: str) -> Sequence[Quote]:
    """The quotes of an application that the actor may see, newest first."""
    quote, application = columns(Quote), columns(Application)
    query = (
        select(Quote)
        .join(Application, application.id == quote.application_id)
        .where(application.id == application_id, _mine(actor), _shown(actor))
        .order_by(quote.created_at.desc(), quote.id.desc())
    )
    return session.execute(query).scalars().all()


def find_registration(session: Session, application_id: str) -> Registration | None:
    """The recorded entry in the public register, or None."""
    query = select(Registration).where(columns(Registration).application_id == application_id)
    return session.execute(query).scalar_one_or_none()


def find_user_name(session: Session, user_id: str | None) -> str:
    """A person's name inside one's own organisation; empty for nobody."""
    if user_id is None:
        return ""
    query = select(columns(User).display_name).where(columns(User).id == user_id)
    return str(session.execute(query).scalar_one_or_none() or "")


@dataclass(frozen=True, slots=True)
class SortColumns:
    """What a list of applications can be sorted by."""

    number: Any
    party: Any
    product: Any
    document_no: Any
    requested_fen: Any
    state: Any
    submitted_at: Any
    answer_by: Any


def sort_columns() -> SortColumns:
    """The columns of ``list_applications`` as SQL expressions."""
    application = columns(Application)
    return SortColumns(
        number=application.number,
        party=columns(Organisation).name,
        product=columns(Product).name,
        document_no=columns(Asset).document_no,
        requested_fen=application.requested_fen,
        state=application.state,
        submitted_at=application.submitted_at,
        answer_by=_deadline(),
    )


def _deadline() -> Any:
    """By when somebody is to act: the bank's promise, or the last day of the quote."""
    application = columns(Application)
    return case(
        (application.state.in_(ANSWERED_BY_BANK), application.answer_by),
        (application.state == "quoted", columns(Quote).valid_until),
        else_=None,
    )


def list_applications(
    actor: Actor, search: str = "", state: str = "", mine: bool = False, asset_id: str = ""
) -> Select[Any]:
    """The applications of a firm or bank, as columns."""
    application, asset, product = columns(Application), columns(Asset), columns(Product)
    other, quote = columns(Organisation), columns(Quote)
    party = application.bank_id if actor.kind == "enterprise" else application.borrower_id
    query = (
        select(
            application.id,
            application.number,
            application.state,
            other.name.label("party"),
            product.name.label("product"),
            asset.document_no.label("document_no"),
            application.requested_fen,
            application.submitted_at,
            _deadline().label("answer_by"),
        )
        .join(table(Asset), asset.id == application.asset_id)
        .join(table(Product), product.id == application.product_id)
        .join(table(Organisation), other.id == party)
        .outerjoin(
            table(Quote),
            and_(quote.application_id == application.id, quote.state.in_(LIVE_QUOTES)),
        )
        .where(_mine(actor))
    )
    if state:
        query = query.where(application.state == state)
    if mine:
        query = query.where(application.claimed_by == actor.user_id)
    if asset_id:
        query = query.where(application.asset_id == asset_id)
    return _searched(query, search)


def _searched(query: Select[Any], search: str) -> Select[Any]:
    if not search:
        return query
    words = f"%{search.lower()}%"
    fields = (
        columns(Application).number,
        columns(Asset).document_no,
        columns(Product).name,
        columns(Organisation).name,
    )
    return query.where(or_(*(func.lower(field).like(words) for field in fields)))


def count_applications(
    session: Session, actor: Actor, state: str, mine: bool = False
) -> tuple[int, Any]:
    """How many stand behind a list, and the nearest date by which an answer is due."""
    inner = list_applications(actor, state=state, mine=mine).subquery()
    query = select(func.count(), func.min(inner.c.answer_by)).select_from(inner)
    count, nearest = session.execute(query).one()
    return int(count), nearest


@dataclass(frozen=True, slots=True)
class Parties:
    """Names for a case's page."""

    borrower: str
    bank: str
    core: str


def get_parties(session: Session, application: Application, asset: Asset) -> Parties:
    """Who is who in a case that the viewer has been shown."""
    organisation = columns(Organisation)
    wanted = (application.borrower_id, application.bank_id, asset.core_id)
    query = select(organisation.id, organisation.name).where(organisation.id.in_(wanted))
    names = {row.id: row.name for row in session.execute(query)}
    return Parties(*(names[organisation_id] for organisation_id in wanted))


def get_name(session: Session, organisation_id: str) -> str:
    """The name of an organisation that the viewer has been shown."""
    query = select(columns(Organisation).name).where(columns(Organisation).id == organisation_id)
    return str(session.execute(query).scalar_one())


def get_pair_of_opportunity(session: Session, actor: Actor, opportunity_id: str) -> tuple[str, str]:
    """Document and product of an opportunity of the actor's own firm; raises NothingIsThere."""
    opportunity = columns(Opportunity)
    query = select(opportunity.asset_id, opportunity.product_id).where(
        opportunity.id == opportunity_id, opportunity.borrower_id == actor.organisation_id
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NothingIsThere
    return found.asset_id, found.product_id

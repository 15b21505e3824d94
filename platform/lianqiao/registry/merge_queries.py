"""The operator's reads for merging two firms: search, suggestions, what each of them has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session

from ..accounts.models import Membership, Organisation, User
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .merge_plan import named
from .merge_suggestions import Candidate, Suggestion, suggest
from .models import Authorisation, Enterprise, TradeLink

HITS = 20
MOST_SUGGESTIONS = 20
OPEN_STATES = ("applied", "approved", "suspended")
# Tables of the banks: the operator may know that there is something, not how much and where.
OF_BANKS = {"loans": ("loan", "borrower_id"), "applications": ("application", "borrower_id")}


@dataclass(frozen=True)
class Belongings:
    """What a firm has. Counts; what lies with banks only as there or not there."""

    people: int
    links: int
    documents: int
    receivables: int
    orders: int
    authorised: bool
    applications: bool
    loans: bool
    limits: bool


@dataclass(frozen=True)
class Mover:
    """A person who would act for the other firm."""

    display_name: str
    username: str
    state: str
    roles: tuple[str, ...]


def firms_query(actor: Actor) -> Select[Any]:
    """Every firm that is not merged, for the operator alone: id, name, uscc, state, core."""
    if not actor.is_operator:
        raise NothingIsThere
    firm, organisation = columns(Enterprise), columns(Organisation)
    return (
        select(organisation.id, organisation.name, firm.uscc, organisation.state, firm.is_core)
        .join(table(Enterprise), firm.id == organisation.id)
        .where(organisation.state != "merged")
    )


def search_firms(session: Session, actor: Actor, words: str, besides: str = "") -> list[Any]:
    """The first firms whose name or code holds the words; none for no words."""
    query = firms_query(actor)
    if not words.strip():
        return []
    asked = f"%{words.strip()}%"
    name, uscc = columns(Organisation).name, columns(Enterprise).uscc
    query = query.where(or_(name.ilike(asked), uscc.ilike(asked)))
    query = query.where(columns(Organisation).id != besides)
    return list(session.execute(query.order_by(name, uscc).limit(HITS)))


def list_suggestions(session: Session, actor: Actor) -> list[Suggestion]:
    """Firms that may be one, the best founded first."""
    firm = columns(Enterprise)
    query = (
        firms_query(actor)
        .with_only_columns(
            firm.id, columns(Organisation).name, firm.uscc, firm.legal_representative, firm.phone
        )
        .where(columns(Organisation).state.in_(OPEN_STATES))
    )
    found = suggest([Candidate(*row) for row in session.execute(query.order_by(firm.id))])
    return found[:MOST_SUGGESTIONS]


def belongings_of(session: Session, actor: Actor, firm_id: str) -> Belongings:
    """What a firm has, as far as the operator may know."""
    if not actor.is_operator:
        raise NothingIsThere
    asset, document, limit = named("asset").c, named("vault_document").c, named("credit_limit").c
    member, link, consent = columns(Membership), columns(TradeLink), columns(Authorisation)
    either = or_(asset.creditor_id == firm_id, asset.debtor_id == firm_id)
    ends = or_(link.core_id == firm_id, link.partner_id == firm_id)
    taken = limit.reserved_fen + limit.used_fen > 0
    return Belongings(
        people=_count(
            session, select(member.user_id).where(member.organisation_id == firm_id).distinct()
        ),
        links=_count(session, select(link.id).where(ends, link.state.in_(("proposed", "active")))),
        documents=_count(
            session,
            select(document.id).where(document.owner_id == firm_id, document.state == "current"),
        ),
        receivables=_count(session, select(asset.id).where(either, asset.kind == "receivable")),
        orders=_count(session, select(asset.id).where(either, asset.kind == "order")),
        authorised=_is_there(
            session,
            select(consent.id).where(
                consent.enterprise_id == firm_id, consent.revoked_on.is_(None)
            ),
        ),
        limits=_is_there(
            session,
            select(limit.id).where(limit.party_id == firm_id, or_(taken, ~limit.inherited)),
        ),
        **{name: _is_there(session, _of_bank(name, firm_id)) for name in OF_BANKS},
    )


def _of_bank(name: str, firm_id: str) -> Select[Any]:
    place = named(OF_BANKS[name][0]).c
    return select(place.id).where(place[OF_BANKS[name][1]] == firm_id)


def _count(session: Session, query: Select[Any]) -> int:
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _is_there(session: Session, query: Select[Any]) -> bool:
    return session.execute(query.limit(1)).first() is not None


def list_movers(session: Session, actor: Actor, firm_id: str) -> list[Mover]:
    """The people of a firm with their roles, by name."""
    if not actor.is_operator:
        raise NothingIsThere
    user, member = columns(User), columns(Membership)
    query = (
        select(user.id, user.display_name, user.username, user.state, member.role)
        .join(table(Membership), member.user_id == user.id)
        .where(member.organisation_id == firm_id)
        .order_by(user.display_name, user.id, member.role)
    )
    return list(_by_person(session.execute(query).all()).values())


def _by_person(rows: Iterable[Any]) -> dict[str, Mover]:
    found: dict[str, Mover] = {}
    for row in rows:
        roles = found[row.id].roles if row.id in found else ()
        found[row.id] = Mover(row.display_name, row.username, row.state, (*roles, row.role))
    return found

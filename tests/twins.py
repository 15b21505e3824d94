"""A firm that stands on the platform twice: the supplier's twin, with a person of its own."""

from dataclasses import replace
from datetime import date
from typing import Any

from characters import PASSWORD, TODAY, World
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel

from lianqiao.accounts.join_organisation import add_user
from lianqiao.accounts.models import Organisation
from lianqiao.accounts.passwords import Passwords
from lianqiao.accounts.states import ORGANISATION
from lianqiao.registry.merge_firms import merge_firms
from lianqiao.registry.models import Authorisation, Enterprise, TradeLink
from lianqiao.registry.states import LINK
from lianqiao.shared.actor import SYSTEM, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.shared.transitions import note_step
from lianqiao.shared.uscc import make

TWIN_CODE = make("91350100", "M00010AA")


def add_twin(database: Database, world: World, **more: Any) -> str:
    """The supplier a second time, as ``twin``: approved, authorised, with one user; its id."""
    with database.writing() as session:
        organisation = Organisation(kind="enterprise", name="演示甲供应（二）", state="approved")
        note_step(session, ORGANISATION, organisation, "register", SYSTEM, utc_now())
        values = {
            "uscc": TWIN_CODE,
            "park": "dongzhi",
            "industry": "26",
            "size_class": "small",
            "grade": 3,
            "phone": "0566-1111111",
        } | more
        session.add(Enterprise(id=organisation.id, **values))
        consent = date(2012, 1, 1), date(2099, 1, 1)
        session.add(
            Authorisation(
                enterprise_id=organisation.id, granted_on=consent[0], expires_on=consent[1]
            )
        )
        secret = Passwords(cheap=True).hash(PASSWORD)
        roles = ("clerk", "approver", "administrator")
        person = "twin", "演示twin", secret, roles, "twin@example.com"
        user = add_user(session, organisation, *person)
        world.organisations["twin"] = organisation.id
        world.users["twin"] = user.id
        world.actors["twin"] = Actor(
            user.id, organisation.id, "enterprise", frozenset(roles), "演示twin", organisation.name
        )
        return organisation.id


def add_link(
    session: Session,
    core: str,
    partner: str,
    direction: str = "supplier",
    state: str = "active",
    **more: Any,
) -> TradeLink:
    """A link with the steps that led to its state."""
    link = TradeLink(core_id=core, partner_id=partner, direction=direction, **more)
    note_step(session, LINK, link, "propose", SYSTEM, utc_now())
    ways = {"active": ["accept"], "refused": ["refuse"], "ended": ["accept", "end"]}
    for event in ways.get(state, []):
        source, link.state = link.state, LINK.target(link.state, event)
        note_step(session, LINK, link, event, SYSTEM, utc_now(), source=source)
    return link


def merge(
    database: Database,
    world: World,
    gone: str = "twin",
    stay: str = "supplier",
    who: str = "operator",
) -> None:
    """The operator merges one firm into the other."""
    with database.writing() as session:
        ids = world.org(gone), world.org(stay)
        merge_firms(session, world.actor(who), *ids, "营业执照换码", utc_now(), TODAY)


def rows_of(database: Database, model: type[SQLModel], *where: Any) -> list[Any]:
    """Rows of a table, oldest first."""
    with database.reading() as session:
        query = select(model).where(*where).order_by(columns(model).id)
        return list(session.execute(query).scalars())


def count(database: Database, model: type[SQLModel], *where: Any) -> int:
    """How many rows of a table fit."""
    with database.reading() as session:
        query = select(func.count()).select_from(table(model)).where(*where)
        return int(session.execute(query).scalar_one())


def as_of_core(actor: Actor) -> Actor:
    """The actor of a core enterprise."""
    return replace(actor, is_core=True)

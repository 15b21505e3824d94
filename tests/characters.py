"""Standing characters: two core enterprises, suppliers, a customer, two banks, and the offices.

Everybody signs in with PASSWORD under the name used here, such as ``supplier`` or ``bank``.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from lianqiao.accounts.join_organisation import add_user
from lianqiao.accounts.models import Organisation, User
from lianqiao.accounts.passwords import Passwords
from lianqiao.accounts.states import ORGANISATION
from lianqiao.products.models import CreditLimit, Product
from lianqiao.products.states import PRODUCT
from lianqiao.registry.models import (
    Authorisation,
    Bank,
    DishonestyListing,
    Enterprise,
    Guarantor,
    TradeLink,
)
from lianqiao.registry.states import LINK
from lianqiao.shared.actor import SYSTEM, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now
from lianqiao.shared.transitions import note_step

PASSWORD = "Bridge-of-Chains-7"
YUAN = 100
WAN = 10_000 * YUAN
TODAY = date(2026, 11, 24)  # a Tuesday, a working day

ENTERPRISES = {
    # name: (organisation, uscc, park, industry, core, size)
    "core": ("演示东至制药", "91341721MA2T1007XH", "dongzhi", "27", True, "large"),
    "core2": ("演示大渡口食品", "91341721MA2T101760", "dadukou", "14", True, "large"),
    "supplier": ("演示甲供应", "91350100M000100Y43", "dongzhi", "26", False, "small"),
    "supplier2": ("演示乙合作社", "N2341721MA2TEKT02P", "dadukou", "13", False, "micro"),
    "customer": ("演示丙经销", "91341721MA2TDEM147", "other", "51", False, "small"),
}
USERS = {
    # user: (organisation key, roles)
    "core": ("core", ("clerk", "approver", "administrator")),
    "core2": ("core2", ("clerk", "approver", "administrator")),
    "supplier": ("supplier", ("clerk", "approver", "administrator")),
    "supplier2": ("supplier2", ("clerk", "approver", "administrator")),
    "customer": ("customer", ("clerk", "approver", "administrator")),
    "bank": ("bank", ("clerk",)),
    "bank-colleague": ("bank", ("clerk",)),
    "bank-approver": ("bank", ("approver", "administrator")),
    "bank2": ("bank2", ("clerk",)),
    "bank2-approver": ("bank2", ("approver", "administrator")),
    "guarantor": ("guarantor", ("clerk", "approver")),
    "regulator": ("regulator", ("clerk",)),
    "operator": ("operator", ("clerk", "administrator")),
}


@dataclass(frozen=True)
class World:
    """Ids by name: organisations, users, products; and the people as actors."""

    organisations: dict[str, str]
    users: dict[str, str]
    products: dict[str, str]
    actors: dict[str, Actor]

    def actor(self, name: str) -> Actor:
        """The person as use cases see them."""
        return self.actors[name]

    def org(self, name: str) -> str:
        """The id of an organisation."""
        return self.organisations[name]


def build_world(database: Database) -> World:
    """Put the characters into an empty, migrated database."""
    with database.writing() as session:
        organisations = _organisations(session)
        users = _users(session, organisations)
        _links(session, organisations)
        products = _products(session, organisations)
        return World(organisations, users, products, _actors(session, organisations, users))


def dishonest(name: str) -> DishonestyListing:
    """An entry of the list of dishonest debtors for one of the firms."""
    firm, uscc = ENTERPRISES[name][:2]
    return DishonestyListing(
        uscc=uscc, name=firm, case_no="（2026）演0001号", listed_on=date(2012, 1, 1)
    )


def _organisations(session: Session) -> dict[str, str]:
    ids: dict[str, str] = {}
    operator = select(columns(Organisation).id).where(columns(Organisation).kind == "operator")
    ids["operator"] = session.execute(operator).scalar_one()
    for key, (name, uscc, park, industry, is_core, size) in ENTERPRISES.items():
        ids[key] = _organisation(session, "enterprise", name)
        session.add(
            Enterprise(
                id=ids[key],
                uscc=uscc,
                park=park,
                industry=industry,
                is_core=is_core,
                size_class=size,
                grade=3,
                founded=date(2015, 5, 1),
                phone="0566-0000000",
            )
        )
        session.add(
            Authorisation(
                enterprise_id=ids[key], granted_on=date(2012, 1, 1), expires_on=date(2099, 1, 1)
            )
        )
    for key, name, kind in (("bank", "演示农商银行", "local"), ("bank2", "演示商业银行", "state")):
        ids[key] = _organisation(session, "bank", name)
        session.add(Bank(id=ids[key], code=f"demo-{key}", kind=kind))
    ids["guarantor"] = _organisation(session, "guarantor", "演示担保")
    session.add(Guarantor(id=ids["guarantor"], net_assets_fen=10_000 * WAN))
    ids["regulator"] = _organisation(session, "regulator", "演示金融监管局")
    session.flush()
    return ids


def _organisation(session: Session, kind: str, name: str) -> str:
    row = Organisation(kind=kind, name=name, state="approved")
    note_step(session, ORGANISATION, row, "register", SYSTEM, utc_now())
    return row.id


def _users(session: Session, organisations: dict[str, str]) -> dict[str, str]:
    secret = Passwords(cheap=True).hash(PASSWORD)
    ids: dict[str, str] = {}
    for username, (key, roles) in USERS.items():
        organisation = session.get(Organisation, organisations[key])
        assert organisation is not None
        user = add_user(
            session,
            organisation,
            username,
            f"演示{username}",
            secret,
            roles,
            f"{username}@example.com",
        )
        ids[username] = user.id
    return ids


def _links(session: Session, ids: dict[str, str]) -> None:
    for core, partner, direction in (
        ("core", "supplier", "supplier"),
        ("core", "customer", "customer"),
        ("core2", "supplier2", "supplier"),
    ):
        link = TradeLink(
            core_id=ids[core],
            partner_id=ids[partner],
            direction=direction,
            state="active",
            since=date(2020, 1, 1),
            core_size="large",
            partner_size="small",
            payment_days=60,
        )
        note_step(session, LINK, link, "propose", SYSTEM, utc_now())


def _products(session: Session, ids: dict[str, str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for code, bank, name, rate in (
        ("P-A", "bank", "演示应收贷", 38_500),
        ("P-B", "bank2", "演示链捷贷", 42_000),
    ):
        product = Product(
            code=code,
            bank_id=ids[bank],
            name=name,
            state="published",
            rate_ppm=rate,
            min_amount_fen=1 * WAN,
            max_amount_fen=1000 * WAN,
            max_days=365,
            advance_ppm=800_000,
        )
        note_step(session, PRODUCT, product, "create", SYSTEM, utc_now())
        made[code] = product.id
        session.add(
            CreditLimit(
                scope="product",
                holder_id=ids[bank],
                product_id=product.id,
                ceiling_fen=5000 * WAN,
            )
        )
        session.add(CreditLimit(scope="bank", holder_id=ids[bank], ceiling_fen=20_000 * WAN))
    return made


def _actors(
    session: Session, organisations: dict[str, str], users: dict[str, str]
) -> dict[str, Actor]:
    actors: dict[str, Actor] = {}
    for username, (key, roles) in USERS.items():
        organisation = session.get(Organisation, organisations[key])
        user = session.get(User, users[username])
        assert organisation is not None
        assert user is not None
        actor = Actor(
            user.id,
            organisation.id,
            organisation.kind,
            frozenset({*roles}),
            user.display_name,
            organisation.name,
        )
        actors[username] = replace(actor, is_core=key in ("core", "core2"))
    return actors

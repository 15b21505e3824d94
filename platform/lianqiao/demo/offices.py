"""The demo's offices and people: banks, guarantor, authority, and who signs in."""

from collections.abc import Iterable

from sqlalchemy import select

from ..accounts.approve_organisation import approve_organisation
from ..accounts.join_organisation import add_user
from ..accounts.models import Organisation
from ..accounts.notify import notify
from ..accounts.passwords import Passwords
from ..products.set_limit import set_guarantee_capacity
from ..registry.models import Guarantor
from ..registry.register_firm import NewFirm, register_enterprise
from ..registry.register_institution import (
    NewBank,
    NewGuarantor,
    register_bank,
    register_guarantor,
    register_regulator,
)
from ..shared import audit, uscc
from ..shared.actor import COMMAND, Actor
from ..shared.money import format_wan
from ..shared.tables import columns
from .stage import Stage
from .words import BANKS

PASSWORD = "lianqiao-demo"  # noqa: S105 - printed on the sign-in page of the demo
WAN = 1_000_000
START = -240  # the day, from today, on which the offices were entered
CLERK, APPROVER = ("clerk",), ("approver", "administrator")
ALL = ("clerk", "approver", "administrator")
PEOPLE = (
    # user name, organisation's key, name, roles
    ("core", "core", "王示", ALL),
    ("core-clerk", "core", "孙拟", CLERK),
    ("core-approver", "core", "钱样", ("approver",)),
    ("core2", "core2", "李例", ALL),
    ("supplier", "supplier", "张演", ALL),
    ("supplier2", "supplier2", "刘试", ALL),
    ("customer", "customer", "孙拟", ALL),
    ("bank", "bank", "陈样", CLERK),
    ("bank-approver", "bank", "杨范", APPROVER),
    ("bank2", "bank2", "赵模", CLERK),
    ("bank2-approver", "bank2", "黄拟", APPROVER),
    *((f"bank{n}", f"bank{n}", f"客户经理{n}", CLERK) for n in range(3, 7)),
    *((f"bank{n}-approver", f"bank{n}", f"审批人{n}", APPROVER) for n in range(3, 7)),
    ("guarantor", "guarantor", "周设", ALL),
    ("regulator", "regulator", "吴假", ("clerk",)),
    ("operator", "operator", "平台管理员", ("clerk", "administrator")),
)
APPLICANTS = (
    # firms that wait for the operator's approval
    ("MADEM901", "演示新芽机械有限公司", "35", 46, 1_800, 1_500),
    ("MADEM902", "示例晨露饮料配料有限公司", "14", 28, 900, 700),
)


def open_offices(stage: Stage) -> None:
    """Enter and approve banks, guarantor and authority."""
    organisation = columns(Organisation)
    query = select(organisation.id).where(organisation.kind == "operator")
    stage.ids["operator"] = stage.session.execute(query).scalar_one()
    day = stage.day(START)
    for number, (key, code, name, kind, capital) in enumerate(BANKS):
        bank = NewBank(
            code=code,
            name=name,
            kind=kind,
            uscc=uscc.make("91341700", f"MADBK{number:03d}"),
            net_capital_fen=capital * WAN,
            tier1_capital_fen=capital * WAN * 9 // 10,
        )
        _enter(stage, key, register_bank(stage.session, COMMAND, bank, stage.moment(day)))
    new = NewGuarantor("演示担保", uscc.make("91341721", "MADGR001"), 3_000 * WAN)
    _enter(stage, "guarantor", register_guarantor(stage.session, COMMAND, new, stage.moment(day)))
    guarantor = stage.session.get_one(Guarantor, stage.ids["guarantor"])
    ceiling = set_guarantee_capacity(stage.session, guarantor, stage.moment(day))
    _note(stage, "set_guarantee_capacity", guarantor.id, ceiling_fen=ceiling)
    title = f"担保能力已登记：净资产 10 倍，共 {format_wan(ceiling)}，请核对"
    notify(stage.session, guarantor.id, "guarantee_capacity", title, stage.moment(day), path="/")
    office = register_regulator(stage.session, COMMAND, "演示金融监管局", stage.moment(day))
    _enter(stage, "regulator", office)


def _enter(stage: Stage, key: str, organisation: Organisation) -> None:
    stage.ids[key] = organisation.id
    at = stage.moment(stage.day(START + 1))
    approve_organisation(stage.session, COMMAND, organisation.id, at)


def _note(stage: Stage, action: str, subject: str, **details: object) -> None:
    at = stage.moment(stage.day(START + 1))
    audit.record(stage.session, COMMAND, action, subject, at, **details)


def admit_people(stage: Stage, passwords: Passwords) -> None:
    """Everybody who signs in; the password is hashed once for all of them."""
    secret = passwords.hash(PASSWORD)
    for username, key, name, roles in PEOPLE:
        organisation = stage.session.get_one(Organisation, stage.ids[key])
        email = f"{username}@example.com"
        user = add_user(stage.session, organisation, username, name, secret, roles, email)
        actor = Actor(
            user.id,
            organisation.id,
            organisation.kind,
            frozenset(roles),
            name,
            organisation.name,
            is_core=key in stage.county.firms and stage.county.firms[key].is_core,
        )
        stage.people[username] = actor
        at = stage.moment(stage.day(START + 2))
        audit.record(stage.session, actor, "join", organisation.id, at, username=username)
    stage.session.flush()


def receive_applicants(stage: Stage) -> None:
    """Firms that were entered and wait for the operator's word."""
    at = stage.moment(stage.day(-1))
    for body, name, industry, employees, revenue, assets in APPLICANTS:
        firm = NewFirm(
            uscc=uscc.make("91341721", body),
            name=name,
            industry=industry,
            park="dongzhi",
            employees=employees,
            revenue_fen=revenue * WAN,
            assets_fen=assets * WAN,
        )
        register_enterprise(stage.session, COMMAND, firm, at)


def banks() -> Iterable[str]:
    """Keys of the six banks."""
    return (key for key, *_rest in BANKS)


def officer(stage: Stage, bank: str) -> Actor:
    """The clerk of a bank."""
    return stage.people[bank]


def approver(stage: Stage, bank: str) -> Actor:
    """The other pair of eyes in a bank."""
    return stage.people[f"{bank}-approver"]

"""The operator enters a bank, a guarantor or an authority."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..accounts.states import ORGANISATION
from ..shared import audit
from ..shared.actor import Actor
from ..shared.tables import columns
from ..shared.transitions import note_step
from .errors import BankCodeIsTaken
from .models import Bank, Guarantor
from .permission import only_operator


@dataclass(frozen=True)
class NewBank:
    """A bank as it is entered; ``code`` is what files call it."""

    code: str
    name: str
    kind: str = "local"
    uscc: str = ""
    net_capital_fen: int | None = None
    tier1_capital_fen: int | None = None


@dataclass(frozen=True)
class NewGuarantor:
    """A guarantee company; liability may reach ``multiple`` times its net assets."""

    name: str
    uscc: str = ""
    net_assets_fen: int = 0
    multiple: int = 10


def register_bank(session: Session, actor: Actor, bank: NewBank, now: datetime) -> Organisation:
    """Enter a bank, to be approved in a second step. Raises BankCodeIsTaken."""
    only_operator(actor)
    taken = select(columns(Bank).id).where(columns(Bank).code == bank.code)
    if session.execute(taken).first() is not None:
        raise BankCodeIsTaken(_("银行代码「%(code)s」已有银行使用", code=bank.code), "code")
    organisation = _organisation(session, actor, "bank", bank.name, now)
    session.add(bank_row(organisation.id, bank))
    audit.record(session, actor, "register_bank", organisation.id, now, code=bank.code)
    return organisation


def register_guarantor(
    session: Session, actor: Actor, guarantor: NewGuarantor, now: datetime
) -> Organisation:
    """Enter a guarantee company, to be approved in a second step."""
    only_operator(actor)
    organisation = _organisation(session, actor, "guarantor", guarantor.name, now)
    session.add(
        Guarantor(
            id=organisation.id,
            uscc=guarantor.uscc,
            net_assets_fen=guarantor.net_assets_fen,
            multiple=guarantor.multiple,
        )
    )
    audit.record(session, actor, "register_guarantor", organisation.id, now)
    return organisation


def register_regulator(session: Session, actor: Actor, name: str, now: datetime) -> Organisation:
    """Enter an authority's office, to be approved in a second step."""
    only_operator(actor)
    organisation = _organisation(session, actor, "regulator", name, now)
    audit.record(session, actor, "register_regulator", organisation.id, now)
    return organisation


def bank_row(organisation_id: str, bank: NewBank) -> Bank:
    """The row that extends a bank's organisation."""
    return Bank(
        id=organisation_id,
        code=bank.code,
        uscc=bank.uscc,
        kind=bank.kind,
        net_capital_fen=bank.net_capital_fen,
        tier1_capital_fen=bank.tier1_capital_fen,
    )


def _organisation(
    session: Session, actor: Actor, kind: str, name: str, now: datetime
) -> Organisation:
    organisation = Organisation(kind=kind, name=name, state="applied")
    note_step(session, ORGANISATION, organisation, "register", actor, now)
    return organisation

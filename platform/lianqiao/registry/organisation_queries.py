"""The operator's reads of organisations with what the registry knows of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlmodel import Session

from ..accounts.models import Membership, Organisation
from ..accounts.queries import get_organisation_for_operator
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Bank, Enterprise, Guarantor


@dataclass(frozen=True)
class Institution:
    """An organisation and the row that extends it, where its kind has one."""

    organisation: Organisation
    enterprise: Enterprise | None
    bank: Bank | None
    guarantor: Guarantor | None


def organisations_query(actor: Actor) -> Select[Any]:
    """Every organisation, for the operator alone: id, name, kind, code, state, core, joined."""
    if not actor.is_operator:
        raise NothingIsThere
    organisation, member = columns(Organisation), columns(Membership)
    joined = exists(select(member.id).where(member.organisation_id == organisation.id))
    code = func.coalesce(columns(Enterprise).uscc, columns(Bank).code, columns(Guarantor).uscc, "")
    return (
        select(
            organisation.id,
            organisation.name,
            organisation.kind,
            code.label("code"),
            organisation.state,
            case((columns(Enterprise).is_core, "yes"), else_="").label("core"),
            case((joined, "yes"), else_="no").label("joined"),
            organisation.created_at,
        )
        .select_from(table(Organisation))
        .outerjoin(table(Enterprise), columns(Enterprise).id == organisation.id)
        .outerjoin(table(Bank), columns(Bank).id == organisation.id)
        .outerjoin(table(Guarantor), columns(Guarantor).id == organisation.id)
    )


def get_institution_for_operator(session: Session, actor: Actor, id: str) -> Institution:
    """An organisation with its facts; raises NothingIsThere for everybody else."""
    organisation = get_organisation_for_operator(session, actor, id)
    return Institution(
        organisation,
        session.get(Enterprise, id),
        session.get(Bank, id),
        session.get(Guarantor, id),
    )

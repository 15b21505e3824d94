"""Who may stand behind a product: the approved guarantors, by id, name and credit code."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.models import Guarantor
from ..shared.parameters import get_figures
from ..shared.tables import columns, table
from .errors import GuarantorIsUnknown
from .models import CreditLimit


def list_guarantors(session: Session) -> list[tuple[str, str]]:
    """(id, name) of the approved guarantors, by name."""
    guarantor, organisation = columns(Guarantor), columns(Organisation)
    query = (
        select(guarantor.id, organisation.name)
        .join(table(Organisation), organisation.id == guarantor.id)
        .where(organisation.state == "approved")
        .order_by(organisation.name, guarantor.id)
    )
    return [(id_, name) for id_, name in session.execute(query)]


def check_guarantor(session: Session, guarantor_id: str | None) -> None:
    """Nobody, or an approved guarantor; raises GuarantorIsUnknown."""
    if guarantor_id and guarantor_id not in dict(list_guarantors(session)):
        raise GuarantorIsUnknown(
            _("请从名单中选择担保机构；新的担保机构请平台运营先登记并审核"), "guarantor_id"
        )


def guarantors_by_code(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Ids of the approved guarantors among some credit codes."""
    guarantor, organisation = columns(Guarantor), columns(Organisation)
    query = (
        select(guarantor.uscc, guarantor.id)
        .join(table(Organisation), organisation.id == guarantor.id)
        .where(guarantor.uscc.in_(codes), guarantor.uscc != "", organisation.state == "approved")
    )
    return {row.uscc: row.id for row in session.execute(query)}


def name_of_guarantor(session: Session, guarantor_id: str | None) -> str:
    """A guarantor's name; empty for nobody."""
    found = session.get(Organisation, guarantor_id) if guarantor_id else None
    return found.name if found else ""


def find_capacity(session: Session, guarantor_id: str) -> Any:
    """A guarantor's ceiling, reserved and used fen, None where nobody set any."""
    limit = columns(CreditLimit)
    query = select(limit.ceiling_fen, limit.reserved_fen, limit.used_fen).where(
        limit.scope == "guarantee", limit.holder_id == guarantor_id
    )
    return session.execute(query).one_or_none()


def lacks_capacity(session: Session, guarantor_id: str | None) -> bool:
    """Whether a guarantor is named that has no capacity or is not approved: nothing is lent."""
    if not guarantor_id:
        return False
    organisation = session.get_one(Organisation, guarantor_id)
    return organisation.state != "approved" or find_capacity(session, guarantor_id) is None


def multiples_by_law(session: Session, on: date) -> tuple[int, int]:
    """The largest multiple: of guarantors in general, and of those that mainly serve small firms.

    国务院令第683号, art. 15.
    """
    figures = get_figures(session, "guarantee.multiple", on)
    most = max(figure.number for figure in figures.values())
    return figures[""].number, most

"""Enter a firm: its organisation and its profile, by the operator or by a partner."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..accounts.states import ORGANISATION
from ..shared import audit
from ..shared.actor import Actor
from ..shared.tables import columns
from ..shared.transitions import note_step
from .errors import FirmIsRegisteredAlready
from .merged import check_not_merged
from .models import Enterprise
from .permission import only_operator
from .rules import measure


@dataclass(frozen=True)
class NewFirm:
    """A firm as it is entered; ``contact_name`` and ``email`` are for the invitation alone."""

    uscc: str
    name: str
    industry: str
    park: str = "other"
    employees: int | None = None
    revenue_fen: int | None = None
    assets_fen: int | None = None
    founded: date | None = None
    legal_representative: str = ""
    phone: str = ""
    contact_name: str = ""
    email: str = ""
    foreign_trade: bool = False
    tax_grade: str = ""


def register_enterprise(
    session: Session,
    actor: Actor,
    firm: NewFirm,
    now: datetime,
    *,
    is_core: bool = False,
    grade: int = 5,
) -> Organisation:
    """The operator enters a firm; it is approved in a second step.

    Raises FirmIsRegisteredAlready, IndustryIsNotKnown, TheFirmIsMerged.
    """
    only_operator(actor)
    check_not_merged(session, firm.uscc, "uscc")
    if find_firm(session, firm.uscc) is not None:
        raise FirmIsRegisteredAlready(_("该代码的企业已在平台登记"), "uscc")
    organisation, enterprise = firm_rows(firm, state="applied", is_core=is_core, grade=grade)
    add_firm(session, actor, organisation, enterprise, now)
    audit.record(session, actor, "register_enterprise", organisation.id, now, uscc=firm.uscc)
    return organisation


def find_firm(session: Session, uscc: str) -> Enterprise | None:
    """The firm of a credit code, or None. For use cases; what is shown of it they decide."""
    query = select(Enterprise).where(columns(Enterprise).uscc == uscc)
    return session.execute(query).scalar_one_or_none()


def firm_rows(
    firm: NewFirm,
    *,
    state: str,
    registered_by: str | None = None,
    is_core: bool = False,
    grade: int = 5,
) -> tuple[Organisation, Enterprise]:
    """The two rows of a firm, not in any session yet. Raises IndustryIsNotKnown."""
    measured = measure(firm.industry, firm.employees, firm.revenue_fen, firm.assets_fen)
    organisation = Organisation(kind="enterprise", name=firm.name, state=state)
    enterprise = Enterprise(
        id=organisation.id,
        uscc=firm.uscc,
        park=firm.park,
        industry=measured.division,
        employees=firm.employees,
        revenue_fen=firm.revenue_fen,
        assets_fen=firm.assets_fen,
        size_class=measured.size_class,
        founded=firm.founded,
        legal_representative=firm.legal_representative,
        phone=firm.phone,
        is_core=is_core,
        grade=grade,
        foreign_trade=firm.foreign_trade,
        tax_grade=firm.tax_grade,
        registered_by=registered_by,
    )
    return organisation, enterprise


def add_firm(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    enterprise: Enterprise,
    now: datetime,
) -> None:
    """Put a firm's rows and its first step into the session."""
    session.add(organisation)
    session.add(enterprise)
    note_step(session, ORGANISATION, organisation, "register", actor, now)

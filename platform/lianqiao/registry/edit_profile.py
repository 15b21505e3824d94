"""A firm keeps its own profile; the size class follows from it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from .models import Enterprise
from .permission import own_firm
from .rules import measure


@dataclass(frozen=True)
class Profile:
    """What a firm may change about itself; name and code are the operator's."""

    park: str
    industry: str
    employees: int | None
    revenue_fen: int | None
    assets_fen: int | None
    founded: date | None
    legal_representative: str
    phone: str
    foreign_trade: bool
    tax_grade: str = ""


def edit_profile(session: Session, actor: Actor, profile: Profile, now: datetime) -> Enterprise:
    """Replace the firm's profile. Raises IndustryIsNotKnown.

    Links keep the size class of their signing (State Council order 802, art. 3).
    """
    firm = own_firm(session, actor)
    measured = measure(profile.industry, profile.employees, profile.revenue_fen, profile.assets_fen)
    firm.park = profile.park
    firm.industry = measured.division
    firm.employees = profile.employees
    firm.revenue_fen = profile.revenue_fen
    firm.assets_fen = profile.assets_fen
    firm.size_class = measured.size_class
    firm.founded = profile.founded
    firm.legal_representative = profile.legal_representative
    firm.phone = profile.phone
    firm.foreign_trade = profile.foreign_trade
    firm.tax_grade = profile.tax_grade
    session.add(firm)
    session.flush()
    audit.record(session, actor, "edit_profile", firm.id, now, size_class=firm.size_class)
    return firm

"""The directory of firms (企业名录): those whose file the viewer may open, and no others."""

from datetime import date
from typing import Any

from sqlalchemy import Select, case, select

from ..accounts.models import Organisation
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .models import Authorisation, Enterprise
from .queries import consent_to, is_dishonest


def firms_query(actor: Actor, on: date) -> Select[Any]:
    """Firms: all for operator and regulator, for a bank those whose consent it has.

    Columns are named as the list's keys; codes and figures as files of firms hold them.
    ``dishonest`` is "yes" or None.
    """
    firm, organisation = columns(Enterprise), columns(Organisation)
    query = (
        select(
            firm.id,
            organisation.name,
            firm.uscc,
            firm.park,
            firm.industry,
            firm.size_class,
            firm.employees,
            firm.revenue_fen,
            firm.assets_fen,
            firm.tax_grade,
            firm.grade,
            _yes(firm.foreign_trade).label("foreign_trade"),
            _yes(firm.is_core).label("is_core"),
            case((is_dishonest(on), "yes"), else_=None).label("dishonest"),
        )
        .select_from(table(Enterprise))
        .join(table(Organisation), organisation.id == firm.id)
        .where(organisation.state != "merged")
    )
    if actor.kind in ("operator", "regulator"):
        return query
    if actor.kind != "bank":
        raise NothingIsThere
    consented = select(columns(Authorisation).enterprise_id).where(
        consent_to(actor.organisation, on)
    )
    return query.where(firm.id.in_(consented))


def _yes(condition: Any) -> Any:
    return case((condition, "yes"), else_="no")

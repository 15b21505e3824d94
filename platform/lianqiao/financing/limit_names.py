"""Names of whose limits carry a price: products, banks, firms, guarantors."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..products.models import Product
from ..registry.models import Bank, Enterprise
from ..shared.tables import columns
from .match_words import Names
from .queries_guarantee import read_guarantees


def get_names_of_limits(session: Session) -> Names:
    """Names by code of products, banks and guarantors, and by credit code of firms."""
    product, bank, firm = columns(Product), columns(Bank), columns(Enterprise)
    organisation = columns(Organisation)
    named = select(organisation.id, organisation.name).subquery()
    products = session.execute(select(product.code, product.name))
    banks = session.execute(select(bank.code, named.c.name).join(named, named.c.id == bank.id))
    firms = session.execute(select(firm.uscc, named.c.name).join(named, named.c.id == firm.id))
    guarantors = {each.code: each.name for each in read_guarantees(session).values()}
    return _names(products), _names(banks), _names(firms), guarantors


def _names(rows: Any) -> dict[str, str]:
    return {row[0]: row[1] for row in rows}

"""Reads of products and limits; the viewer is part of each query."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from ..accounts.models import Organisation
from ..registry.merged import check_not_merged
from ..registry.models import Bank, Enterprise
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table
from .errors import LimitDoesNotFit
from .limits import NO_CEILING, PER_PARTY, Line
from .models import CreditLimit, Product


def get_product_for_bank(session: Session, actor: Actor, product_id: str) -> Product:
    """A product of the viewer's own bank, in any state; raises NothingIsThere."""
    row = session.get(Product, product_id)
    if row is None or actor.kind != "bank" or row.bank_id != actor.organisation_id:
        raise NothingIsThere
    return row


def get_product_for_viewer(session: Session, actor: Actor, product_id: str) -> Product:
    """A product that the viewer may see: the own bank's, else a published one of a live bank.

    Another bank's products are nobody's business but its customers', the operator's and the
    regulator's.
    """
    if actor.kind == "bank":
        return get_product_for_bank(session, actor, product_id)
    row = session.get(Product, product_id)
    shown = row is not None and (
        actor.kind in ("operator", "regulator")
        or (row.state == "published" and is_live(session, row.bank_id))
    )
    if row is None or not shown:
        raise NothingIsThere
    return row


def is_live(session: Session, bank_id: str) -> bool:
    """Whether the bank is approved."""
    bank = session.get(Organisation, bank_id)
    return bank is not None and bank.state == "approved"


def products_query(actor: Actor) -> Select[Any]:
    """The products of the viewer's own bank, as columns of a list; quota None without one."""
    product, quota = columns(Product), columns(CreditLimit)
    return (
        select(
            product.id,
            product.code,
            product.name,
            product.state,
            product.kinds,
            product.max_amount_fen,
            product.max_days,
            product.rate_ppm,
            product.rule_version,
            func.nullif(quota.ceiling_fen, NO_CEILING).label("quota_fen"),
            (quota.reserved_fen + quota.used_fen).label("taken_fen"),
        )
        .select_from(table(Product))
        .outerjoin(table(CreditLimit), quota.product_id == product.id)
        .where(product.bank_id == actor.organisation)
    )


def catalogue_query() -> Select[Any]:
    """What enterprises may choose from: published products of approved banks."""
    product, bank, organisation = columns(Product), columns(Bank), columns(Organisation)
    guarantor = aliased(table(Organisation))
    return (
        select(
            product.id,
            product.name,
            organisation.name.label("bank"),
            bank.kind.label("bank_kind"),
            product.kinds,
            product.parks,
            product.min_amount_fen,
            product.max_amount_fen,
            product.min_days,
            product.max_days,
            product.advance_ppm,
            product.rate_ppm,
            product.fee_ppm,
            product.decision_days,
            product.summary,
            guarantor.c.name.label("guarantor"),
        )
        .select_from(table(Product))
        .join(table(Bank), bank.id == product.bank_id)
        .join(table(Organisation), organisation.id == product.bank_id)
        .outerjoin(guarantor, guarantor.c.id == product.guarantor_id)
        .where(product.state == "published", organisation.state == "approved")
    )


def get_quota(session: Session, product_id: str) -> CreditLimit | None:
    """The quota's row of a product, None where it has none of its own."""
    row = columns(CreditLimit)
    query = select(CreditLimit).where(row.product_id == product_id, row.ceiling_fen < NO_CEILING)
    return session.execute(query).scalar_one_or_none()


def get_core_names(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Names by credit code, of a product's list of core enterprises."""
    firm, organisation = columns(Enterprise), columns(Organisation)
    query = (
        select(firm.uscc, organisation.name)
        .join(table(Organisation), organisation.id == firm.id)
        .where(firm.uscc.in_(codes))
    )
    return {row.uscc: row.name for row in session.execute(query)}


def limits_query(actor: Actor) -> Select[Any]:
    """The limits of the viewer's own bank as columns of a list; rows without a ceiling left out."""
    row, product, firm = columns(CreditLimit), columns(Product), aliased(Organisation)
    return (
        select(
            row.id,
            row.scope,
            func.coalesce(product.name, firm.name, "").label("name"),
            row.party_id,
            row.ceiling_fen,
            row.reserved_fen,
            row.used_fen,
            (row.ceiling_fen - row.reserved_fen - row.used_fen).label("room_fen"),
            case((row.inherited, "default"), else_="own").label("source"),
        )
        .select_from(table(CreditLimit))
        .outerjoin(table(Product), product.id == row.product_id)
        .outerjoin(firm, firm.id == row.party_id)
        .where(row.holder_id == actor.organisation, row.ceiling_fen < NO_CEILING)
    )


def get_limit_for_bank(session: Session, actor: Actor, limit_id: str) -> CreditLimit:
    """A limit of the viewer's own bank; raises NothingIsThere."""
    row = session.get(CreditLimit, limit_id)
    if (
        row is None
        or row.ceiling_fen >= NO_CEILING
        or actor.kind != "bank"
        or row.holder_id != actor.organisation_id
    ):
        raise NothingIsThere
    return row


def get_line_for_bank(
    session: Session, actor: Actor, scope: str, product_id: str | None, party_uscc: str
) -> Line:
    """The limit that the words mean; raises LimitDoesNotFit with the mend."""
    bank = actor.organisation
    if scope == "product":
        if not product_id:
            raise LimitDoesNotFit(_("请选择产品"), "product_id")
        return Line(scope, bank, product_id=get_product_for_bank(session, actor, product_id).id)
    if scope == "bank":
        return Line(scope, bank)
    if scope not in PER_PARTY:
        raise LimitDoesNotFit(_("请选择额度的种类"), "scope")
    if not party_uscc:
        return Line(scope, bank)
    return Line(scope, bank, party_id=_party(session, party_uscc))


def _party(session: Session, code: str) -> str:
    check_not_merged(session, code, "party_uscc")
    firm = columns(Enterprise)
    found = session.execute(select(firm.id).where(firm.uscc == code)).first()
    if found is None:
        raise LimitDoesNotFit(_("平台上没有代码为 %(code)s 的企业", code=code), "party_uscc")
    return str(found.id)


def own_products(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of the own bank's products that are not retired, by name."""
    product = columns(Product)
    query = select(product.id, product.name).where(
        and_(product.bank_id == actor.organisation, product.state != "retired")
    )
    return [(id_, name) for id_, name in session.execute(query.order_by(product.name))]

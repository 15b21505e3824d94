"""A clerk drafts a product of the own bank."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..registry.merged import check_not_merged
from ..registry.models import Enterprise
from ..shared import audit
from ..shared.actor import Actor
from ..shared.clock import local_date
from ..shared.numbers import next_number
from ..shared.tables import columns
from ..shared.transitions import note_step
from .errors import CodeIsTaken, CoreIsUnknown
from .guarantors import check_guarantor
from .limits import Line
from .models import Product
from .permission import clerk_of
from .set_limit import set_ceiling
from .states import PRODUCT
from .terms import Terms, check_terms


def draft_product(
    session: Session,
    actor: Actor,
    terms: Terms,
    now: datetime,
    *,
    code: str = "",
    quota_fen: int | None = None,
) -> Product:
    """Write down a product that another person will publish; without a code it is given one.

    ``quota_fen`` None means no quota of its own. Raises TermIsImpossible, CoreIsUnknown,
    GuarantorIsUnknown, CodeIsTaken, OnlyAClerkDrafts.
    """
    bank_id = clerk_of(actor)
    check_terms(terms)
    check_cores(session, terms.core_list)
    check_guarantor(session, terms.guarantor_id)
    product = Product(code=_code(session, code, now), bank_id=bank_id, **terms.as_columns())
    note_step(session, PRODUCT, product, "create", actor, now)
    if quota_fen is not None:
        set_ceiling(session, Line("product", bank_id, product_id=product.id), quota_fen, now)
    audit.record(
        session, actor, "draft_product", product.id, now, code=product.code, quota_fen=quota_fen
    )
    return product


def check_cores(session: Session, codes: tuple[str, ...]) -> None:
    """Every code in a list of core enterprises is a firm's.

    Raises CoreIsUnknown, TheFirmIsMerged.
    """
    for code in codes:
        check_not_merged(session, code, "core_list")
    firm = columns(Enterprise)
    known = set(session.execute(select(firm.uscc).where(firm.uscc.in_(codes))).scalars())
    unknown = sorted(set(codes) - known)
    if unknown:
        words = _("平台上没有代码为 %(code)s 的企业，请核对", code="、".join(unknown[:5]))
        raise CoreIsUnknown(words, "core_list")


def _code(session: Session, typed: str, now: datetime) -> str:
    code = typed.strip()
    if not code:
        return next_number(session, "CP", local_date(now))
    taken = select(columns(Product).id).where(columns(Product).code == code)
    if session.execute(taken).first() is not None:
        raise CodeIsTaken(_("产品编号「%(code)s」已被使用，请换一个", code=code), "code")
    return code

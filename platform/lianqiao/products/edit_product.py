"""A clerk changes a product: a published one becomes a draft of the next rule version."""

from datetime import datetime

from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance
from .draft_product import check_cores
from .guarantors import check_guarantor
from .limits import Line
from .models import Product
from .permission import clerk_of
from .queries import get_product_for_bank
from .set_limit import set_ceiling
from .states import PRODUCT
from .terms import Terms, check_terms


def edit_product(
    session: Session,
    actor: Actor,
    product_id: str,
    terms: Terms,
    now: datetime,
    *,
    quota_fen: int | None = None,
) -> Product:
    """Change the terms; while it is a draft nobody is offered the product.

    The quota counts only until the first publication: later an approver moves it with the
    other limits. Loans that are running keep the guarantor they were given under. Raises
    TermIsImpossible, CoreIsUnknown, GuarantorIsUnknown, TransitionIsNotAllowed.
    """
    clerk_of(actor)
    product = get_product_for_bank(session, actor, product_id)
    check_terms(terms)
    check_cores(session, terms.core_list)
    check_guarantor(session, terms.guarantor_id)
    if is_new(product) and quota_fen is not None:
        line = Line("product", product.bank_id, product_id=product.id)
        set_ceiling(session, line, quota_fen, now)
    apply_terms(product, terms)
    advance(session, PRODUCT, product, "edit", actor, now)
    audit.record(session, actor, "edit_product", product.id, now, rule_version=product.rule_version)
    return product


def apply_terms(product: Product, terms: Terms) -> None:
    """Write the terms on the row; a product that was published gets the next rule version."""
    if product.state != "draft":
        product.rule_version += 1
    for name, value in terms.as_columns().items():
        setattr(product, name, value)


def is_new(product: Product) -> bool:
    """Whether the product has never been published."""
    return product.state == "draft" and product.rule_version == 1

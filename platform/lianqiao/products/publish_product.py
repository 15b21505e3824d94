"""An approver publishes what a colleague drafted, or takes a product off the shelf."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.transitions import advance, history
from .errors import TheDrafterCannotPublish
from .models import Product
from .permission import approver_of
from .queries import get_product_for_bank
from .states import PRODUCT


def publish_product(session: Session, actor: Actor, product_id: str, now: datetime) -> Product:
    """Offer the product to enterprises. Raises TheDrafterCannotPublish."""
    approver_of(actor)
    product = get_product_for_bank(session, actor, product_id)
    if actor.user_id is not None and actor.user_id in writers(session, product):
        raise TheDrafterCannotPublish(_("不能发布自己起草或修改的产品，请由另一位审批人发布"))
    advance(session, PRODUCT, product, "publish", actor, now)
    audit.record(
        session, actor, "publish_product", product.id, now, rule_version=product.rule_version
    )
    return product


def retire_product(
    session: Session, actor: Actor, product_id: str, now: datetime, reason: str = ""
) -> Product:
    """Take the product off the shelf; running cases go on. Raises TransitionIsNotAllowed."""
    approver_of(actor)
    product = get_product_for_bank(session, actor, product_id)
    advance(session, PRODUCT, product, "retire", actor, now, reason.strip())
    audit.record(session, actor, "retire_product", product.id, now, reason=reason.strip())
    return product


def writers(session: Session, product: Product) -> set[str | None]:
    """Who wrote or changed the product since it was last published."""
    since: set[str | None] = set()
    for step in history(session, product.id):
        if step.event == "publish":
            since.clear()
        elif step.event in ("create", "edit"):
            since.add(step.actor_user_id)
    return since

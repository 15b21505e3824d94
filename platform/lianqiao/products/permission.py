"""Who may do what with products and limits, where a fetch alone does not say it."""

from flask_babel import gettext as _

from ..shared.actor import Actor
from .errors import OnlyABankHasProducts, OnlyAClerkDrafts, OnlyAnApproverDecides


def bank_of(actor: Actor) -> str:
    """The bank for which the person acts; raises OnlyABankHasProducts for all others."""
    if actor.kind != "bank":
        raise OnlyABankHasProducts(_("只有银行有产品和额度"))
    return actor.organisation


def clerk_of(actor: Actor) -> str:
    """The bank of a clerk; raises OnlyAClerkDrafts."""
    bank = bank_of(actor)
    if not actor.has("clerk"):
        raise OnlyAClerkDrafts(_("产品由经办人起草和修改，请由经办人操作"))
    return bank


def approver_of(actor: Actor) -> str:
    """The bank of an approver; raises OnlyAnApproverDecides."""
    bank = bank_of(actor)
    if not actor.has("approver"):
        raise OnlyAnApproverDecides(_("这一步由审批人操作"))
    return bank

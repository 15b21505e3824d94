"""What products and limits may be refused for."""

from typing import Any

from ..shared.errors import ItIsNotYours, Refusal


class OnlyABankHasProducts(ItIsNotYours):
    """Products and limits belong to banks."""


class OnlyAClerkDrafts(ItIsNotYours):
    """A product is drafted and edited by a clerk of its bank."""


class OnlyAnApproverDecides(ItIsNotYours):
    """Publishing, retiring and moving limits need an approver."""


class TheDrafterCannotPublish(ItIsNotYours):
    """Four eyes: whoever wrote or changed the product is not the one who publishes it."""


class CodeIsTaken(Refusal):
    """Another product goes by the code."""


class TermIsImpossible(Refusal):
    """A rule of the product contradicts itself or lies outside what is possible."""


class CoreIsUnknown(Refusal):
    """A credit code in the list of core enterprises belongs to no firm on the platform."""


class LimitIsExhausted(Refusal):
    """What is left of a limit is less than what is asked; nothing was reserved.

    ``scope`` says which limit it is, for the bank alone: a borrower is not told.
    """

    status = 409

    def __init__(self, scope: str, message: Any) -> None:
        super().__init__(message)
        self.scope = scope


class NobodyStandsBehindIt(LimitIsExhausted):
    """The product's guarantor has no capacity that somebody set, or is not approved."""


class MultipleIsAboveTheLaw(Refusal):
    """A guarantor's multiple is below 1 or above what the law allows."""


class GuarantorIsUnknown(Refusal):
    """Who is to stand behind a product is no approved guarantor of the platform."""


class LimitIsTooLow(Refusal):
    """A ceiling may not fall below what is reserved and used under it."""


class LimitIsThereAlready(Refusal):
    """The limit was set before; it is changed, not added."""


class LimitDoesNotFit(Refusal):
    """A limit of that scope needs a firm, or a product, or neither."""


class ReservationIsMissing(RuntimeError):
    """More is released or used than was reserved: a fault of the program, never of a person."""

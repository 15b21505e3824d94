"""What applying, quoting and accepting may be refused for."""

from ..shared.errors import ItIsNotYours, Refusal


class AssetIsNotConfirmed(Refusal):
    """Only a document that the debtor has confirmed and that is not settled is financed."""


class AssetIsAlreadyFinanced(Refusal):
    """Nothing of the document is free; by whom it is held is told to nobody."""

    status = 409


class ProductIsNotOnOffer(Refusal):
    """The bank does not publish the product now."""


class AuthorisationIsMissing(Refusal):
    """Without the firm's consent no bank may look at its file (征信业管理条例 art. 29)."""


class ProductDoesNotFit(Refusal):
    """The pair fails a rule of eligibility; the message says which and what would mend it."""


class SameApplicationIsLive(Refusal):
    """The firm has asked for this product on this document, and the case is open."""

    status = 409


class AmountIsOutOfBounds(Refusal):
    """The amount lies below the product's least or above what may be lent on the document."""


class ReasonIsMissing(Refusal):
    """Whoever refuses, returns or cancels says why."""


class DatesDoNotFit(Refusal):
    """Start, maturity and validity are in no possible order."""


class CostIsImplausible(Refusal):
    """A rate or fee below nothing, or of the whole principal and more."""


class GuaranteeIsUnknown(Refusal):
    """The kind of guarantee is not one of those declared."""


class OnlyAClerkMayDoThis(ItIsNotYours):
    """The person does not handle cases in this bank."""


class OnlyAnApproverMayDoThis(ItIsNotYours):
    """The person may not approve for this bank."""


class MakerCannotApprove(ItIsNotYours):
    """Four eyes: whoever made the quote is not the one who approves it."""


class QuoteIsNoLongerValid(Refusal):
    """The last day on which the quote could be approved or accepted has passed."""

    status = 409


class RegistrationNumberIsTaken(Refusal):
    """The registration number stands in another record."""


class RegistrationDoesNotFit(Refusal):
    """Times and term of a registration that cannot be."""

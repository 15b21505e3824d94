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


class ArrangementDoesNotFit(Refusal):
    """The arrangement is not declared, or not possible for this kind of document."""


class QueryDoesNotFit(Refusal):
    """A look into the register that cannot have been."""


class QueryIsTooOld(Refusal):
    """Before money goes out the register was looked into lately."""

    status = 409


class PriorClaimDoesNotFit(Refusal):
    """Somebody else's right that cannot be as it is told."""


class PriorClaimsAreMissing(Refusal):
    """The register showed other rights, and none of them was entered."""

    status = 409


class NothingWasFoundThere(Refusal):
    """The last look into the register was clear: there is no right to enter."""

    status = 409


class ReasonForLowRankIsMissing(Refusal):
    """Less would be left for this bank than it lends: somebody answers for that in writing."""


class RegistrationCannotBeExtended(Refusal):
    """Outside the days before expiry, or to an impossible day."""


class RegistrationIsReleased(Refusal):
    """The entry was struck out already."""

    status = 409


class DebtIsStillThere(Refusal):
    """The entry is struck out when the debt has ended, not before."""

    status = 409


class ReleaseDoesNotFit(Refusal):
    """Number or day of the striking out that cannot be."""


class NoticeCannotBeSent(Refusal):
    """There is nobody to notify, or nothing that was assigned or pledged."""

    status = 409


class NoticeWasSentAlready(Refusal):
    """One notice per case; a second would only confuse the debtor."""

    status = 409


class NoticeWasReceivedAlready(Refusal):
    """A colleague of the debtor acknowledged it before."""

    status = 409

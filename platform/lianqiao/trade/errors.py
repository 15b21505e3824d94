"""What can be wrong with receivables and orders."""

from ..shared.errors import ItIsNotYours, Refusal


class AmountIsNotPossible(Refusal):
    """The amount, or a part of it, is below zero or above the document's."""


class DatesAreNotPossible(Refusal):
    """The dates of a document cannot all be true."""


class PartiesAreTheSame(Refusal):
    """Nobody owes to himself."""


class NoTradeLinkIsActive(Refusal):
    """Only partners whose link is active, in the right direction, enter documents."""


class YouAreNoParty(ItIsNotYours):
    """A document is entered by one of its two sides."""


class BuyerMayNotBorrowHere(Refusal):
    """A buyer finances its purchase only from a core enterprise."""


class InvoiceNumberIsRefused(Refusal):
    """The number or code cannot be an invoice's."""


class DocumentIsThereAlready(Refusal):
    """The same document was entered before."""

    status = 409


class ReasonForNearDocumentIsMissing(Refusal):
    """Another document of the same debtor, amount and due date is there: say why this is not it."""


class ReasonIsMissing(Refusal):
    """The other side must read why."""


class ItIsSettledAlready(Refusal):
    """What was paid is not confirmed any more."""

    status = 409


class SomebodyDidItAlready(Refusal):
    """A colleague was faster, or the button was pressed twice."""

    status = 409


class OnlyOrdersAreDelivered(Refusal):
    """A receivable stems from goods that were delivered already."""


class NothingWasChosen(Refusal):
    """A batch needs at least one document."""


class AssetIsOccupied(Refusal):
    """The asset is financed already, or not free for so much; no who, when or amount is told."""

    status = 409


class NotConfirmedYet(Refusal):
    """There is no letter on what nobody has confirmed."""

    status = 409


class OnlyAnApproverAnswers(ItIsNotYours):
    """A debt is given up for the firm by somebody whom the firm has trusted with it."""


class AnotherPersonAnswers(Refusal):
    """Above an amount a second person of the firm looks at it: one may not be both."""

    status = 409


class AnswerIsTooLate(Refusal):
    """The last day to answer is over."""

    status = 409


class NotCarriedOutYet(Refusal):
    """There is no statement on a set-off that has not happened."""

    status = 409

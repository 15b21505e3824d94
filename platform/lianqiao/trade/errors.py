"""What can be wrong with receivables and orders."""

from collections.abc import Mapping
from typing import Any

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


class OrderCannotBeBilled(Refusal):
    """An invoice bills a delivered order of the same two parties."""


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


class PaymentIsSomebodyElses(ItIsNotYours):
    """A record of a payment is taken back by the side that made it."""


class PaymentIsReliedUpon(Refusal):
    """Something happened later that stands on the payment."""

    status = 409


class CheckStops(Refusal):
    """A rule of law does not allow this document; its words say which and what to do."""


class ClauseIsAskedFor(Refusal):
    """A form asks for the clause on a long term; that there is none is an answer too."""


class WarningsWereNotSeen(Refusal):
    """The person has not ticked that the warnings were looked at."""


class RemindedAlreadyToday(Refusal):
    """The other side is reminded of a document by hand once a day."""

    status = 409


class TheInvoiceIsPaid(Refusal):
    """An order that was invoiced is paid on its invoice."""

    status = 409


class CreditNotesTakeItAll(Refusal):
    """Credit notes have taken back the whole amount: nothing is left to confirm."""

    status = 409


class CreditNoteIsRefused(Refusal):
    """A credit note cannot be entered on this document, or not so much."""


class OnlyTheSellerCredits(ItIsNotYours):
    """Once confirmed, a debt is lowered by a credit note of its creditor alone."""


class CreditNoteIsThereAlready(Refusal):
    """The same credit note was entered before."""

    status = 409


class ProposalHasChanged(Refusal):
    """What is confirmed by the second person is what the first one laid before them."""

    status = 409


class SomeAreRefused(Refusal):
    """Some documents of a batch are refused, by id: nothing of the batch was done."""

    def __init__(self, message: Any, refused: Mapping[str, Refusal]) -> None:
        super().__init__(message)
        self.refused = refused


class NothingToRemindOf(Refusal):
    """The other side has answered already."""

    status = 409


class OneOfManyIsRefused(Refusal):
    """Of several documents entered together the one at ``at`` was refused, so none is kept."""

    def __init__(self, refusal: Refusal, at: int) -> None:
        super().__init__(refusal.message, refusal.field)
        self.at = at


class EInvoiceIsRefused(Refusal):
    """An e-invoice's file cannot be taken; ``where`` names the element, empty for the whole file.

    The message says what is wrong and what to do.
    """

    def __init__(self, message: Any, where: str = "") -> None:
        super().__init__(message)
        self.where = where

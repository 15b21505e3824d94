"""Refusals of the loan book: each class is a sentence, its message says the mend."""

from ..shared.errors import Refusal, SomebodyWasFaster


class ApplicationIsNotRegistered(Refusal):
    """A drawdown is recorded only after the registration (银发〔2025〕77号 art. 13)."""


class DrawdownDateDoesNotFit(Refusal):
    """The drawdown lies before the registration, in the future, or not before maturity."""


class LoanNumberIsTaken(Refusal):
    """The bank has a loan of that number already."""


class RepaymentDoesNotFit(Refusal):
    """The amount is nothing, or more than is still owed, or its date is impossible."""


class LoanIsOver(Refusal):
    """Nothing is owed on the loan any more."""

    status = 409


class LoanMayNotBeRenewed(Refusal):
    """The loan's borrower, state or date is outside the renewal rules (金规〔2024〕13号)."""


class RenewalIsOpenAlready(SomebodyWasFaster):
    """A loan has at most one open renewal review."""


class StatementIsMissing(Refusal):
    """A firm that applies for renewal says what it needs the money for."""


class OpinionDoesNotFit(Refusal):
    """The opinion contradicts the five conditions, or lacks its reasons."""


class ApproverMadeTheOpinion(Refusal):
    """The person who made the opinion does not approve it."""

    status = 403


class RenewalIsTooLate(Refusal):
    """A renewal is signed no later than maturity."""


class RenewalTermsDoNotFit(Refusal):
    """The new loan's amount, rate or dates do not fit the old one."""


class NothingIsToBePassedOn(Refusal):
    """Nothing of what the debtor paid is the firm's to get back."""

    status = 409

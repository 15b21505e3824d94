"""What can be wrong with firms, their links and their consent."""

from ..shared.errors import Refusal


class FirmIsRegisteredAlready(Refusal):
    """The credit code stands on the platform already."""


class BankCodeIsTaken(Refusal):
    """Another bank goes by the code in files."""


class PartnerIsOneself(Refusal):
    """A firm does not trade with itself."""


class TheyAreLinkedAlready(Refusal):
    """The link exists and is proposed or active."""


class ThisCustomerMustRegisterFirst(Refusal):
    """A firm that is no core enterprise cannot enter a new customer.

    Customers confirm what they owe: their first person must not come from their creditor.
    """


class TheOtherSideAnswers(Refusal):
    """Who proposed a link cannot accept it as well."""

    status = 409


class ThisFirmIsNotYoursToInvite(Refusal):
    """Only who registered a firm, or the operator, invites its first person."""


class FirmHasNoProfile(Refusal):
    """Only firms have partners, a profile and consent to give."""


class TheEndIsNotAhead(Refusal):
    """Consent must end after today, and within the longest term."""


class NoConsentIsLive(Refusal):
    """There is nothing to revoke."""


class IndustryIsNotKnown(Refusal):
    """The code is not in GB/T 4754."""


class TheFirmIsDishonest(Refusal):
    """The firm stands on the list of dishonest debtors; repair and expiry are the ways out."""


class TheseFirmsCannotBeMerged(Refusal):
    """Something stands between two firms that are to be one; the words say what to mend."""

    status = 409


class TheFirmIsMerged(Refusal):
    """The code is that of a firm that was merged into another, whose code is to be used."""

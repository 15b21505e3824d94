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


class TheRegisteringSideEdits(Refusal):
    """Who entered a link keeps its terms; the other side is told of each change."""

    status = 409


class NothingHasChanged(Refusal):
    """The terms that were typed are those that stand."""


class ThisFirmIsNotYoursToInvite(Refusal):
    """Only who registered a firm, or the operator, invites its first person."""


class FirmHasNoProfile(Refusal):
    """Only firms have partners, a profile and consent to give."""


class TheEndIsNotAhead(Refusal):
    """Consent must end after today, and within the longest term."""


class NoConsentIsLive(Refusal):
    """It was revoked or has run out already."""

    status = 409


class NoBankIsNamed(Refusal):
    """Consent is for every bank or for some; none was chosen, or one that is not there."""


class IndustryIsNotKnown(Refusal):
    """The code is not in GB/T 4754."""


class TheFirmIsDishonest(Refusal):
    """The firm stands on the list of dishonest debtors; repair and expiry are the ways out."""


class TheseFirmsCannotBeMerged(Refusal):
    """Something stands between two firms that are to be one; the words say what to mend."""

    status = 409


class TheFirmIsMerged(Refusal):
    """The code is that of a firm that was merged into another, whose code is to be used."""


class TheListingIsOver(Refusal):
    """The entry has run out and stops nothing any more."""

    status = 409


class TheFactStandsAlready(Refusal):
    """The firm has claimed the same thing before, and it waits or counts."""


class TheFactIsOutOfDate(Refusal):
    """The dates of a fact lie ahead, behind, or the wrong way round."""


class ACertificateIsMissing(Refusal):
    """Somebody else's recognition has an issuer and a day."""


class TheClaimantDoesNotCheck(Refusal):
    """Four eyes: who claims a fact does not verify or reject it."""

    status = 403

"""What can be wrong with organisations and their people."""

from ..shared.errors import Refusal


class ReasonIsMissing(Refusal):
    """A refusal, suspension or end needs a reason that the other side can read."""


class TheOperatorCannotBeSuspended(Refusal):
    """Nobody could bring the platform back."""


class OrganisationIsNotApproved(Refusal):
    """People are invited into an organisation once it is approved."""


class SomebodyHasJoinedAlready(Refusal):
    """The organisation has an administrator, who invites the others."""


class YouCannotDisableYourself(Refusal):
    """An administrator would lock the door from outside."""


class RoleIsUnknown(Refusal):
    """Roles are clerk, approver and administrator; everybody has at least one."""


class SomebodyMustAdminister(Refusal):
    """The last active administrator of an organisation stays one."""


class InvitationIsOver(Refusal):
    """The invitation was used or revoked already."""

    status = 409

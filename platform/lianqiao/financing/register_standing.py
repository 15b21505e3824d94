"""Where a bank stands on a receivable beside those whom it found in the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from ..trade.models import owed_fen
from ..trade.queries import get_asset
from .models import Application, PriorClaim, Quote, RegisterQuery
from .priority import Rank, RankedClaim, rank_claims
from .queries import find_registration
from .queries_register import (
    find_claimed_asset,
    find_notice,
    list_prior_claims,
    list_register_queries,
)

OWN = ""  # the key of the bank's own claim; no id is empty


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the ranking: who, and whether it is this bank."""

    name: str
    is_own: bool
    rank: Rank


@dataclass(frozen=True, slots=True)
class Standing:
    """The ranking if the receivable were paid out now. Amounts in fen."""

    looks: Sequence[RegisterQuery]
    priors: Sequence[PriorClaim]
    lines: Sequence[Line]
    owed_fen: int
    principal_fen: int

    @property
    def own(self) -> Rank:
        """This bank's place."""
        return next(line.rank for line in self.lines if line.is_own)

    @property
    def left_fen(self) -> int:
        """What this bank would get."""
        return self.own.paid_fen

    @property
    def is_short(self) -> bool:
        """Whether that is less than it lends."""
        return self.left_fen < self.principal_fen


def look_at_standing(
    session: Session, application: Application, quote: Quote, bank: str
) -> Standing:
    """Rank the bank's own claim among those of the latest look into the register.

    The caller has fetched the application for the bank. What another bank of the platform
    holds is no part of it: a bank learns of others from the register, as it would without
    the platform.
    """
    looks = list_register_queries(session, application.id)
    priors = list_prior_claims(session, looks[0].id) if looks else []
    asset = find_claimed_asset(session, application.id)
    asset = asset or get_asset(session, application.asset_id)
    owed = int(owed_fen(asset))
    own = _own_claim(session, application, quote)
    ranks = rank_claims([own, *(_as_claim(one) for one in priors)], owed)
    names = {OWN: bank} | {one.id: one.holder for one in priors}
    lines = [Line(names[one.claim.holder], one.claim.holder == OWN, one) for one in ranks]
    return Standing(looks, priors, lines, owed, quote.principal_fen)


def _own_claim(session: Session, application: Application, quote: Quote) -> RankedClaim:
    registration = find_registration(session, application.id)
    notice = find_notice(session, application.id)
    return RankedClaim(
        holder=OWN,
        arrangement=quote.arrangement,
        registered_at=registration.registered_at if registration else None,
        notified_at=notice.received_at if notice else None,
        amount_fen=quote.principal_fen,
    )


def _as_claim(prior: PriorClaim) -> RankedClaim:
    return RankedClaim(
        holder=prior.id,
        arrangement=prior.arrangement,
        registered_at=prior.registered_at,
        notified_at=prior.notified_at,
        amount_fen=prior.amount_fen,
    )

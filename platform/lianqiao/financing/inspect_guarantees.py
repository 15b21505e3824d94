"""The invariant of guarantees, held against the database: capacity taken is what claims hold."""

from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlmodel import Session

from ..products.models import CreditLimit
from ..shared.tables import columns
from ..trade.models import AssetClaim
from .models import Application

Check = Callable[[Session], Iterator[str]]


def guarantees_equal_claims(session: Session) -> Iterator[str]:
    """A guarantor's reserved + used equals the live claims of what it stands behind."""
    claim, application = columns(AssetClaim), columns(Application)
    query = (
        select(application.guarantor_id, func.sum(claim.principal_fen))
        .join(Application, application.id == claim.application_id)
        .where(claim.live, application.guarantor_id.is_not(None))
        .group_by(application.guarantor_id)
    )
    held = {guarantor: int(total) for guarantor, total in session.execute(query)}
    limit = columns(CreditLimit)
    limits = select(limit.holder_id, limit.reserved_fen + limit.used_fen)
    rows = session.execute(limits.where(limit.scope == "guarantee"))
    taken = {guarantor: int(total) for guarantor, total in rows}
    for guarantor in sorted(held.keys() | taken.keys()):
        if taken.get(guarantor, 0) != held.get(guarantor, 0):
            yield (
                f"guarantor {guarantor}: capacity taken {taken.get(guarantor, 0)}, "
                f"live claims {held.get(guarantor, 0)}"
            )


INVARIANTS: tuple[tuple[str, Check], ...] = (("guarantees_equal_claims", guarantees_equal_claims),)

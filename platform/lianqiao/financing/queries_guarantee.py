"""What matching reads of guarantors: their codes, what they may stand for, what is taken of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlmodel import Session

from matching import Limit as MatchedLimit

from ..accounts.models import Organisation
from ..products.models import CreditLimit
from ..registry.models import Guarantor
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns, table


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantor as matching sees it. Money in fen; ``ceiling_fen`` None: nobody set any.

    ``code`` is its credit code, so that the same county gives the same result on another
    machine; its id where it has none.
    """

    id: str
    code: str
    name: str
    approved: bool
    net_assets_fen: int
    multiple: int
    ceiling_fen: int | None
    taken_fen: int

    @property
    def room_fen(self) -> int:
        """What is free of the capacity; nothing where there is none or it is not approved."""
        if self.ceiling_fen is None or not self.approved:
            return 0
        return max(0, self.ceiling_fen - self.taken_fen)

    @property
    def line(self) -> str:
        """The name of its limit in the limit prices."""
        return f"guarantee:{self.code}"

    def limit(self, room_fen: int) -> MatchedLimit:
        """Its capacity as a limit of matching, with so much free."""
        return MatchedLimit("", "guarantee", self.code, room_fen)


def read_guarantees(session: Session) -> dict[str, Guarantee]:
    """Every guarantor by id, by name."""
    guarantor, organisation = columns(Guarantor), columns(Organisation)
    limit = columns(CreditLimit)
    own = and_(limit.scope == "guarantee", limit.holder_id == guarantor.id)
    query = (
        select(
            guarantor.id,
            guarantor.uscc,
            guarantor.net_assets_fen,
            guarantor.multiple,
            organisation.name,
            organisation.state,
            limit.ceiling_fen,
            (limit.reserved_fen + limit.used_fen).label("taken_fen"),
        )
        .select_from(table(Guarantor))
        .join(table(Organisation), organisation.id == guarantor.id)
        .outerjoin(table(CreditLimit), own)
        .order_by(organisation.name, guarantor.id)
    )
    return {
        row.id: Guarantee(
            id=row.id,
            code=row.uscc or row.id,
            name=row.name,
            approved=row.state == "approved",
            net_assets_fen=row.net_assets_fen,
            multiple=row.multiple,
            ceiling_fen=row.ceiling_fen,
            taken_fen=row.taken_fen or 0,
        )
        for row in session.execute(query)
    }


def limits_of(guarantees: Iterable[Guarantee]) -> Iterator[MatchedLimit]:
    """What is free of every capacity, as limits of matching."""
    for guarantee in guarantees:
        yield guarantee.limit(guarantee.room_fen)


def code_of(guarantees: Mapping[str, Guarantee], guarantor_id: str | None) -> str:
    """A guarantor's code; empty for nobody."""
    return guarantees[guarantor_id].code if guarantor_id else ""


def list_guarantees_for(session: Session, actor: Actor) -> list[Guarantee]:
    """Approved guarantors whose multiple the viewer may try: all for the office, its own alone."""
    known = [each for each in read_guarantees(session).values() if each.approved]
    if actor.kind == "regulator":
        return known
    return [each for each in known if actor.kind == "guarantor" and each.id == actor.organisation]


def get_guarantee_for(session: Session, actor: Actor, guarantor_id: str) -> Guarantee:
    """One of them; raises NothingIsThere."""
    for each in list_guarantees_for(session, actor):
        if each.id == guarantor_id:
            return each
    raise NothingIsThere

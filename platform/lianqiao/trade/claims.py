"""Claims on assets: no part of a document is financed twice, by whomever, at whatever moment.

Three guards stand one behind the other. The asset's row, and before it that of the order
whose goods it bills, is held from the first look to the end of the transaction, so that
claims on the same goods follow one another. The shares of all live claims are summed exactly,
as fractions, under that hold. The row is then moved by a guarded UPDATE whose row count is
checked; unique indexes and CHECKs stand behind it.
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlmodel import Session

from ..shared.tables import columns, table
from .errors import AssetIsOccupied
from .models import WHOLE_SHARE, Asset, AssetClaim, owed_fen
from .order_family import find_held_back, hold, hold_behind_order


def claim_asset(
    session: Session,
    asset_id: str,
    bank_id: str,
    application_id: str,
    principal_fen: int,
    pair_principal_fen: int,
    now: datetime,
) -> AssetClaim:
    """Hold ``principal_fen`` of an asset for a bank, until the debt ends or is released.

    ``pair_principal_fen`` is what the bank's product would lend on the whole asset; the
    share taken is their quotient. An asset that cannot be split is taken whole. Raises
    AssetIsOccupied, which says nothing about any other bank; rows are untouched then.
    """
    asset = hold_behind_order(session, asset_id)
    taken = _live_claims(session, asset_id)
    share = exact_share(principal_fen, pair_principal_fen)
    free_fen = owed_fen(asset) - find_held_back(session, asset_id).get(asset_id, 0)
    if not _has_room(asset, bank_id, taken, share, principal_fen, free_fen):
        raise _occupied()
    whole = not asset.splittable
    occupied = WHOLE_SHARE if whole else share_units(_sum_of(taken) + share)
    _occupy(session, asset, principal_fen, occupied)
    claim = AssetClaim(
        created_at=now,
        asset_id=asset_id,
        bank_id=bank_id,
        application_id=application_id,
        principal_fen=principal_fen,
        pair_principal_fen=pair_principal_fen,
        share=WHOLE_SHARE if whole else share_units(share),
        whole=whole,
    )
    session.add(claim)
    session.flush()
    return claim


def release_claim(session: Session, application_id: str, now: datetime) -> bool:
    """Free what an application holds; a second time nothing happens and it says False."""
    asset = _hold_claimed(session, application_id)
    if asset is None:
        return False
    claim = columns(AssetClaim)
    ended = (
        update(table(AssetClaim))
        .where(claim.application_id == application_id, claim.live)
        .values(live=False, released_at=now, version=claim.version + 1)
        .returning(claim.principal_fen)
    )
    principal_fen = session.execute(ended).scalar_one_or_none()
    if principal_fen is None:
        return False  # another transaction released it while this one waited for the asset
    _expire_claims(session, application_id)
    left = _live_claims(session, asset.id)
    _free(session, asset, principal_fen, share_units(_sum_of(left)))
    return True


def exact_share(principal_fen: int, pair_principal_fen: int) -> Fraction:
    """The share of an asset that a principal takes; above 1 it is no share."""
    if not 0 < principal_fen <= pair_principal_fen:
        raise _occupied()
    return Fraction(principal_fen, pair_principal_fen)


def share_units(share: Fraction) -> int:
    """A share as the column keeps it, rounded up: what looks free is free indeed."""
    return -((-share.numerator * WHOLE_SHARE) // share.denominator)


def _hold_claimed(session: Session, application_id: str) -> Asset | None:
    """The asset that an application holds, held; a claim that moves meanwhile is followed."""
    claim = columns(AssetClaim)
    known = select(claim.asset_id).where(claim.application_id == application_id, claim.live)
    session.flush()
    asset_id = session.execute(known).scalar_one_or_none()
    while asset_id is not None:
        asset = hold(session, asset_id)
        there = session.execute(known).scalar_one_or_none()
        if there == asset_id:
            return asset
        asset_id = there
    return None


def _live_claims(session: Session, asset_id: str) -> Sequence[Any]:
    """The live claims: bank_id, principal_fen, pair_principal_fen, whole."""
    claim = columns(AssetClaim)
    query = select(claim.bank_id, claim.principal_fen, claim.pair_principal_fen, claim.whole).where(
        claim.asset_id == asset_id, claim.live
    )
    return session.execute(query).all()


def _sum_of(claims: Sequence[Any]) -> Fraction:
    shares = (Fraction(claim.principal_fen, claim.pair_principal_fen) for claim in claims)
    return sum(shares, Fraction(0))


def _has_room(
    asset: Asset,
    bank_id: str,
    taken: Sequence[Any],
    share: Fraction,
    principal_fen: int,
    free_fen: int,
) -> bool:
    """Whether the asset, as it is held, can carry one more claim within ``free_fen`` of all."""
    if asset.state != "confirmed" or any(claim.bank_id == bank_id for claim in taken):
        return False
    if taken and (not asset.splittable or any(claim.whole for claim in taken)):
        return False
    used_fen = sum(claim.principal_fen for claim in taken)
    return _sum_of(taken) + share <= 1 and used_fen + principal_fen <= free_fen


def _occupy(session: Session, asset: Asset, principal_fen: int, share: int) -> None:
    row = columns(Asset)
    guarded = (
        update(table(Asset))
        .where(
            row.id == asset.id,
            row.version == asset.version,
            row.state == "confirmed",
            row.occupied_fen + principal_fen <= owed_fen(row),
            row.occupied_share < WHOLE_SHARE,
        )
        .values(
            occupied_fen=row.occupied_fen + principal_fen,
            occupied_share=share,
            version=row.version + 1,
        )
    )
    _move(session, asset, guarded)


def _free(session: Session, asset: Asset, principal_fen: int, share: int) -> None:
    row = columns(Asset)
    guarded = (
        update(table(Asset))
        .where(
            row.id == asset.id,
            row.version == asset.version,
            row.occupied_fen >= principal_fen,
        )
        .values(
            occupied_fen=row.occupied_fen - principal_fen,
            occupied_share=share,
            version=row.version + 1,
        )
    )
    _move(session, asset, guarded)


def _move(session: Session, asset: Asset, guarded: Any) -> None:
    moved: Any = session.execute(guarded)
    if moved.rowcount != 1:
        raise _occupied()
    session.refresh(asset)


def _expire_claims(session: Session, application_id: str) -> None:
    """Rows of the claim that this session has loaded are read anew when they are looked at."""
    for row in session.identity_map.values():
        if isinstance(row, AssetClaim) and row.application_id == application_id:
            session.expire(row)


def _occupied() -> AssetIsOccupied:
    return AssetIsOccupied(_("该单据已被占用"))


__all__ = ["AssetIsOccupied", "claim_asset", "exact_share", "release_claim", "share_units"]

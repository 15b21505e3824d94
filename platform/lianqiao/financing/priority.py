"""Who is paid first out of one receivable that several financiers claim (民法典 art. 768).

By art. 66 of the guarantee interpretation (担保制度解释) pledge, factoring and assignment are
ranked alike. Values in, ranks out: no database, no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

SOURCE = _l("民法典第七百六十八条、担保制度解释第六十六条")


@dataclass(frozen=True, slots=True)
class RankedClaim:
    """One financier's right. ``notified_at`` is when the notice reached the debtor.

    ``holder`` is a key that tells claims apart; ``amount_fen`` is above zero.
    """

    holder: str
    arrangement: str
    registered_at: datetime | None
    notified_at: datetime | None
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Rank:
    """A claim's place from 1, what it is paid in fen, and why in words."""

    claim: RankedClaim
    place: int
    paid_fen: int
    reason: str

    @property
    def short_fen(self) -> int:
        """What the claim does not get."""
        return self.claim.amount_fen - self.paid_fen


def rank_claims(claims: Iterable[RankedClaim], owed_fen: int) -> list[Rank]:
    """Rank the claims on one receivable and pay ``owed_fen`` out in that order, to the fen.

    Registered before unregistered; earlier registration first; where none is registered the
    notice that reached the debtor first; neither: pro rata. Equal times are one place, paid
    pro rata. The order of the input does not matter; the payments sum to the lesser of what
    is owed and what is claimed. Raises ValueError for an amount of nothing or below.

    >>> [(r.place, r.paid_fen) for r in rank_claims([], 100)]
    []
    """
    ordered = sorted(claims, key=lambda one: (standing_of(one), one.holder, one.amount_fen))
    if any(one.amount_fen <= 0 for one in ordered):
        raise ValueError("a claim is above zero")
    left, place, found = max(0, owed_fen), 1, list[Rank]()
    for _standing, tied in groupby(ordered, key=standing_of):
        equals = list(tied)
        shares = share_out(left, [one.amount_fen for one in equals])
        for one, paid_fen in zip(equals, shares, strict=True):
            found.append(Rank(one, place, paid_fen, _reason(one, len(equals), ordered)))
        left -= sum(shares)
        place += len(equals)
    return found


def standing_of(claim: RankedClaim) -> tuple[int, datetime]:
    """The claim's place among others as something to compare: the lower, the earlier."""
    if claim.registered_at is not None:
        return 0, claim.registered_at
    if claim.notified_at is not None:
        return 1, claim.notified_at
    return 2, datetime.min.replace(tzinfo=UTC)


def share_out(total_fen: int, amounts: Sequence[int]) -> list[int]:
    """Up to each amount, pro rata where the total does not do; no fen is lost or made.

    The fen left over by rounding down go to the largest remainders, equal ones in the order
    given.
    """
    asked = sum(amounts)
    if asked <= total_fen:
        return list(amounts)
    parts = [divmod(total_fen * amount, asked) for amount in amounts]
    shares = [whole for whole, _rest in parts]
    by_rest = sorted(range(len(parts)), key=lambda at: -parts[at][1])
    for at in by_rest[: total_fen - sum(shares)]:
        shares[at] += 1
    return shares


def _reason(claim: RankedClaim, equals: int, claims: Sequence[RankedClaim]) -> str:
    """Why the claim stands where it does, with the article."""
    first = standing_of(claims[0])[0]
    words = _("没有其他人主张权利") if len(claims) == 1 else _words(standing_of(claim)[0], first)
    if equals > 1 and standing_of(claim)[0] < 2:
        words += _("；时间相同，与同一顺位的其他 %(n)s 家按比例受偿", n=equals - 1)
    if claim.arrangement == "pledge" and claim.registered_at is None:
        words += _("；质权自登记时设立，请尽快登记（民法典第四百四十五条）")
    return f"{words}（{SOURCE}）"


def _words(tier: int, first: int) -> Any:
    """The rule for a tier (registered, notified, neither), where ``first`` is the best there is."""
    if tier == 0:
        return _("已登记：先于未登记的，均已登记的按登记时间先后")
    if tier == 1 and first == 0:
        return _("未登记：排在已登记的之后，未登记的之间通知先到达债务人的在先")
    if tier == 1:
        return _("均未登记：通知先到达债务人的在先")
    if first == 2:
        return _("均未登记也未通知：按金额比例")
    return _("未登记也未通知：排在已登记、已通知的之后，彼此按金额比例")


__all__ = ["SOURCE", "Rank", "RankedClaim", "rank_claims", "share_out", "standing_of"]

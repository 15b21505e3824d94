"""Ranking by 民法典 art. 768: every branch, and many random cases beside a brute-force oracle."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest

from lianqiao.financing.models import ARRANGEMENTS
from lianqiao.financing.priority import Rank, RankedClaim, rank_claims, share_out

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
CASES = 2_000


def claim(
    holder: str,
    amount: int,
    registered: int | None = None,
    notified: int | None = None,
    arrangement: str = "recourse_factoring",
) -> RankedClaim:
    """Times are hours after the start."""
    return RankedClaim(holder, arrangement, _at(registered), _at(notified), amount)


def _at(hours: int | None) -> datetime | None:
    return None if hours is None else START + timedelta(hours=hours)


def paid(claims: list[RankedClaim], owed: int) -> dict[str, tuple[int, int]]:
    return {rank.claim.holder: (rank.place, rank.paid_fen) for rank in rank_claims(claims, owed)}


@pytest.mark.parametrize(
    ("claims", "owed", "expected"),
    [
        ([claim("a", 70)], 100, {"a": (1, 70)}),
        ([claim("a", 170)], 100, {"a": (1, 100)}),
        # Registered before unregistered, however early the notice.
        ([claim("a", 70, None, 1), claim("b", 70, 9)], 100, {"b": (1, 70), "a": (2, 30)}),
        ([claim("a", 70), claim("b", 70, 9)], 100, {"b": (1, 70), "a": (2, 30)}),
        # Earlier registration first, whatever the notices say.
        ([claim("a", 70, 5, 1), claim("b", 70, 4, 8)], 100, {"b": (1, 70), "a": (2, 30)}),
        # The same time is the same place, pro rata.
        ([claim("a", 100, 5, 1), claim("b", 50, 5, 2)], 90, {"a": (1, 60), "b": (1, 30)}),
        # None registered: the notice that reached the debtor first.
        ([claim("a", 70, None, 3), claim("b", 70, None, 2)], 100, {"b": (1, 70), "a": (2, 30)}),
        ([claim("a", 60, None, 3), claim("b", 30, None, 3)], 60, {"a": (1, 40), "b": (1, 20)}),
        # Notified before not notified.
        ([claim("a", 70), claim("b", 70, None, 9)], 100, {"b": (1, 70), "a": (2, 30)}),
        # Neither: pro rata by amount.
        ([claim("a", 100), claim("b", 200)], 150, {"a": (1, 50), "b": (1, 100)}),
        # Three tiers one behind the other; the last get nothing.
        (
            [claim("a", 10), claim("b", 30, None, 1), claim("c", 80, 1)],
            100,
            {"c": (1, 80), "b": (2, 20), "a": (3, 0)},
        ),
        # Two share a place: the next place is counted behind both.
        (
            [claim("a", 10, 1), claim("b", 10, 1), claim("c", 10, 2)],
            25,
            {"a": (1, 10), "b": (1, 10), "c": (3, 5)},
        ),
        # The largest remainder gets the fen that rounding left over.
        ([claim("a", 1), claim("b", 1), claim("c", 1)], 2, {"a": (1, 1), "b": (1, 1), "c": (1, 0)}),
        ([claim("a", 10), claim("b", 20)], 0, {"a": (1, 0), "b": (1, 0)}),
        ([claim("a", 10)], -5, {"a": (1, 0)}),
        ([], 100, {}),
    ],
)
def test_every_branch_of_the_article(
    claims: list[RankedClaim], owed: int, expected: dict[str, tuple[int, int]]
) -> None:
    assert paid(claims, owed) == expected


@pytest.mark.parametrize(
    ("claims", "holder", "words"),
    [
        ([claim("a", 1)], "a", "没有其他人主张权利"),
        ([claim("a", 1, 1), claim("b", 1, 2)], "b", "按登记时间先后"),
        ([claim("a", 1, 1), claim("b", 1, 1)], "b", "同一顺位的其他 1 家按比例"),
        ([claim("a", 1, 1), claim("b", 1, None, 2)], "b", "未登记：排在已登记的之后"),
        ([claim("a", 1, None, 1), claim("b", 1, None, 2)], "b", "均未登记：通知先到达"),
        ([claim("a", 1, 1), claim("b", 1)], "b", "未登记也未通知：排在"),
        ([claim("a", 1), claim("b", 1)], "b", "均未登记也未通知：按金额比例"),
        ([claim("a", 1, 1), claim("b", 1, arrangement="pledge")], "b", "第四百四十五条"),
    ],
)
def test_the_reason_of_each_place_is_said_with_the_article(
    claims: list[RankedClaim], holder: str, words: str
) -> None:
    reasons = {rank.claim.holder: rank.reason for rank in rank_claims(claims, 10)}
    assert words in reasons[holder]
    assert all("民法典第七百六十八条" in reason for reason in reasons.values())


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_pledge_factoring_and_assignment_are_ranked_alike(arrangement: str) -> None:
    claims = [claim("a", 70, 5), claim("b", 70, 4), claim("c", 70, None, 1)]
    changed = [replace(one, arrangement=arrangement) for one in claims]
    assert paid(changed, 100) == paid(claims, 100) == {"b": (1, 70), "a": (2, 30), "c": (3, 0)}


def test_a_claim_of_nothing_is_no_claim() -> None:
    with pytest.raises(ValueError, match="above zero"):
        rank_claims([claim("a", 0)], 10)


def _before(one: RankedClaim, other: RankedClaim) -> bool:
    """The article as it is written, for two claims: whether the one comes first."""
    if one.registered_at and other.registered_at:
        return one.registered_at < other.registered_at
    if one.registered_at or other.registered_at:
        return one.registered_at is not None
    if one.notified_at and other.notified_at:
        return one.notified_at < other.notified_at
    return one.notified_at is not None and other.notified_at is None


def _oracle(claims: list[RankedClaim], owed: int) -> dict[str, tuple[int, Fraction]]:
    """Places by counting who comes before; money handed out place by place, unrounded."""
    places = {one.holder: 1 + sum(_before(two, one) for two in claims) for one in claims}
    left, found = Fraction(max(0, owed)), dict[str, tuple[int, Fraction]]()
    for place in sorted(set(places.values())):
        here = [one for one in claims if places[one.holder] == place]
        total = sum(one.amount_fen for one in here)
        part = min(Fraction(1), left / total)
        for one in here:
            found[one.holder] = (place, one.amount_fen * part)
        left -= total * part
    return found


def _random_claims(rng: Random) -> list[RankedClaim]:
    """Few distinct times, so that ties and every tier come up."""
    return [
        claim(
            f"h{number}",
            rng.choice((1, 2, 3, 7, 100, rng.randint(1, 10**12))),
            rng.choice((None, None, 1, 2, 3)),
            rng.choice((None, 1, 2, 3)),
            rng.choice(ARRANGEMENTS),
        )
        for number in range(rng.randint(1, 7))
    ]


def _faults(claims: list[RankedClaim], owed: int, ranks: list[Rank]) -> list[str]:
    """What differs from the oracle."""
    expected, found = _oracle(claims, owed), list[str]()
    for rank in ranks:
        place, exact = expected[rank.claim.holder]
        if rank.place != place:
            found.append(f"{rank.claim.holder} stands at {rank.place}, not {place}")
        if not exact - 1 < rank.paid_fen < exact + 1:
            found.append(f"{rank.claim.holder} gets {rank.paid_fen}, exactly {exact}")
    total = sum(rank.paid_fen for rank in ranks)
    if total != min(max(0, owed), sum(one.amount_fen for one in claims)):
        found.append(f"{total} is paid out")
    return found


def _cases() -> list[tuple[Random, list[RankedClaim], int]]:
    found = []
    for seed in range(CASES):
        rng = Random(seed)
        claims = _random_claims(rng)
        total = sum(one.amount_fen for one in claims)
        found.append((rng, claims, rng.choice((0, 1, total, total + 1, rng.randint(0, total)))))
    return found


def test_two_thousand_random_cases_agree_with_the_article_as_it_is_written() -> None:
    for rng, claims, owed in _cases():
        ranks = rank_claims(claims, owed)
        assert _faults(claims, owed, ranks) == []
        shuffled = rng.sample(claims, len(claims))
        assert rank_claims(shuffled, owed) == ranks


def test_the_oracle_sees_a_notice_that_is_put_before_a_registration() -> None:
    seen = 0
    for _rng, claims, owed in _cases()[:200]:
        turned = [replace(one, registered_at=None) for one in claims]
        ranks = [
            replace(rank, claim=next(one for one in claims if one.holder == rank.claim.holder))
            for rank in rank_claims(turned, owed)
        ]
        seen += bool(_faults(claims, owed, ranks))
    assert seen > 100


def test_a_later_claim_never_hurts_an_earlier_one() -> None:
    for rng, claims, owed in _cases():
        before = paid(claims, owed)
        late = claim("late", rng.randint(1, 10**6), rng.choice((None, 9)), rng.choice((None, 9)))
        after = paid([*claims, late], owed)
        behind = {one.holder for one in claims if _before(one, late)}
        assert all(after[holder] == before[holder] for holder in behind)


def test_shares_lose_no_fen() -> None:
    rng = Random(7)
    for _case in range(CASES):
        amounts = [rng.randint(1, 10**9) for _one in range(rng.randint(1, 9))]
        total = rng.randint(0, sum(amounts) + 5)
        shares = share_out(total, amounts)
        assert sum(shares) == min(total, sum(amounts))
        assert all(0 <= share <= amount for share, amount in zip(shares, amounts, strict=True))

"""Claims on assets: whatever happens at once, no part of a document is financed twice."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from characters import WAN, World
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from lianqiao.accounts.models import Organisation
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.ids import new_id
from lianqiao.shared.tables import columns, table
from lianqiao.trade import claims
from lianqiao.trade.claims import claim_asset, release_claim, share_units
from lianqiao.trade.errors import AssetIsOccupied
from lianqiao.trade.models import WHOLE_SHARE, Asset, AssetClaim

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AT_ONCE = 64


def an_asset(
    database: Database, world: World, *, splittable: bool, confirmed_fen: int = 100 * WAN
) -> str:
    """A confirmed receivable of the supplier against the core enterprise."""
    asset_id = new_id()
    with database.writing() as session:
        session.add(
            Asset(
                id=asset_id,
                number=asset_id,
                kind="receivable",
                state="confirmed",
                creditor_id=world.org("supplier"),
                debtor_id=world.org("core"),
                borrower_id=world.org("supplier"),
                core_id=world.org("core"),
                entered_by=world.org("supplier"),
                document_no="1",
                amount_fen=confirmed_fen,
                confirmed_fen=confirmed_fen,
                splittable=splittable,
                issue_date=date(2026, 11, 1),
                due_date=date(2027, 2, 1),
                effective_due_date=date(2027, 2, 1),
                fingerprint=asset_id,
                near_fingerprint=asset_id,
            )
        )
    return asset_id


def some_banks(database: Database, count: int) -> list[str]:
    """Ids of so many banks."""
    with database.writing() as session:
        rows = [Organisation(kind="bank", name=f"演示银行{n}") for n in range(count)]
        session.add_all(rows)
        return [row.id for row in rows]


def at_once(attempts: list[Callable[[], object]]) -> Counter[str]:
    """What came of attempts that start together: "done", or the name of the error."""
    barrier = threading.Barrier(len(attempts))

    def attempt(one: Callable[[], object]) -> str:
        barrier.wait(timeout=60)
        try:
            one()
        except Exception as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(len(attempts)) as pool:
        return Counter(pool.map(attempt, attempts))


def claimer(
    database: Database, asset_id: str, bank_id: str, principal_fen: int, pair_fen: int
) -> Callable[[], object]:
    """An attempt to claim in a transaction of its own."""

    def attempt() -> str:
        application_id = new_id()
        with database.writing() as session:
            claim_asset(session, asset_id, bank_id, application_id, principal_fen, pair_fen, NOW)
        return application_id

    return attempt


def occupation(database: Database, asset_id: str) -> tuple[int, Fraction]:
    """Live principal and exact live share, which the asset's own columns must tell as well."""
    claim = columns(AssetClaim)
    query = select(claim.principal_fen, claim.pair_principal_fen, claim.whole).where(
        claim.asset_id == asset_id, claim.live
    )
    with database.reading() as session:
        rows = session.execute(query).all()
        asset = session.get_one(Asset, asset_id)
        total = sum(row.principal_fen for row in rows)
        share = sum((Fraction(r.principal_fen, r.pair_principal_fen) for r in rows), Fraction(0))
        whole = any(row.whole for row in rows)
        assert asset.occupied_fen == total
        assert asset.occupied_share == (WHOLE_SHARE if whole else share_units(share))
    return total, share


def test_of_64_banks_at_once_exactly_one_gets_a_whole_asset(
    database: Database, world: World
) -> None:
    asset_id = an_asset(database, world, splittable=False)
    banks = some_banks(database, AT_ONCE)
    outcome = at_once([claimer(database, asset_id, bank, 70 * WAN, 80 * WAN) for bank in banks])
    assert outcome == {"done": 1, "AssetIsOccupied": AT_ONCE - 1}
    assert occupation(database, asset_id) == (70 * WAN, Fraction(7, 8))


def test_of_64_banks_at_once_three_get_exact_thirds(database: Database, world: World) -> None:
    asset_id = an_asset(database, world, splittable=True)
    banks = some_banks(database, AT_ONCE)
    outcome = at_once([claimer(database, asset_id, bank, 10 * WAN, 30 * WAN) for bank in banks])
    assert outcome == {"done": 3, "AssetIsOccupied": AT_ONCE - 3}
    assert occupation(database, asset_id) == (30 * WAN, Fraction(1))


def test_of_64_claims_at_once_the_sum_stays_below_the_confirmed_amount(
    database: Database, world: World
) -> None:
    asset_id = an_asset(database, world, splittable=True, confirmed_fen=50 * WAN)
    banks = some_banks(database, AT_ONCE)
    outcome = at_once([claimer(database, asset_id, bank, 8 * WAN, 5000 * WAN) for bank in banks])
    assert outcome == {"done": 6, "AssetIsOccupied": AT_ONCE - 6}
    assert occupation(database, asset_id)[0] == 48 * WAN


def test_behind_the_exact_sum_stands_a_check_of_the_database(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the sum switched off the losers are no longer refused in words."""
    asset_id = an_asset(database, world, splittable=True)
    attempts = [
        claimer(database, asset_id, bank, 12 * WAN, 30 * WAN) for bank in some_banks(database, 8)
    ]
    monkeypatch.setattr(claims, "_has_room", lambda *_: True)
    outcome = at_once(attempts)
    assert outcome == {"done": 2, "IntegrityError": 6}
    assert occupation(database, asset_id) == (24 * WAN, Fraction(4, 5))


def test_reading_first_and_writing_later_finances_the_asset_many_times(
    database: Database, world: World
) -> None:
    """The control: the same attempts without hold and guard, as a naive program makes them."""
    asset_id = an_asset(database, world, splittable=True)
    banks = some_banks(database, 8)
    everybody_has_read = threading.Barrier(8)

    def naive(bank_id: str) -> Callable[[], object]:
        def attempt() -> None:
            with database.reading() as session:
                share = session.get_one(Asset, asset_id).occupied_share
            everybody_has_read.wait(timeout=60)
            assert share + WHOLE_SHARE // 2 <= WHOLE_SHARE
            with database.writing() as session:
                values = {"occupied_share": share + WHOLE_SHARE // 2}
                session.execute(update(table(Asset)).values(**values))
                session.add(
                    AssetClaim(
                        asset_id=asset_id,
                        bank_id=bank_id,
                        application_id=new_id(),
                        principal_fen=15 * WAN,
                        pair_principal_fen=30 * WAN,
                        share=WHOLE_SHARE // 2,
                        whole=False,
                    )
                )

        return attempt

    outcome = at_once([naive(bank) for bank in banks])
    assert outcome["done"] > 2
    with pytest.raises(AssertionError):
        occupation(database, asset_id)


def test_a_bank_holds_an_asset_once(database: Database, world: World) -> None:
    asset_id = an_asset(database, world, splittable=True)
    bank = world.org("bank")
    claimer(database, asset_id, bank, 10 * WAN, 80 * WAN)()
    with pytest.raises(AssetIsOccupied):
        claimer(database, asset_id, bank, 10 * WAN, 80 * WAN)()


def test_the_refusal_says_nothing_about_the_other_bank(database: Database, world: World) -> None:
    asset_id = an_asset(database, world, splittable=False)
    claimer(database, asset_id, world.org("bank"), 80 * WAN, 80 * WAN)()
    with pytest.raises(AssetIsOccupied) as refusal:
        claimer(database, asset_id, world.org("bank2"), 1, 80 * WAN)()
    assert str(refusal.value.message) == "该单据已被占用"


@pytest.mark.parametrize("state", ["entered", "disputed", "withdrawn", "settled", "delivered"])
def test_only_a_confirmed_asset_is_claimed(database: Database, world: World, state: str) -> None:
    asset_id = an_asset(database, world, splittable=True)
    with database.writing() as session:
        session.execute(update(table(Asset)).values(state=state))
    with pytest.raises(AssetIsOccupied):
        claimer(database, asset_id, world.org("bank"), WAN, 80 * WAN)()


@pytest.mark.parametrize(("principal", "pair"), [(0, 10), (-5, 10), (11, 10), (1, 0)])
def test_a_principal_outside_its_pair_is_no_claim(
    database: Database, world: World, principal: int, pair: int
) -> None:
    asset_id = an_asset(database, world, splittable=True)
    with pytest.raises(AssetIsOccupied):
        claimer(database, asset_id, world.org("bank"), principal, pair)()
    assert occupation(database, asset_id) == (0, Fraction(0))


def test_credit_notes_lower_what_can_be_claimed(database: Database, world: World) -> None:
    asset_id = an_asset(database, world, splittable=True)
    with database.writing() as session:
        session.execute(update(table(Asset)).values(credited_fen=60 * WAN))
    with pytest.raises(AssetIsOccupied):
        claimer(database, asset_id, world.org("bank"), 40 * WAN + 1, 80 * WAN)()
    claimer(database, asset_id, world.org("bank"), 40 * WAN, 80 * WAN)()
    assert occupation(database, asset_id)[0] == 40 * WAN


def test_a_claim_on_nothing_finds_nothing(database: Database, world: World) -> None:
    with pytest.raises(NothingIsThere):
        claimer(database, new_id(), world.org("bank"), 1, 1)()


def test_a_refused_claim_leaves_the_callers_transaction_as_it_was(
    database: Database, world: World
) -> None:
    asset_id = an_asset(database, world, splittable=False)
    with database.writing() as session:
        claim_asset(session, asset_id, world.org("bank"), "a", WAN, WAN, NOW)
        with pytest.raises(AssetIsOccupied):
            claim_asset(session, asset_id, world.org("bank2"), "b", WAN, WAN, NOW)
    assert occupation(database, asset_id) == (WAN, Fraction(1))


def test_releasing_frees_the_asset_once(database: Database, world: World) -> None:
    asset_id = an_asset(database, world, splittable=True)
    with database.writing() as session:
        claim = claim_asset(session, asset_id, world.org("bank"), "a", WAN, 3 * WAN, NOW)
        claim_asset(session, asset_id, world.org("bank2"), "b", WAN, 2 * WAN, NOW)
        assert release_claim(session, "a", NOW)
        assert not release_claim(session, "a", NOW)
        assert (claim.live, claim.released_at) == (False, NOW)
    assert occupation(database, asset_id) == (WAN, Fraction(1, 2))
    with database.writing() as session:
        assert release_claim(session, "b", NOW)
        assert not release_claim(session, "never", NOW)
    assert occupation(database, asset_id) == (0, Fraction(0))


def test_of_16_releases_at_once_one_counts(database: Database, world: World) -> None:
    asset_id = an_asset(database, world, splittable=False)
    with database.writing() as session:
        claim_asset(session, asset_id, world.org("bank"), "a", WAN, WAN, NOW)
    said: list[bool] = []

    def release() -> None:
        with database.writing() as session:
            said.append(release_claim(session, "a", NOW))

    assert at_once([release] * 16) == {"done": 16}
    assert sorted(said) == [False] * 15 + [True]
    assert occupation(database, asset_id) == (0, Fraction(0))


def test_claims_and_releases_in_a_tangle_keep_the_sums(database: Database, world: World) -> None:
    asset_id = an_asset(database, world, splittable=True)

    def loop(bank_id: str, number: int) -> Callable[[], object]:
        def attempt() -> None:
            for turn in range(5):
                application_id = new_id()
                try:
                    with database.writing() as session:
                        size = (number % 3 + 1) * WAN
                        claim_asset(session, asset_id, bank_id, application_id, size, 7 * WAN, NOW)
                except AssetIsOccupied:
                    continue
                if turn % 2 == 0:
                    with database.writing() as session:
                        assert release_claim(session, application_id, NOW)

        return attempt

    banks = some_banks(database, 12)
    assert at_once([loop(bank, n) for n, bank in enumerate(banks)]) == {"done": 12}
    total, share = occupation(database, asset_id)
    assert total <= 100 * WAN
    assert share <= 1


@given(st.lists(st.fractions(min_value=0, max_value=1), max_size=8))
def test_share_units_never_show_more_free_than_there_is(shares: list[Fraction]) -> None:
    total = sum(shares, Fraction(0))
    units = share_units(total)
    assert Fraction(units, WHOLE_SHARE) >= total
    assert Fraction(units - 1, WHOLE_SHARE) < total
    assert (units <= WHOLE_SHARE) == (total <= 1)

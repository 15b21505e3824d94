"""Colleagues at one moment: a document is confirmed once, by two persons where it takes two.

Real threads on both engines; each guard has a control that takes it away.
"""

import itertools
import threading
from random import Random
from typing import Any

import pytest
from characters import WAN, World, build_world
from confirm_samples import LARGE, add_colleagues, confirm, credit, large
from sqlalchemy import select
from together import Attempt, at_once
from trade_samples import NOW, a_receivable, audited, enter, events, read

from lianqiao.shared.database import Database
from lianqiao.shared.errors import Refusal
from lianqiao.trade import confirm_asset as confirming
from lianqiao.trade import enter_credit_note as crediting
from lianqiao.trade import queries
from lianqiao.trade.claims import claim_asset
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.models import Asset
from lianqiao.trade.send_back_confirmation import send_back_confirmation
from lianqiao.trade.withdraw_asset import withdraw_asset
from lianqiao.verify import verify_database

ROUNDS = 6
PEOPLE = ("core", "core-clerk", "core-approver")


@pytest.fixture(autouse=True)
def _colleagues(request: pytest.FixtureRequest) -> None:
    if "world" in request.fixturenames:
        add_colleagues(request.getfixturevalue("database"), request.getfixturevalue("world"))


def confirms(database: Database, world: World, who: str, asset_id: str) -> Attempt:
    return lambda: confirm(database, world, who, asset_id)


def violations(database: Database) -> list[str]:
    return [one.name for one in verify_database(database).findings if not one.ok]


def test_two_colleagues_at_once_confirm_once_and_the_loser_is_told(
    database: Database, world: World
) -> None:
    for turn in range(ROUNDS):
        asset_id = enter(database, world, a_receivable(world, f"R{turn}", amount_fen=turn + 1))
        outcome = at_once([confirms(database, world, who, asset_id) for who in PEOPLE[:2] * 2])
        assert sorted(outcome) == ["SomebodyDidItAlready"] * 3 + ["confirmed"]
        assert events(database, asset_id) == ["enter", "confirm"]
        assert audited(database, asset_id).count("confirm_asset") == 1
    assert violations(database) == []


def test_above_the_amount_nobody_is_first_and_second(database: Database, world: World) -> None:
    for turn in range(ROUNDS):
        asset_id = large(database, world, f"R{turn}", amount_fen=LARGE + turn)
        at_once([confirms(database, world, who, asset_id) for who in ("core", "core-approver") * 2])
        asset = read(database, asset_id)
        assert events(database, asset_id) == ["enter", "propose", "confirm"]
        assert {asset.proposed_by, asset.confirmed_by} == {
            world.users["core"],
            world.users["core-approver"],
        }
    assert violations(database) == []


def test_confirming_and_sending_back_at_once_end_in_one_way(
    database: Database, world: World
) -> None:
    for turn in range(ROUNDS):
        asset_id = large(database, world, f"R{turn}", amount_fen=LARGE + turn)
        confirm(database, world, "core-clerk", asset_id)

        def back(asset_id: str = asset_id) -> str:
            with database.writing() as session:
                actor = world.actor("core-clerk")
                return send_back_confirmation(session, actor, asset_id, "", NOW).state

        at_once([confirms(database, world, "core-approver", asset_id), back])
        asset = read(database, asset_id)
        # Whoever confirms after it went back is the first person of a new turn.
        assert asset.state in ("confirmed", "confirming")
        assert asset.proposed_by != asset.confirmed_by
    assert violations(database) == []


def test_withdrawing_and_confirming_at_once_end_in_one_way(
    database: Database, world: World
) -> None:
    for turn in range(ROUNDS):
        asset_id = enter(database, world, a_receivable(world, f"R{turn}", amount_fen=turn + 1))

        def withdraw(asset_id: str = asset_id) -> str:
            with database.writing() as session:
                return withdraw_asset(session, world.actor("supplier"), asset_id, NOW).state

        outcome = at_once([confirms(database, world, "core", asset_id), withdraw])
        asset = read(database, asset_id)
        assert asset.state in outcome
        assert (asset.state == "confirmed") == bool(asset.confirmed_fen)
        assert len(events(database, asset_id)) == 2
    assert violations(database) == []


@pytest.mark.postgresql
def test_without_holding_the_row_both_proceed_and_only_the_version_stops_one(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nobody is told that the colleague was faster."""
    database = Database(postgresql_url)
    world = build_world(database)
    add_colleagues(database, world)
    fetch, both_have_looked = queries._one, threading.Barrier(2)

    def unheld(session: Any, which: str, *conditions: Any, hold: bool = False) -> Any:
        return fetch(session, which, *conditions, hold=False)

    look = confirming.check_answer

    def wait_and_look(*args: Any) -> Any:
        both_have_looked.wait(timeout=60)
        return look(*args)

    monkeypatch.setattr(queries, "_one", unheld)
    monkeypatch.setattr(confirming, "check_answer", wait_and_look)
    asset_id = enter(database, world, a_receivable(world))
    outcome = at_once([confirms(database, world, who, asset_id) for who in ("core", "core-clerk")])
    assert "SomebodyDidItAlready" not in outcome
    assert sorted(outcome) != ["confirmed", "confirmed"]
    database.dispose()


def test_two_credit_notes_at_once_never_exceed_what_is_owed(
    database: Database, world: World
) -> None:
    for turn in range(ROUNDS):
        asset_id = enter(database, world, a_receivable(world, f"R{turn}", amount_fen=100 + turn))
        confirm(database, world, "core", asset_id)
        attempts = [
            (lambda n=n: credit(database, world, "supplier", asset_id, 60, f"H{n}").credited_fen)  # noqa: B023
            for n in range(3)
        ]
        outcome = at_once(attempts)
        assert sorted(outcome) == ["60", "AmountIsNotPossible", "AmountIsNotPossible"]
        assert read(database, asset_id).credited_fen == 60
    assert violations(database) == []


def test_the_same_note_at_once_is_kept_once(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    outcome = at_once(
        [lambda: credit(database, world, "supplier", asset_id, 60).state for _turn in range(4)]
    )
    assert sorted(outcome) == ["CreditNoteIsThereAlready"] * 3 + ["entered"]


def test_a_credit_note_and_a_bank_at_once_never_overdraw(database: Database, world: World) -> None:
    for turn in range(ROUNDS):
        amount = (100 + turn) * WAN
        asset_id = enter(database, world, a_receivable(world, f"R{turn}", amount_fen=amount))
        confirm(database, world, "core", asset_id)
        claim = _claims(database, world, asset_id, f"a{turn}")
        at_once([claim, lambda: credit(database, world, "supplier", asset_id, 60 * WAN).state])  # noqa: B023
        asset = read(database, asset_id)
        assert asset.occupied_fen <= asset.confirmed_fen - asset.credited_fen
        assert (asset.occupied_fen, asset.credited_fen) in (
            (80 * WAN, 0),
            (0, 60 * WAN),
        )


def _claims(database: Database, world: World, asset_id: str, application_id: str) -> Attempt:
    def claim() -> str:
        with database.writing() as session:
            bank, principal = world.org("bank"), 80 * WAN
            claim_asset(session, asset_id, bank, application_id, principal, principal, NOW)
        return "claimed"

    return claim


def test_without_the_guard_the_check_of_the_table_is_the_last_to_stop_it(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: neither rule nor guard; credited and occupied would overlap."""

    def unguarded(session: Any, asset: Asset, amount_fen: int) -> None:
        asset.credited_fen += amount_fen
        session.flush()

    monkeypatch.setattr(crediting, "check_credit_note", lambda _asset, new, *_more: new)
    monkeypatch.setattr(crediting, "_lower", unguarded)
    asset_id = enter(database, world, a_receivable(world))
    confirm(database, world, "core", asset_id)
    _claims(database, world, asset_id, "a")()
    outcome = at_once([lambda: credit(database, world, "supplier", asset_id, 60 * WAN).state])
    assert outcome == ["IntegrityError"]
    assert read(database, asset_id).credited_fen == 0


STEPS = ("confirm", "dispute", "back", "withdraw", "credit")


def test_any_sequence_of_steps_keeps_two_persons_and_the_sums(
    database: Database, world: World
) -> None:
    """Random people do random things; what is refused changes nothing."""
    rng, numbers = Random(7), itertools.count(1)
    ids = [
        large(database, world, f"S{n}", amount_fen=LARGE - 200 * WAN * (n % 2) + n)
        for n in range(8)
    ]
    reached = set()
    for _step in range(160):
        asset_id, who, step = rng.choice(ids), rng.choice((*PEOPLE, "supplier")), rng.choice(STEPS)
        try:
            _take(database, world, who, asset_id, step, rng, next(numbers))
        except Refusal:
            continue
        reached.add(read(database, asset_id).state)
    assert reached >= {"confirming", "confirmed", "disputed", "entered", "withdrawn"}
    with database.reading() as session:
        for asset in session.execute(select(Asset)).scalars():
            assert asset.occupied_fen <= asset.confirmed_fen - asset.credited_fen
            if "propose" in events(database, asset.id) and asset.state == "confirmed":
                assert asset.confirmed_fen <= 500 * WAN or asset.proposed_by != asset.confirmed_by
            assert asset.confirmed_fen <= 500 * WAN or asset.proposed_by is not None
    assert violations(database) == []


def _take(
    database: Database,
    world: World,
    who: str,
    asset_id: str,
    step: str,
    rng: Random,
    number: int,
) -> None:
    actor = world.actor(who)
    if step == "confirm":
        part = rng.choice((None, None, read(database, asset_id).amount_fen - 1))
        confirm(database, world, who, asset_id, amount_fen=part, reason="少到一批")
    elif step == "credit":
        credit(database, world, who, asset_id, rng.randrange(1, 50 * WAN), f"H{number}")
    else:
        with database.writing() as session:
            if step == "dispute":
                dispute_asset(session, actor, asset_id, "数量不符", NOW, rng.choice((None, WAN)))
            elif step == "back":
                send_back_confirmation(session, actor, asset_id, "请核对", NOW)
            else:
                withdraw_asset(session, actor, asset_id, NOW)

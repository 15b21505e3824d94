"""Answers at one moment: a set-off is carried out once, and no document is used twice.

Real threads on both engines; each guard has a control that takes it away.
"""

import threading
import time
from typing import Any

import pytest
from characters import TODAY, WAN, World, build_world
from deals import offered
from set_off_samples import (
    THREE,
    accept,
    colleague,
    debt,
    get,
    paid,
    parts,
    proposed,
    ring,
    search,
)
from sqlalchemy import select, update
from together import Attempt, at_once
from trade_samples import NOW

from lianqiao.financing.accept_quote import accept_quote
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, table
from lianqiao.trade import accept_set_off as answering
from lianqiao.trade import carry_out_set_off as carrying_out
from lianqiao.trade import set_off_queries
from lianqiao.trade.models import Asset, SetOffAnswer
from lianqiao.trade.refuse_set_off import refuse_set_off
from lianqiao.trade.set_off_reading import can_give
from lianqiao.verify import verify_database

ROUNDS = 6


def accepting(database: Database, world: World, firm: str, set_off_id: str) -> Attempt:
    return lambda: accept(database, world.actor(firm), set_off_id)


def violations(database: Database) -> list[str]:
    """What verify says, but for the documents that these tests plant without a first step."""
    report = verify_database(database)
    return [one.name for one in report.findings if not one.ok and one.name != "no_step_is_skipped"]


def answers(database: Database) -> int:
    with database.reading() as session:
        return len(session.execute(select(columns(SetOffAnswer).id)).all())


def carried_out_entries(database: Database) -> int:
    entry = columns(AuditEntry)
    query = select(entry.payload).where(entry.action == "accept_set_off")
    with database.reading() as session:
        found = session.execute(query).scalars().all()
    return sum('"state":"carried_out"' in payload for payload in found)


def test_the_last_two_parties_at_once_carry_it_out_exactly_once(
    database: Database, world: World
) -> None:
    for turn in range(1, ROUNDS + 1):
        ring(database, world)
        (set_off_id,) = search(database, world)
        taken = [part.amount_fen for part in parts(database, set_off_id)]
        before = sum(paid(database, _all(database)))
        accept(database, world.actor("customer"), set_off_id)
        outcome = at_once(
            [accepting(database, world, firm, set_off_id) for firm in ("core", "supplier")]
        )
        assert sorted(outcome) == ["carried_out", "proposed"]
        assert sum(paid(database, _all(database))) - before == sum(taken) // WAN
        assert carried_out_entries(database) == turn
    assert violations(database) == []


def _all(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.execute(select(columns(Asset).id)).scalars())


def test_all_three_at_once_with_their_colleagues_and_a_double_click(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    attempts = [accepting(database, world, firm, set_off_id) for firm in THREE * 2]
    attempts += [
        (lambda firm=firm: accept(database, colleague(world, firm), set_off_id)) for firm in THREE
    ]
    outcome = at_once(attempts)
    assert sorted(outcome)[:6] == ["SomebodyDidItAlready"] * 6
    assert sorted(outcome)[6:] == ["carried_out", "proposed", "proposed"]
    assert paid(database, documents) == [10, 10, 10]
    assert answers(database) == 3
    assert violations(database) == []


def test_yes_and_no_at_once_end_in_one_way(database: Database, world: World) -> None:
    for _turn in range(ROUNDS):
        ring(database, world)
        (set_off_id,) = search(database, world)
        accept(database, world.actor("customer"), set_off_id)
        accept(database, world.actor("supplier"), set_off_id)
        before = sum(paid(database, _all(database)))

        def refuse(set_off_id: str = set_off_id) -> str:
            with database.writing() as session:
                actor = colleague(world, "core")
                return refuse_set_off(session, actor, set_off_id, "不同意", NOW, TODAY).state

        outcome = at_once([accepting(database, world, "core", set_off_id), refuse])
        assert sorted(outcome)[0] == "SomebodyDidItAlready"
        state = get(database, set_off_id).state
        assert state == sorted(outcome)[1]
        moved = sum(paid(database, _all(database))) - before
        assert (moved > 0) == (state == "carried_out")
        with database.writing() as session:  # the next round starts with debts of its own
            session.execute(update(table(Asset)).values(settled_on=TODAY))


@pytest.mark.postgresql
def test_without_holding_the_row_two_last_words_miss_each_other(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both parties have agreed, and nobody carries it out."""
    database = Database(postgresql_url)
    world = build_world(database)
    set_off_id = proposed(database, world)
    accept(database, world.actor("customer"), set_off_id)
    fetch, both_have_answered = set_off_queries._one, threading.Barrier(2)

    def unheld(session: Any, which: str, *conditions: Any, hold: bool) -> Any:
        return fetch(session, which, *conditions, hold=False)

    parties = answering.parties_of

    def count_and_wait(*args: Any) -> Any:
        """Each has counted the answers by then, and neither has committed its own."""
        both_have_answered.wait(timeout=60)
        return parties(*args)

    monkeypatch.setattr(set_off_queries, "_one", unheld)
    monkeypatch.setattr(answering, "parties_of", count_and_wait)
    outcome = at_once(
        [accepting(database, world, firm, set_off_id) for firm in ("core", "supplier")]
    )
    assert "carried_out" not in outcome
    assert answers(database) == 3
    assert get(database, set_off_id).state == "proposed"
    database.dispose()


def _ready(database: Database, world: World) -> tuple[str, str, str]:
    """A set-off that lacks one word, and a bank's offer on its first document."""
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    for firm in ("customer", "supplier"):
        accept(database, world.actor(firm), set_off_id)
    with database.writing() as session:
        quote_id = offered(session, world, session.get_one(Asset, documents[0])).id
    return set_off_id, quote_id, documents[0]


def _used(database: Database, asset_id: str) -> tuple[int, int]:
    with database.reading() as session:
        asset = session.get_one(Asset, asset_id)
        return asset.paid_fen // WAN, asset.occupied_fen // WAN


def test_a_set_off_and_a_bank_at_once_exactly_one_has_the_document(
    database: Database, world: World
) -> None:
    for _turn in range(ROUNDS):
        set_off_id, quote_id, asset_id = _ready(database, world)

        def finance(quote_id: str = quote_id) -> str:
            with database.writing() as session:
                accept_quote(session, world.actor("supplier"), quote_id, NOW, TODAY)
            return "financed"

        said, bank_said = at_once([accepting(database, world, "core", set_off_id), finance])
        assert said in ("carried_out", "void")
        assert (bank_said == "financed") is (said == "void"), (said, bank_said)
        assert _used(database, asset_id) == ((10, 0) if said == "carried_out" else (0, 8))
        with database.writing() as session:  # the next round starts with debts of its own
            session.execute(update(table(Asset)).values(settled_on=TODAY))
    assert violations(database) == []


def _bank_commits_while_the_set_off_is_on_its_way(database: Database, world: World) -> str:
    """The bank's claim is written and not yet committed when the last word is given."""
    set_off_id, quote_id, asset_id = _ready(database, world)
    claimed = threading.Event()

    def finance() -> str:
        with database.writing() as session:
            accept_quote(session, world.actor("supplier"), quote_id, NOW, TODAY)
            claimed.set()
            time.sleep(0.5)
        return "financed"

    def agree() -> str:
        claimed.wait(timeout=60)
        return accept(database, world.actor("core"), set_off_id)

    assert at_once([finance, agree])[0] == "financed"
    return asset_id


def test_a_claim_that_is_being_written_stops_the_set_off(database: Database, world: World) -> None:
    asset_id = _bank_commits_while_the_set_off_is_on_its_way(database, world)
    assert _used(database, asset_id) == (0, 8)
    assert violations(database) == []


@pytest.mark.postgresql
def test_reading_first_and_writing_later_uses_the_document_twice(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same conditions, asked before the UPDATE and not by it."""

    def read_then_write(session: Any, part: Any) -> None:
        row = table(Asset)
        free = select(row.c.id).where(row.c.id == part.asset_id, can_give(part.amount_fen))
        if session.execute(free).first() is None:
            raise carrying_out.DocumentIsNotFree
        step = update(row).where(row.c.id == part.asset_id)
        session.execute(step.values(paid_fen=row.c.paid_fen + part.amount_fen))

    monkeypatch.setattr(carrying_out, "_pay", read_then_write)
    database = Database(postgresql_url)
    world = build_world(database)
    asset_id = _bank_commits_while_the_set_off_is_on_its_way(database, world)
    assert _used(database, asset_id) == (10, 8)
    assert "paid_equals_payments" in violations(database)
    database.dispose()


def test_without_the_guard_the_document_is_used_twice_on_either_engine(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: no condition at all."""

    def unguarded(session: Any, part: Any) -> None:
        row = table(Asset)
        step = update(row).where(row.c.id == part.asset_id)
        session.execute(step.values(paid_fen=row.c.paid_fen + part.amount_fen))

    monkeypatch.setattr(carrying_out, "_pay", unguarded)
    monkeypatch.setattr(answering, "find_change", lambda *_: "")
    asset_id = _bank_commits_while_the_set_off_is_on_its_way(database, world)
    assert _used(database, asset_id) == (10, 8)
    assert "paid_equals_payments" in violations(database)


def test_two_set_offs_that_share_documents_do_not_wait_for_each_other(
    database: Database, world: World
) -> None:
    """Documents are written in the order of their ids: there is no deadlock in many rounds."""
    started = time.monotonic()
    for _turn in range(ROUNDS):
        with database.writing() as session:
            debt(session, world, "core", "supplier", 50)
            debt(session, world, "supplier", "core", 20)
            debt(session, world, "supplier", "customer", 30)
            debt(session, world, "customer", "core", 30)
        first, second = search(database, world)
        for set_off_id, firms in ((first, ("core",)), (second, ("core", "customer"))):
            for firm in firms:
                accept(database, world.actor(firm), set_off_id)
        outcome = at_once([accepting(database, world, "supplier", one) for one in (first, second)])
        assert outcome == ["carried_out", "carried_out"]
    assert time.monotonic() - started < 120
    assert violations(database) == []

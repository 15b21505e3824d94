"""Searching for set-offs: which debts are looked at, what is proposed, and never twice."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World, build_world
from deals import accepted, applied, confirmed_asset
from set_off_samples import (
    FOUR,
    NAMES,
    THREE,
    accept,
    accept_all,
    assets,
    debt,
    get,
    parts,
    proposed,
    ring,
    search,
)
from sqlalchemy import func, select, update
from trade_samples import NOW, count

from lianqiao.accounts.models import Membership, Notice, Organisation, User
from lianqiao.financing.search_set_offs import documents_under_application, search_set_offs
from lianqiao.shared.database import Database
from lianqiao.shared.errors import ItIsNotYours
from lianqiao.shared.models import AuditEntry, RuleParameterRow, StateChange
from lianqiao.shared.tables import columns, table
from lianqiao.trade import find_set_offs as find_module
from lianqiao.trade.end_set_offs import end_set_offs
from lianqiao.trade.find_set_offs import find_set_offs, look_for_rings, propose_rings
from lianqiao.trade.models import Asset, AssetClaim, SetOff
from lianqiao.trade.refuse_set_off import refuse_set_off
from lianqiao.trade.withdraw_set_off import withdraw_set_off


def set_figure(database: Database, key: str, value: int) -> None:
    row = table(RuleParameterRow)
    with database.writing() as session:
        session.execute(update(row).where(row.c.key == key).values(value=str(value)))


def change(database: Database, asset_id: str, **values: Any) -> None:
    row = table(Asset)
    with database.writing() as session:
        session.execute(update(row).where(row.c.id == asset_id).values(**values))


def test_a_ring_of_three_is_proposed_for_the_smallest_of_its_debts(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    found = get(database, set_off_id)
    assert (found.state, found.amount_fen, found.number) == (
        "proposed",
        10 * WAN,
        "DX-20261124-0001",
    )
    assert (found.proposed_on, found.answer_by) == (TODAY, date(2026, 12, 1))
    kept = {part.asset_id: part for part in parts(database, set_off_id)}
    assert kept.keys() == set(documents)
    for at, document in enumerate(documents):
        part = kept[document]
        sides = (THREE[at], THREE[(at + 1) % 3])
        assert (part.debtor_id, part.creditor_id) == tuple(map(world.org, sides))
        assert part.amount_fen == 10 * WAN
    assert {asset.paid_fen for asset in assets(database, documents)} == {0}


def test_a_second_search_proposes_nothing_and_writes_nothing(
    database: Database, world: World
) -> None:
    ring(database, world)
    search(database, world)
    before = [count(database, model) for model in (SetOff, Notice, AuditEntry, StateChange)]
    assert search(database, world) == []
    assert [count(database, m) for m in (SetOff, Notice, AuditEntry, StateChange)] == before


def test_two_searches_at_once_propose_a_ring_once(database: Database, world: World) -> None:
    ring(database, world)
    together, found = threading.Barrier(2), []

    def look() -> None:
        together.wait(timeout=60)
        found.append(search(database, world))

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, found)) == [0, 1]
    assert count(database, SetOff) == 1


class _Unheld:
    """The control: numbers that nobody holds, given out while both searches have read."""

    def __init__(self, *_: object) -> None:
        self.given = 0

    def next(self) -> str:
        self.given += 1
        return f"DX-{threading.get_ident()}-{self.given}"


@pytest.mark.postgresql
def test_without_the_held_counter_two_searches_at_once_propose_it_twice(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(postgresql_url)
    world = build_world(database)
    ring(database, world)
    both_have_read, read = threading.Barrier(2), find_module.free_debts

    def read_and_wait(*args: Any) -> Any:
        debts = read(*args)
        both_have_read.wait(timeout=60)
        return debts

    monkeypatch.setattr(find_module, "NumberSeries", _Unheld)
    monkeypatch.setattr(find_module, "free_debts", read_and_wait)
    threads = [threading.Thread(target=search, args=(database, world)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database, SetOff) == 2
    database.dispose()


def test_each_party_is_told_what_it_owes_and_is_owed_and_nobody_else(
    database: Database, world: World
) -> None:
    set_off_id = proposed(database, world, FOUR)
    notice = columns(Notice)
    with database.reading() as session:
        told = {
            row.organisation_id: row
            for row in session.execute(select(notice.organisation_id, notice.body, notice.path))
        }
    assert told.keys() == {world.org(firm) for firm in FOUR}
    for at, firm in enumerate(FOUR):
        body = told[world.org(firm)].body
        assert f"贵公司欠{NAMES[FOUR[(at + 1) % 4]]}的款项" in body
        assert f"{NAMES[FOUR[at - 1]]}欠贵公司的款项" in body
        assert "100,000.00 元" in body
        assert "2026年12月1日" in body
        assert NAMES[FOUR[(at + 2) % 4]] not in body
        assert told[world.org(firm)].path == f"/set-offs/{set_off_id}"


def test_one_audit_row_for_the_whole_search(database: Database, world: World) -> None:
    ring(database, world)
    ring(database, world, ("core2", "supplier2"), (30, 40))
    assert len(search(database, world)) == 2
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.payload).where(entry.action == "find_set_offs")
        (payload,) = session.execute(query).scalars()
    assert '"count":2' in payload
    assert f'"amount_fen":{40 * WAN}' in payload


def test_several_documents_of_one_pair_are_taken_in_the_order_in_which_they_are_due(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        later = debt(session, world, "core", "supplier", 8, due_date=date(2027, 3, 1)).id
        sooner = debt(session, world, "core", "supplier", 5, due_date=date(2027, 1, 1)).id
        back = debt(session, world, "supplier", "core", 9).id
    (set_off_id,) = search(database, world)
    amounts = {part.asset_id: part.amount_fen // WAN for part in parts(database, set_off_id)}
    assert amounts == {sooner: 5, later: 4, back: 9}


def test_what_is_partly_paid_gives_only_what_is_still_owed(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    change(database, documents[0], paid_fen=3 * WAN)
    (set_off_id,) = search(database, world)
    assert get(database, set_off_id).amount_fen == 7 * WAN


def test_small_rings_and_long_rings_are_left(database: Database, world: World) -> None:
    ring(database, world, FOUR)
    set_figure(database, "set_off.parties_maximum", 3)
    assert search(database, world) == []
    set_figure(database, "set_off.parties_maximum", 4)
    set_figure(database, "set_off.amount_minimum", 10 * WAN + 1)
    assert search(database, world) == []
    set_figure(database, "set_off.amount_minimum", 10 * WAN)
    assert len(search(database, world)) == 1


UNFIT: dict[str, dict[str, Any]] = {
    "not confirmed": {"state": "entered", "confirmed_fen": 0},
    "disputed": {"state": "disputed"},
    "settled": {"state": "settled"},
    "said to be paid": {"settled_on": TODAY},
    "financed": {"occupied_fen": WAN},
    "shared out": {"occupied_share": 1},
    "paid up": {"paid_fen": 10 * WAN},
    "credited": {"credited_fen": 10 * WAN},
    "of tomorrow": {"issue_date": TODAY + timedelta(days=1)},
    "an order": {"kind": "order"},
}


@pytest.mark.parametrize("why", sorted(UNFIT))
def test_a_debt_that_is_not_free_stands_in_no_ring(
    database: Database, world: World, why: str
) -> None:
    documents = ring(database, world)
    change(database, documents[0], **UNFIT[why])
    assert search(database, world) == []


def test_a_live_claim_keeps_a_debt_out_and_a_released_one_does_not(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    with database.writing() as session:
        session.add(
            AssetClaim(
                asset_id=documents[0],
                bank_id=world.org("bank"),
                application_id="a",
                principal_fen=WAN,
                pair_principal_fen=WAN,
                share=1,
            )
        )
    assert search(database, world) == []
    with database.writing() as session:
        session.execute(update(table(AssetClaim)).values(live=False))
    assert len(search(database, world)) == 1


def test_what_is_kept_out_from_above_stands_in_no_ring(database: Database, world: World) -> None:
    documents = ring(database, world)
    assert search(database, world, [documents[1]]) == []


def test_a_document_under_application_is_left_alone_and_comes_back_afterwards(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    with database.writing() as session:
        application = applied(session, world, session.get_one(Asset, documents[0]))
        application_id = application.id
        assert documents_under_application(session) == {documents[0]}
        operator = world.actor("operator")
        assert search_set_offs(session, operator, TODAY, NOW) == []
    with database.writing() as session:
        from lianqiao.financing.withdraw_application import withdraw_application

        withdraw_application(session, world.actor("supplier"), application_id, NOW)
        assert len(search_set_offs(session, world.actor("operator"), TODAY, NOW)) == 1


def test_an_accepted_application_keeps_its_document_out_by_the_claim_too(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        financed = confirmed_asset(session, world)
        accepted(session, world, financed)
        debt(session, world, "supplier", "core", 50)
    assert search(database, world) == []


@pytest.mark.parametrize("why", ["nobody may answer", "they are disabled", "it is suspended"])
def test_debts_of_a_firm_in_which_nobody_can_answer_are_passed_over(
    database: Database, world: World, why: str
) -> None:
    ring(database, world)
    customer, member = world.org("customer"), table(Membership)
    with database.writing() as session:
        match why:
            case "nobody may answer":
                only = member.c.role != "clerk"
                session.execute(member.delete().where(member.c.organisation_id == customer, only))
            case "they are disabled":
                user = table(User)
                which = user.c.id == world.users["customer"]
                session.execute(update(user).where(which).values(state="disabled"))
            case _:
                firm = table(Organisation)
                which = firm.c.id == customer
                session.execute(update(firm).where(which).values(state="suspended"))
    assert search(database, world) == []


@pytest.mark.parametrize("who", ["core", "bank", "regulator", "guarantor"])
def test_only_the_operator_searches(database: Database, world: World, who: str) -> None:
    ring(database, world)
    with database.writing() as session, pytest.raises(ItIsNotYours):
        find_set_offs(session, world.actor(who), TODAY, NOW)
    assert count(database, SetOff) == 0


def test_what_was_taken_between_looking_and_proposing_is_left_out(
    database: Database, world: World
) -> None:
    taken = ring(database, world)
    ring(database, world, ("core2", "supplier2"), (30, 40))
    with database.reading() as session:
        found = look_for_rings(session, TODAY)
    assert len(found) == 2
    change(database, taken[0], occupied_fen=1)
    with database.writing() as session:
        operator = world.actor("operator")
        proposed_now = propose_rings(session, operator, found, TODAY, NOW)
        assert [one.amount_fen for one in proposed_now] == [30 * WAN]
        assert propose_rings(session, operator, found, TODAY, NOW) == []
    with database.writing() as session, pytest.raises(ItIsNotYours):
        propose_rings(session, world.actor("core"), found, TODAY, NOW)


def test_after_a_set_off_the_rest_is_looked_at_again(database: Database, world: World) -> None:
    ring(database, world, ("core", "supplier"), (30, 20))
    (first,) = search(database, world)
    accept_all(database, world, first, ("core", "supplier"))
    assert search(database, world) == []
    with database.writing() as session:
        debt(session, world, "supplier", "core", 40)
    (second,) = search(database, world)
    assert get(database, second).amount_fen == 10 * WAN


def _later(database: Database, world: World, days: int) -> int:
    with database.writing() as session:
        day = TODAY + timedelta(days=days)
        return len(find_set_offs(session, world.actor("operator"), day, NOW))


def test_who_said_no_is_not_asked_the_same_again_for_a_while(
    database: Database, world: World
) -> None:
    set_off_id = proposed(database, world)
    with database.writing() as session:
        refuse_set_off(session, world.actor("supplier"), set_off_id, "账没对清", NOW, TODAY)
    assert [_later(database, world, days) for days in (0, 1, 29)] == [0, 0, 0]
    assert _later(database, world, 30) == 1


def test_others_of_a_refused_ring_may_be_asked_in_another_one(
    database: Database, world: World
) -> None:
    set_off_id = proposed(database, world, FOUR)
    with database.writing() as session:
        refuse_set_off(session, world.actor("supplier2"), set_off_id, "账没对清", NOW, TODAY)
    with database.writing() as session:
        debt(session, world, "core2", "core", 10)
    assert _later(database, world, 1) == 1


def test_what_was_withdrawn_rests_whole(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    with database.writing() as session:
        withdraw_set_off(session, world.actor("operator"), set_off_id, "先核对", NOW, TODAY)
    assert _later(database, world, 1) == 0
    assert _later(database, world, 30) == 1


def test_who_did_not_answer_is_left_in_peace_for_a_while(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    for firm in ("core", "supplier"):
        accept(database, world.actor(firm), set_off_id)
    expired = date(2026, 12, 2)
    with database.writing() as session:
        assert end_set_offs(session, expired, NOW) == 1
    assert _later(database, world, 9) == 0
    with database.writing() as session:  # those who agreed are free for other rings
        debt(session, world, "supplier", "core", 10)
    assert _later(database, world, 9) == 1


def test_a_ring_that_fell_void_over_a_document_is_found_anew_once_that_is_free(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    change(database, documents[0], occupied_fen=WAN)
    assert accept(database, world.actor("core"), set_off_id) == "void"
    assert search(database, world) == []
    change(database, documents[0], occupied_fen=0)
    assert len(search(database, world)) == 1


def test_rings_that_share_a_document_never_take_more_than_it_owes(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        shared = debt(session, world, "core", "supplier", 100).id
        debt(session, world, "supplier", "core", 60)
        debt(session, world, "supplier", "customer", 30)
        debt(session, world, "customer", "core", 30)
    found = search(database, world)
    assert len(found) == 2
    taken = [p.amount_fen for one in found for p in parts(database, one) if p.asset_id == shared]
    assert sorted(taken) == [30 * WAN, 60 * WAN]
    with database.reading() as session:
        states = select(func.count()).where(columns(SetOff).state == "proposed")
        assert session.execute(states).scalar_one() == 2

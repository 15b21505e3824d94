"""In one match run the receivables of a financed order share out the room that is left."""

from datetime import timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World
from deals import freeze
from order_deals import billed, confirmed, financed_order
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.financing import match_reading
from lianqiao.financing.match_reading import read_market
from lianqiao.financing.models import Opportunity
from lianqiao.financing.pairs import look_at_pair
from lianqiao.financing.run_match import run_match
from lianqiao.products.models import Product
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now
from lianqiao.trade.claims import claim_asset
from lianqiao.trade.models import Asset
from lianqiao.trade.order_family import find_held_back
from lianqiao.trade.order_rules import Billed, held_back, shared_out

ROOM = 30 * WAN


@pytest.fixture(autouse=True)
def _frozen(database: Database, world: World) -> None:
    freeze(database, TODAY)


def family(session: Session, world: World, **more: Any) -> list[Asset]:
    """80 lie on the order, 50 and 60 are billed: 30 of both bills together are free."""
    order, _application = financed_order(session, world)
    return [
        confirmed(session, world, billed(session, world, order, amount * WAN, number, **more))
        for number, amount in ((2, 60), (1, 50))  # the one entered last is due first
    ]


def amounts(session: Session, assets: list[Asset]) -> list[int]:
    held = read_market(session, TODAY).held
    return [held[one.id].asset.amount_fen if one.id in held else 0 for one in assets]


def recommended(session: Session) -> int:
    """What a run recommends in all, in fen."""
    run = run_match(session, COMMAND, TODAY, utc_now())
    row = columns(Opportunity)
    query = select(row.recommended_fen).where(row.run_id == run.id)
    return sum(fen or 0 for fen in session.execute(query).scalars())


def test_together_they_show_no_more_than_the_room_those_due_first_before_the_others(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        later, sooner = family(session, world)
        assert later.due_date > sooner.due_date
        assert amounts(session, [sooner, later]) == [ROOM, 0]


def test_what_the_first_cannot_take_goes_to_the_next(database: Database, world: World) -> None:
    with database.writing() as session:
        order, _application = financed_order(session, world)
        bills = [
            confirmed(session, world, billed(session, world, order, amount * WAN, number))
            for number, amount in ((1, 10), (2, 60), (3, 40))
        ]
        assert amounts(session, bills) == [10 * WAN, 20 * WAN, 0]


def test_one_that_cannot_be_lent_on_takes_nothing_from_the_others(
    database: Database, world: World
) -> None:
    """Whole and lent on already, or due by now: the room is the others'."""
    with database.writing() as session:
        order, _application = financed_order(session, world)
        numbers = ((1, 20), (2, 60), (3, 40))
        bills = [
            confirmed(session, world, billed(session, world, order, amount * WAN, number))
            for number, amount in numbers
        ]
        claim_asset(session, bills[0].id, world.org("bank2"), "b", 5 * WAN, 5 * WAN, utc_now())
        assert amounts(session, bills) == [0, 35 * WAN, 0]
        passed = read_market(session, bills[1].due_date).held
        assert passed[bills[2].id].asset.amount_fen == 35 * WAN


def test_a_run_recommends_no_more_than_the_room(database: Database, world: World) -> None:
    with database.writing() as session:
        family(session, world)
        assert 0 < recommended(session) <= ROOM


def test_each_for_itself_two_would_be_recommended_the_same_room(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""

    def everything(session: Session, _turn: object) -> dict[str, int]:
        return find_held_back(session)

    monkeypatch.setattr(match_reading, "share_held_back", everything)
    with database.writing() as session:
        bills = family(session, world)
        assert amounts(session, bills) == [ROOM, ROOM]
        assert recommended(session) > ROOM


def test_a_page_still_shows_all_that_is_left(database: Database, world: World) -> None:
    with database.writing() as session:
        product = session.get_one(Product, world.products["P-A"])
        for bill in family(session, world):
            assert look_at_pair(session, bill, product, TODAY).free_fen == 24 * WAN  # 80 %


def test_the_run_is_the_same_on_a_later_day(database: Database, world: World) -> None:
    with database.writing() as session:
        later, sooner = family(session, world)
        held = read_market(session, TODAY + timedelta(days=1)).held
        assert held[sooner.id].asset.amount_fen == ROOM
        assert later.id not in held


def test_shares_and_kept_parts_add_up() -> None:
    bills = [Billed("a", 50, 0), Billed("b", 60, 10), Billed("c", 20, 20)]
    assert shared_out(bills, bills, 70) == {"a": 20, "b": 50, "c": 0}
    assert shared_out(bills[1:], bills, 70) == {"b": 20, "c": 0}
    assert shared_out(bills, bills, 200) == {"a": 50, "b": 50, "c": 0}
    assert shared_out(bills, bills, 0) == {"a": 0, "b": 0, "c": 0}
    for one in bills:  # whoever comes first has what it would have alone
        assert shared_out([one], bills, 70)[one.asset_id] == held_back(one, bills, 70)

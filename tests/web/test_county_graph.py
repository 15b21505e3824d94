"""The county's graph in one process: changed by what changed, always what a rebuild would be."""

import gc
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from characters import TODAY, WAN, World, build_world
from county_rows import fill_county
from pace import pace
from sqlalchemy import select
from sqlmodel import Session

from graph.arrays import mirror
from graph.chain import core_enterprises, tiers
from graph.concentration import concentration
from graph.county import isolated_in
from graph.debts import trade_debts
from graph.layout import picture
from graph.model import TradeGraph
from graph.view import neighbourhood
from lianqiao.loans.importers import IMPORTERS as LOANS
from lianqiao.loans.models import Loan
from lianqiao.loans.record_repayment import Repayment, record_repayment
from lianqiao.oversight.county import CountyStore, build_county
from lianqiao.products.models import Product
from lianqiao.products.publish_product import retire_product
from lianqiao.registry.answer_link import end_link
from lianqiao.registry.edit_profile import Profile, edit_profile
from lianqiao.registry.models import TradeLink
from lianqiao.registry.register_firm import NewFirm
from lianqiao.registry.register_partner import NewLink, register_partner
from lianqiao.shared import audit
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.errors import Refusal
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tables import columns, utc_now
from lianqiao.shared.uscc import make
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.enter_order import enter_order
from lianqiao.trade.enter_receivable import enter_receivable
from lianqiao.trade.models import Asset
from lianqiao.trade.papers import NewOrder, NewReceivable, Terms
from lianqiao.trade.settle_asset import settle_asset

FIRMS = ("core", "core2", "supplier", "supplier2", "customer")
PAIRS = (("supplier", "core"), ("supplier2", "core2"), ("core", "customer"))
Step = Callable[[Session, World, Random], Any]


def _content(graph: TradeGraph) -> tuple[dict[str, Any], dict[Any, Any]]:
    edges = {(one, other, key): data for one, other, key, data in graph.edges(keys=True, data=True)}
    return dict(graph.nodes(data=True)), edges


def _some(session: Session, rng: Random, model: Any, **where: Any) -> Any:
    row = columns(model)
    query = select(model).where(*(row[name] == value for name, value in where.items()))
    found = session.execute(query.order_by(row.id)).scalars().all()
    return rng.choice(found) if found else None


def _enter(session: Session, world: World, rng: Random) -> None:
    creditor, debtor = rng.choice(PAIRS)
    number = f"26341{rng.randrange(10**15):015d}"
    terms = Terms(rng.randrange(1, 90) * WAN, TODAY - timedelta(days=9), TODAY + timedelta(days=60))
    ends = (world.org(creditor), world.org(debtor))
    who = world.actor(rng.choice((creditor, debtor)))
    if rng.random() < 0.3:
        order = NewOrder(*ends, number, terms, near_reason="另一批货")
        enter_order(session, who, order, utc_now(), TODAY, secret="x")
    else:
        new = NewReceivable(*ends, number, terms, near_reason="另一批货")
        enter_receivable(session, who, new, utc_now(), TODAY, secret="x")


def _answer(session: Session, world: World, rng: Random) -> None:
    asset = _some(session, rng, Asset, state="entered")
    if asset is not None:
        actor = next(a for a in world.actors.values() if a.organisation == asset.core_id)
        if rng.random() < 0.7:
            part = asset.amount_fen // rng.choice((1, 2))
            more = {"amount_fen": part, "reason": "其余未验收"}
            confirm_asset(session, actor, asset.id, utc_now(), TODAY, **more)
        else:
            dispute_asset(session, actor, asset.id, "数量不符", utc_now())


def _settle(session: Session, world: World, rng: Random) -> None:
    asset = _some(session, rng, Asset, state="confirmed")
    if asset is not None:
        actor = next(a for a in world.actors.values() if a.organisation == asset.debtor_id)
        settle_asset(session, actor, asset.id, TODAY, utc_now(), TODAY)


def _partner(session: Session, world: World, rng: Random) -> None:
    code = make("91341721", f"MA{rng.randrange(10**6):06d}")
    firm = NewFirm(code, f"演示{code[-6:]}", "26", phone=rng.choice(("", "0566-1", "0566-2")))
    link = NewLink("supplier", annual_volume_fen=rng.randrange(9) * WAN)
    register_partner(session, world.actor("core"), firm, link, utc_now(), TODAY)


def _end_link(session: Session, world: World, rng: Random) -> None:
    link = _some(session, rng, TradeLink, state="active")
    if link is not None:
        actor = next((a for a in world.actors.values() if a.organisation == link.core_id), None)
        assert actor is not None
        end_link(session, actor, link.id, "不再合作", utc_now(), TODAY)


def _profile(session: Session, world: World, rng: Random) -> None:
    person, phone = rng.choice(("", "演示张三")), rng.choice(("", "0566-1", "0566-2"))
    park = rng.choice(("dongzhi", "dadukou", "other"))
    profile = Profile(park, "26", 30, 900 * WAN, None, None, person, phone, False)
    edit_profile(session, world.actor(rng.choice(FIRMS)), profile, utc_now())


def _retire(session: Session, world: World, rng: Random) -> None:
    product = _some(session, rng, Product, state="published")
    if product is not None and rng.random() < 0.3:
        name = "bank" if product.bank_id == world.org("bank") else "bank2"
        retire_product(session, world.actor(f"{name}-approver"), product.id, utc_now())


def _lend(session: Session, world: World, rng: Random) -> None:
    head = "loan_no,bank,borrower_uscc,kind,principal,balance,rate,drawdown_date,maturity_date"
    terms = "working_capital,90000,90000,4,2026-06-01,2027-05-31"
    line = f"J{rng.randrange(10**6)},demo-bank,91350100M000100Y43,{terms}"
    context = ImportContext(session, COMMAND, utc_now(), TODAY, "x")
    done = run_import(LOANS[0], context, f"{head}\n{line}\n".encode(), "loans.csv")
    assert done.accepted == 1, done.errors


def _repay(session: Session, world: World, rng: Random) -> None:
    loan = _some(session, rng, Loan, bank_id=world.org("bank"), state="active")
    if loan is not None:
        amount = rng.choice((loan.balance_fen, loan.balance_fen // 3))
        paid = Repayment(amount, 0, TODAY)
        record_repayment(session, world.actor("bank"), loan.id, paid, utc_now(), TODAY)


STEPS: tuple[Step, ...] = (
    _enter,
    _enter,
    _answer,
    _answer,
    _settle,
    _partner,
    _end_link,
    _profile,
    _retire,
    _lend,
    _repay,
)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_business_steps_it_is_what_a_rebuild_would_be(
    database: Database, world: World, seed: int
) -> None:
    rng, store, taken = Random(seed), CountyStore(), 0
    for _number in range(25):
        with database.writing() as session:
            try:
                rng.choice(STEPS)(session, world, rng)
                taken += 1
            except Refusal:
                audit.drop_pending(session)
                session.rollback()
        with database.reading() as session, store.looking(session) as graph:
            assert _content(graph) == _content(build_county(session))
    assert taken > 15


def test_the_comparison_sees_a_step_that_was_missed(database: Database, world: World) -> None:
    rng, store = Random(1), CountyStore()
    with database.reading() as session, store.looking(session) as graph:
        before = _content(graph)
    with database.writing() as session:
        _lend(session, world, rng)
    with database.reading() as session:
        assert before != _content(build_county(session))


def test_nothing_is_read_again_while_nothing_was_written(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, reads = CountyStore(), []
    from lianqiao.oversight import county

    read = county.read_facts
    monkeypatch.setattr(county, "read_facts", lambda session: reads.append(1) or read(session))
    for _look in range(3):
        with database.reading() as session, store.looking(session):
            pass
    assert len(reads) == 1
    with database.writing() as session:
        _lend(session, world, Random(2))
    with database.reading() as session, store.looking(session):
        assert len(reads) == 2


def test_many_threads_look_while_others_write(database: Database, world: World) -> None:
    store = CountyStore()

    def write(number: int) -> None:
        with database.writing() as session:
            _lend(session, world, Random(number))

    def look(_number: int) -> bool:
        with database.reading() as session, store.looking(session) as graph:
            return bool(_content(graph)[0])

    with ThreadPoolExecutor(8) as people:
        written = [people.submit(write, number) for number in range(6)]
        looked = [people.submit(look, number) for number in range(30)]
        assert all(one.result() for one in looked)
        assert [one.result() for one in written] == [None] * 6
    with database.reading() as session, store.looking(session) as graph:
        assert _content(graph) == _content(build_county(session))


QUESTIONS: dict[str, Callable[[TradeGraph, str], Any]] = {
    "neighbourhood": lambda graph, firm: neighbourhood(graph, firm, _all, 2),
    "three steps": lambda graph, firm: neighbourhood(graph, firm, _all, 3),
    "tiers": lambda graph, _firm: tiers(graph, core_enterprises(graph), "up"),
    "concentration": concentration,
    "isolated": lambda graph, _firm: isolated_in(mirror(graph)),
    "debts": lambda graph, _firm: trade_debts(graph),
    "picture": lambda graph, firm: picture(neighbourhood(graph, firm, _all, 1), limit=60),
}


def _all(_node: str, _data: Any) -> bool:
    return True


def test_a_county_is_looked_at_in_a_moment(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database, store = Database(sqlite_url), CountyStore()
    world = build_world(database)
    middle = fill_county(database, world, 2_000, 10_000)[100]

    def timed(ask: Callable[[TradeGraph, str], Any]) -> float:
        """Milliseconds of this process alone: others on the machine do not count."""
        gc.disable()  # it would look through all that other tests have left
        started = time.process_time()
        try:
            with database.reading() as session, store.looking(session) as graph:
                ask(graph, middle)
            return (time.process_time() - started) * 1000
        finally:
            gc.enable()

    built = timed(lambda graph, _firm: len(graph))
    took = {name: min(timed(ask) for _round in range(3)) for name, ask in QUESTIONS.items()}
    with database.writing() as session:
        _lend(session, world, Random(3))
    changed = timed(QUESTIONS["neighbourhood"])
    database.dispose()
    with capsys.disabled():
        said = ", ".join(f"{name} {ms:.0f}" for name, ms in took.items())
        print(f"\n2,000 firms, 10,000 links, ms: first look {built:.0f}; {said}", end="; ")
        print(f"neighbourhood after a change {changed:.0f}", end=" ")
    most = 100 * pace()
    assert {name: ms for name, ms in took.items() if ms > most} == {}
    assert changed < most

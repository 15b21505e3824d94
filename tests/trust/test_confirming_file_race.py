"""A debtor's confirming file beside a credit note and a batch: all wait in one queue.

PostgreSQL alone: SQLite has one writer at a time.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from characters import ENTERPRISES, TODAY, WAN, World, build_world
from order_deals import INVOICE, SECRET, an_order, billed, delivered, financed_order
from together import Attempt, at_once

from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.tables import utc_now
from lianqiao.trade import carry_over, confirm_assets, import_assets
from lianqiao.trade import enter_credit_note as crediting
from lianqiao.trade.confirm_assets import confirm_assets as confirm_batch
from lianqiao.trade.confirm_rules import Answer
from lianqiao.trade.credit_note_rules import NewCreditNote
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.models import Asset
from lianqiao.verify import verify_database

pytestmark = pytest.mark.postgresql
A_WHILE = 0.4  # long enough for the other one to hold what it holds first
HEADER = "发票号码,供应商代码,核心企业代码,金额,开票日期,到期日"


@pytest.fixture
def county(postgresql_url: str) -> Iterator[tuple[Database, World]]:
    """The characters on PostgreSQL."""
    database = Database(postgresql_url)
    yield database, build_world(database)
    database.dispose()


def slowly(look: Callable[..., Any]) -> Callable[..., Any]:
    """The same, after a while."""

    def wait_and_look(*asked: Any, **more: Any) -> Any:
        time.sleep(A_WHILE)
        return look(*asked, **more)

    return wait_and_look


def confirming_file(database: Database, world: World, *bills: tuple[int, Asset]) -> Attempt:
    """The debtor uploads the invoices, in this order, and confirms them by that."""
    firms = f"{ENTERPRISES['supplier'][1]},{ENTERPRISES['core'][1]}"
    lines = [
        f"{INVOICE.format(number)},{firms},{bill.amount_fen // 100},{TODAY},{bill.due_date}"
        for number, bill in bills
    ]

    def act() -> object:
        with database.writing() as session:
            context = ImportContext(session, world.actor("core"), utc_now(), TODAY, SECRET)
            data = "\n".join([HEADER, *lines]).encode()
            return run_import(IMPORTERS["receivables"], context, data, "确权.csv").accepted

    return act


def crediting_note(database: Database, world: World, bill: Asset) -> Attempt:
    def act() -> object:
        with database.writing() as session:
            new = NewCreditNote("HZ-000001", TODAY, 2 * WAN, "退货")
            crediting.enter_credit_note(
                session, world.actor("supplier"), bill.id, new, utc_now(), TODAY
            )
        return "credited"

    return act


def financed_bill(database: Database, world: World) -> Asset:
    """The invoice of an order on which a bank lends, not confirmed yet."""
    with database.writing() as session:
        order, _application = financed_order(session, world)
        return billed(session, world, order, 90 * WAN, 1)


def faults(database: Database) -> list[str]:
    names = ("orders_and_bills_fit", "assets_are_financed_once")
    found = verify_database(database).findings
    return [one.name for one in found if one.name in names and not one.ok]


def file_beside_note(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Each takes what it holds first, and a while later what it holds second."""
    bill = financed_bill(database, world)
    monkeypatch.setattr(carry_over, "hold", slowly(carry_over.hold))
    look = slowly(crediting.get_asset_for_party)
    monkeypatch.setattr(crediting, "get_asset_for_party", look)
    file = confirming_file(database, world, (1, bill))
    return at_once([file, crediting_note(database, world, bill)])


def test_a_credit_note_at_the_moment_of_the_file_waits_for_its_turn(
    county: tuple[Database, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, world = county
    assert file_beside_note(database, world, monkeypatch) == ["1", "credited"]
    assert faults(database) == []


def test_without_holding_the_order_first_each_waits_for_the_other(
    county: tuple[Database, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the database has to undo one of them."""
    database, world = county
    monkeypatch.setattr(import_assets, "hold_rows", lambda *_: None)
    assert "OperationalError" in file_beside_note(database, world, monkeypatch)


def crossing_bills(database: Database, world: World) -> tuple[list[Asset], list[Asset]]:
    """Invoices of two orders: by their ids, the second pair names the orders the other way."""
    with database.writing() as session:
        orders = [delivered(session, world, an_order(session, world)) for _turn in range(2)]
        bills = sorted(
            (billed(session, world, order, 9 * WAN, number) for number, order in enumerate(orders)),
            key=lambda bill: bill.id,
        )
        back = [
            billed(session, world, order, 8 * WAN, number)
            for number, order in enumerate(reversed(orders), 5)
        ]
    return bills, back


def batch(database: Database, world: World, bills: list[Asset]) -> Attempt:
    def act() -> object:
        with database.writing() as session:
            answers = {bill.id: Answer() for bill in bills}
            return len(confirm_batch(session, world.actor("core"), answers, utc_now(), TODAY))

    return act


def batches(database: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    bills, back = crossing_bills(database, world)
    monkeypatch.setattr(confirm_assets, "_confirm", slowly(confirm_assets._confirm))
    return at_once([batch(database, world, bills), batch(database, world, back)])


def test_two_batches_on_the_invoices_of_two_orders_wait_for_their_turn(
    county: tuple[Database, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, world = county
    assert batches(database, world, monkeypatch) == ["2", "2"]


def test_one_by_one_two_batches_wait_for_each_other(
    county: tuple[Database, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: by the invoices' ids the orders are held crosswise."""
    database, world = county
    monkeypatch.setattr(confirm_assets, "hold_families", lambda *_: None)
    assert "OperationalError" in batches(database, world, monkeypatch)


def test_nobody_waits_for_a_preview(county: tuple[Database, World]) -> None:
    database, world = county
    bill = financed_bill(database, world)
    with database.open_late() as session:
        core = world.actor("core")
        context = ImportContext(session, core, utc_now(), TODAY, SECRET, keep=False)
        firms = f"{ENTERPRISES['supplier'][1]},{ENTERPRISES['core'][1]}"
        line = f"{INVOICE.format(1)},{firms},900000,{TODAY},{bill.due_date}"
        result = run_import(
            IMPORTERS["receivables"], context, f"{HEADER}\n{line}".encode(), "a.csv"
        )
        assert result.accepted == 1
        outcome = at_once([crediting_note(database, world, bill)])
        session.rollback()
    assert outcome == ["credited"]

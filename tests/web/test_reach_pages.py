"""How far the banks' products reach: equal to the graph's own answer; and whom nobody reaches."""

from io import BytesIO

import pytest
from characters import TODAY, World
from deals import freeze
from openpyxl import load_workbook
from risky import owe
from sqlalchemy import select, update
from sqlmodel import Session

from graph.chain import Reach, isolated_firms, reach_per_bank
from graph.model import (
    BankNode,
    Eligible,
    EnterpriseNode,
    Offers,
    Owes,
    ProductNode,
    ReceivableNode,
    build,
)
from lianqiao.financing.models import Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.oversight.county import build_county
from lianqiao.oversight.reach import bank_reaches, isolated
from lianqiao.products.models import Product
from lianqiao.registry.models import Bank, Enterprise, TradeLink
from lianqiao.shared import audit
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade.models import Asset


@pytest.fixture
def matched(database: Database, world: World) -> None:
    """Four debts, of which the last is too large for any bank, and a match run."""
    freeze(database)
    owe(database, world, "core", "supplier", 100)
    owe(database, world, "core", "supplier", 60)
    owe(database, world, "core2", "supplier2", 80)
    owe(database, world, "core", "customer", 1_000_000)
    with database.writing() as session:
        run_match(session, COMMAND, TODAY, utc_now())


def by_graph(session: Session) -> dict[str, Reach]:
    """The same question put to the graph of the run's links."""
    pair, firms = columns(Opportunity), columns(Enterprise)
    assets = session.execute(select(Asset)).scalars().all()
    products = session.execute(select(Product)).scalars().all()
    pairs = session.execute(select(pair.asset_id, pair.product_id).where(pair.eligible))
    return reach_per_bank(
        build(
            [
                *(EnterpriseNode(one, one) for one in session.execute(select(firms.id)).scalars()),
                *(
                    BankNode(one, one)
                    for one in session.execute(select(columns(Bank).id)).scalars()
                ),
                *(ReceivableNode(one.id, one.document_no, one.confirmed_fen) for one in assets),
                *(
                    Owes(one.debtor_id, one.creditor_id, one.id, one.confirmed_fen)
                    for one in assets
                ),
                *(ProductNode(one.id, one.name) for one in products),
                *(Offers(one.bank_id, one.id) for one in products),
                *(Eligible(asset, product) for asset, product in pairs),
            ]
        )
    )


def test_the_reach_of_each_bank_is_what_the_graph_says(
    database: Database, world: World, matched: None
) -> None:
    with database.reading() as session:
        told = {one.bank_id: one for one in bank_reaches(session)}
        expected = by_graph(session)
    assert told.keys() == expected.keys()
    assert any(reach.documents for reach in expected.values())
    for bank, reach in expected.items():
        figures = (told[bank].firms, told[bank].documents, told[bank].amount_fen)
        assert figures == (len(reach.firms), len(reach.documents), reach.amount_fen)


@pytest.fixture
def alone(database: Database, world: World) -> None:
    """The dealer's links have all ended."""
    link, dealer = columns(TradeLink), world.org("customer")
    ended = update(table(TradeLink)).where((link.core_id == dealer) | (link.partner_id == dealer))
    with database.writing() as session:
        session.execute(ended.values(state="ended", version=link.version + 1))
        audit.record(session, COMMAND, "plant", dealer, utc_now())


def test_firms_that_trade_with_nobody_are_those_of_the_graph(
    app, database: Database, world: World, alone: None
) -> None:
    with app.test_request_context(), database.reading() as session:
        told = {firm.id for firm in isolated(session)}
        assert told == set(isolated_firms(build_county(session)))
    assert told == {world.org("customer")}


def test_the_offices_see_who_trades_with_nobody(as_, alone: None) -> None:
    assert "演示丙经销" in as_("regulator").get("/reach/isolated").text


def test_the_offices_see_reach_and_what_is_missed(as_, world: World, matched: None) -> None:
    office = as_("regulator")
    page = office.get("/reach")
    assert page.status_code == 200
    assert "够不着的企业" in page.text
    assert "在售产品" in page.text
    assert "＜3" in page.text
    missed = office.get("/reach/missed")
    assert "演示丙经销" in missed.text
    assert "演示甲供应" not in missed.text
    assert office.get("/reach/missed?q=没有这一家").status_code == 200
    assert office.get("/reach/isolated?park=other").status_code == 200


def test_workbooks_hold_the_same_rows(as_, world: World, matched: None) -> None:
    office = as_("operator")
    for path in ("/reach", "/reach/missed"):
        book = load_workbook(BytesIO(office.get(f"{path}?format=xlsx").data)).active
        rows = list(book.iter_rows(min_row=2, values_only=True))
        page = office.get(path).text
        assert rows
        assert all(str(row[0]) in page for row in rows)


def test_firms_and_banks_have_no_such_page(as_) -> None:
    for who in ("core", "supplier", "bank", "guarantor"):
        for path in ("/reach", "/reach/missed", "/reach/isolated"):
            assert as_(who).get(path).status_code in (403, 404)

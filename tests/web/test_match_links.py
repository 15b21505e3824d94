"""The links of a run in the web: a firm, a bank, the offices; each on its side of the wall."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from characters import TODAY, World
from deals import confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import select

from lianqiao.financing.run_match import run_match
from lianqiao.registry.models import Authorisation
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]
NAMES = {"bank": "演示农商银行", "bank2": "演示商业银行"}
PRODUCTS = {"bank": "演示应收贷", "bank2": "演示链捷贷"}
OWN = "/opportunities/links"


def main_of(page: str) -> str:
    return page.split("<main")[1]


@pytest.fixture
def matched(database: Database, world: World) -> dict[str, str]:
    """Receivables of two suppliers, and an order that a customer finances."""
    freeze(database)
    with database.writing() as session:
        one = confirmed_asset(session, world)
        other = confirmed_asset(
            session,
            world,
            creditor_id=world.org("supplier2"),
            borrower_id=world.org("supplier2"),
            entered_by=world.org("supplier2"),
        )
        late = confirmed_asset(session, world, due_date=TODAY + timedelta(days=377))
        bought = confirmed_asset(
            session,
            world,
            kind="order",
            creditor_id=world.org("core"),
            debtor_id=world.org("customer"),
            borrower_id=world.org("customer"),
            core_id=world.org("core"),
            entered_by=world.org("customer"),
        )
        run = run_match(session, COMMAND, TODAY, utc_now())
        papers = {"one": one, "other": other, "late": late, "bought": bought}
        return {"run": run.id} | {name: paper.document_no for name, paper in papers.items()}


def test_a_firm_sees_every_way_of_its_own_documents_with_reasons(
    as_: As, matched: dict[str, str]
) -> None:
    page = main_of(as_("supplier").get(OWN).text)
    assert "<svg" in page
    for words in (matched["one"], *NAMES.values(), *PRODUCTS.values(), "符合全部 13 项", "共 2 条"):
        assert words in page, words
    assert matched["other"] not in page
    assert matched["late"] not in page
    assert "融资路径" in as_("supplier").get("/opportunities").text
    assert as_("supplier").get(f"{OWN}?format=xlsx").data[:2] == b"PK"


def test_a_bank_sees_its_own_products_and_no_other_bank(
    as_: As, database: Database, world: World, matched: dict[str, str]
) -> None:
    for bank, other in (("bank", "bank2"), ("bank2", "bank")):
        page = main_of(as_(bank).get(OWN).text)
        assert PRODUCTS[bank] in page
        assert matched["one"] in page
        for secret in (NAMES[other], PRODUCTS[other], world.org(other)):
            assert secret not in page
        for foreign in (world.org(other), "0" * 26, world.org("guarantor")):
            assert as_(bank).get(f"{OWN}?around={foreign}").status_code == 404


def test_a_firm_without_consent_is_not_on_the_banks_map(
    as_: As, database: Database, world: World, matched: dict[str, str]
) -> None:
    with database.writing() as session:
        consent = columns(Authorisation)
        mine = select(Authorisation).where(consent.enterprise_id == world.org("supplier"))
        session.execute(mine).scalar_one().revoked_on = TODAY
    page = main_of(as_("bank").get(OWN).text)
    assert matched["one"] not in page
    assert as_("bank").get(f"{OWN}?around={world.org('supplier')}").status_code == 404


def test_a_core_enterprise_does_not_see_how_its_partners_are_financed(
    as_: As, world: World, matched: dict[str, str]
) -> None:
    page = main_of(as_("core").get(OWN).text)
    assert matched["one"] not in page
    assert "还没有走得通的路" in page
    for who in ("supplier", "supplier2"):
        assert as_("core").get(f"{OWN}?around={world.org(who)}").status_code == 404


def test_the_offices_look_around_a_firm_a_bank_or_a_core_enterprise(
    as_: As, world: World, matched: dict[str, str]
) -> None:
    address = f"/matching/{matched['run']}/links"
    for who in ("regulator", "operator"):
        assert "选一家企业、一家银行或一家核心企业" in as_(who).get(address).text
    office = as_("regulator")
    core = main_of(office.get(f"{address}?around={world.org('core')}").text)
    for paper in ("one", "other", "bought"):
        assert matched[paper] in core
    bank = main_of(office.get(f"{address}?around={world.org('bank')}").text)
    assert PRODUCTS["bank2"] not in bank
    firm = main_of(office.get(f"{address}?around={world.org('supplier2')}").text)
    assert matched["other"] in firm
    assert matched["one"] not in firm
    assert office.get(f"{address}?around={'0' * 26}").status_code == 404
    assert office.get(f"/matching/{'0' * 26}/links").status_code == 404
    for who in ("supplier", "bank", "core", "guarantor"):
        assert as_(who).get(address).status_code == 403


def test_before_the_first_run_there_is_a_next_step(as_: As, world: World) -> None:
    for who in ("supplier", "bank"):
        assert "还没有走得通的路" in as_(who).get(OWN).text

"""Trying a limit or a rule: what is shown is what a new run finds; a bank sees its own alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World
from deals import confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlmodel import Session

from lianqiao.financing.models import MatchRun, Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.products.limits import Line, condition
from lianqiao.products.models import CreditLimit
from lianqiao.products.set_limit import set_ceiling
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]
NAMES = {"bank": "演示农商银行", "bank2": "演示商业银行"}
PRODUCTS = {"bank": "演示应收贷", "bank2": "演示链捷贷"}
CODES = {"bank": "P-A", "bank2": "P-B"}


@pytest.fixture
def tight(database: Database, world: World) -> dict[str, str]:
    """Five documents of 80 万 each; quotas for two with one bank and one with the other."""
    freeze(database)
    with database.writing() as session:
        for _number in range(5):
            confirmed_asset(session, world)
        for bank, room in (("bank", 160), ("bank2", 80)):
            set_ceiling(session, quota(world, bank), room * WAN, utc_now())
        run_match(session, COMMAND, TODAY, utc_now())
        return {bank: _limit_id(session, quota(world, bank)) for bank in CODES}


def quota(world: World, bank: str) -> Line:
    return Line("product", world.org(bank), product_id=world.products[CODES[bank]])


def _limit_id(session: Session, line: Line) -> str:
    query = select(columns(CreditLimit).id).where(*condition(line))
    return str(session.execute(query).scalar_one())


def _recommended(session: Session, world: World, bank: str) -> int:
    row, run = columns(Opportunity), columns(MatchRun)
    current = select(run.id).where(run.is_current).scalar_subquery()
    query = select(func.sum(row.recommended_fen)).where(
        row.run_id == current, row.bank_id == world.org(bank)
    )
    return int(session.execute(query).scalar_one() or 0)


def ask(client: FlaskClient, **words: Any) -> Any:
    return client.get("/what-if", query_string=words)


def main_of(page: str) -> str:
    return page.split("<main")[1]


def test_a_bank_reads_what_a_million_more_brings_and_a_new_run_finds_the_same(
    as_: As, database: Database, world: World, tight: dict[str, str]
) -> None:
    page = main_of(ask(as_("bank")).text)
    assert "再增加 100 万元额度，贵行可多融 800,000.00 元" in page
    with database.writing() as session:
        before = _recommended(session, world, "bank")
        set_ceiling(session, quota(world, "bank"), 260 * WAN, utc_now())
        run_match(session, COMMAND, TODAY, utc_now())
        assert _recommended(session, world, "bank") - before == 80 * WAN


def test_a_limit_that_is_tried_names_who_gains_and_writes_nothing(
    as_: As, database: Database, world: World, tight: dict[str, str]
) -> None:
    def counted() -> tuple[int, ...]:
        with database.reading() as session:
            tables = (AuditEntry.seq, MatchRun.id, Opportunity.id, CreditLimit.id)  # type: ignore[attr-defined]
            return tuple(session.execute(select(func.count(each))).scalar_one() for each in tables)

    bank = as_("bank")
    before = counted()
    shown = ask(bank, limit=tight["bank"], ceiling="320 万")
    assert shown.status_code == 200
    page = main_of(shown.text)
    assert "测算结果" in page
    assert ">160.00 万<" in page
    assert "演示甲供应" in page
    assert page.count("800,000.00") >= 2
    assert counted() == before


def test_the_offices_see_every_bank_and_what_firms_get(as_: As, tight: dict[str, str]) -> None:
    page = main_of(ask(as_("regulator"), limit=tight["bank2"], ceiling="160 万").text)
    for words in ("一共多融", "企业多到手", "各家银行", NAMES["bank2"], "演示甲供应"):
        assert words in page, words
    assert "可多融 800,000.00 元，企业多到手" in page


def test_a_bank_meets_nothing_of_another_bank(as_: As, tight: dict[str, str]) -> None:
    for bank, other in (("bank", "bank2"), ("bank2", "bank")):
        client = as_(bank)
        pages = [
            ask(client),
            ask(client, limit=tight[bank], ceiling="500 万"),
            ask(client, limit=tight[bank], ceiling="0"),
            ask(client, product=CODES[bank], rule="max_days", value="20"),
        ]
        for page in pages:
            assert page.status_code == 200
            for secret in (NAMES[other], PRODUCTS[other], tight[other], "企业多到手", "各家银行"):
                assert secret not in main_of(page.text), secret


def test_what_a_bank_takes_from_another_is_its_own_gain_alone(
    as_: As, database: Database, world: World, tight: dict[str, str]
) -> None:
    with database.writing() as session:
        set_ceiling(session, quota(world, "bank2"), 800 * WAN, utc_now())
        run_match(session, COMMAND, TODAY, utc_now())
        assert _recommended(session, world, "bank2") == 240 * WAN
    page = main_of(ask(as_("bank"), limit=tight["bank"], ceiling="500 万").text)
    assert "贵行多融" in page
    assert ">240.00 万<" in page
    offices = main_of(ask(as_("regulator"), limit=tight["bank"], ceiling="500 万").text)
    assert "-2,400,000.00" in offices
    assert "-2,400,000.00" not in page


def test_foreign_and_missing_limits_and_products_are_the_same(
    as_: As, tight: dict[str, str]
) -> None:
    client = as_("bank")
    foreign = ask(client, limit=tight["bank2"], ceiling="1 万")
    missing = ask(client, limit="0" * 26, ceiling="1 万")
    assert foreign.status_code == missing.status_code == 422
    assert foreign.text.replace(tight["bank2"], "") == missing.text.replace("0" * 26, "")
    foreign = ask(client, product="P-B", rule="max_days", value="9")
    missing = ask(client, product="P-Z", rule="max_days", value="9")
    assert foreign.status_code == missing.status_code == 422
    for who in ("supplier", "core", "guarantor", "operator"):
        assert ask(as_(who)).status_code == 403


def test_a_rule_that_is_lifted_brings_in_whom_it_kept_out(
    as_: As, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        long = confirmed_asset(session, world, due_date=TODAY + timedelta(days=377))
        run_match(session, COMMAND, TODAY, utc_now())
        number = long.document_no
    client = as_("bank")
    page = main_of(ask(client, product="P-A", rule="max_days", value="400").text)
    assert number in page
    assert "800,000.00" in page
    assert number not in main_of(ask(client, product="P-A", rule="max_days", value="376").text)
    assert "推荐不会因此改变" in ask(client, product="P-A", rule="max_days", value="376").text
    book = ask(client, product="P-A", rule="max_days", value="400", format="xlsx")
    assert book.data[:2] == b"PK"


def test_rates_are_for_the_offices_to_try_and_wrong_values_are_told(
    as_: As, tight: dict[str, str]
) -> None:
    assert ask(as_("bank"), product="P-A", rule="rate", value="3").status_code == 422
    assert ask(as_("regulator"), product="P-A", rule="rate", value="3").status_code == 200
    wrong = ask(as_("bank"), product="P-A", rule="max_grade", value="12")
    assert wrong.status_code == 422
    assert "请填 1 到 10 之间的整数" in wrong.text
    assert 'value="12"' in wrong.text
    assert ask(as_("bank"), limit=tight["bank"], ceiling="-1").status_code == 422


def test_before_the_first_run_the_page_says_what_to_wait_for(as_: As, world: World) -> None:
    for who in ("bank", "regulator"):
        assert "还没有匹配结果" in ask(as_(who)).text


def test_a_limit_for_each_firm_not_named_counts_for_those_that_inherited_it(
    as_: As, database: Database, world: World, tight: dict[str, str]
) -> None:
    from lianqiao.products import limits
    from lianqiao.products.models import Product

    line = Line("borrower", world.org("bank"))
    with database.writing() as session:
        set_ceiling(session, quota(world, "bank"), 800 * WAN, utc_now())
        set_ceiling(session, line, 100 * WAN, utc_now())
        product = session.get_one(Product, world.products["P-A"])
        parties = world.org("supplier"), world.org("core")
        limits.reserve(session, product, *parties, 10 * WAN, utc_now())
        run_match(session, COMMAND, TODAY, utc_now())
        limit = _limit_id(session, line)
    page = main_of(ask(as_("bank"), limit=limit, ceiling="200 万").text)
    assert "1 家" in page
    assert ">80.00 万<" in page

"""Opportunities in the web: reasons in words, the bank's wall, counts that equal their lists."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from characters import TODAY, WAN, World
from deals import applied, confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import select

from lianqiao.financing.models import MatchRun, Opportunity
from lianqiao.financing.run_match import run_match
from lianqiao.products.limits import Line
from lianqiao.products.set_limit import set_ceiling
from lianqiao.registry.models import Authorisation
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]
NAMES = {"bank": "演示农商银行", "bank2": "演示商业银行"}


@pytest.fixture
def matched(database: Database, world: World) -> dict[str, str]:
    """One document that fits both banks' products and one whose term is 12 days too long."""
    freeze(database)
    with database.writing() as session:
        fits = confirmed_asset(session, world)
        long = confirmed_asset(session, world, due_date=TODAY + timedelta(days=377))
        run_match(session, COMMAND, TODAY, utc_now())
        return {
            "fits": fits.id,
            "long": long.id,
            "no": fits.document_no,
            "long_no": long.document_no,
        }


def _opportunity(database: Database, world: World, bank: str) -> str:
    with database.reading() as session:
        row = columns(Opportunity)
        query = select(row.id).where(row.bank_id == world.org(bank), row.eligible)
        return str(session.execute(query).scalars().first())


def test_the_operator_starts_a_run_and_reads_what_limits_are_worth(
    as_: As, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        for _number in range(4):
            confirmed_asset(session, world)
        quota = Line("product", world.org("bank"), product_id=world.products["P-A"])
        set_ceiling(session, quota, 160 * WAN, utc_now())
    operator = as_("operator")
    assert "开始匹配" in operator.get("/matching").text
    started = operator.post("/matching")
    assert started.status_code == 302
    page = operator.get(started.headers["Location"]).text
    assert "再增加 100 万元额度，可多融" in page
    assert "演示应收贷" in page
    assert as_("regulator").get(started.headers["Location"]).status_code == 200
    assert as_("regulator").post("/matching").status_code == 403
    assert operator.get("/matching?format=xlsx").data[:2] == b"PK"
    with database.reading() as session:
        assert session.execute(select(columns(MatchRun).started_by)).scalars().all() == [
            "演示operator"
        ]


def test_runs_are_for_operator_and_regulator_alone(as_: As, world: World) -> None:
    for who in ("supplier", "bank", "guarantor"):
        assert as_(who).get("/matching").status_code == 403
    assert as_("operator").get("/matching/" + "0" * 26).status_code == 404


def test_a_supplier_sees_how_many_banks_fit_each_document(as_: As, matched: dict[str, str]) -> None:
    supplier = as_("supplier")
    page = supplier.get("/opportunities").text
    assert matched["no"] in page
    assert "可以申请" in page
    assert "还差条件" in page
    ready = supplier.get("/opportunities?standing=ready").text
    assert matched["no"] in ready
    assert matched["long_no"] not in ready
    assert "共 1 条" in ready
    assert "单据可以申请融资" in supplier.get("/").text


def test_options_explain_every_rule_with_value_threshold_and_source(
    as_: As, matched: dict[str, str]
) -> None:
    page = as_("supplier").get(f"/assets/{matched['fits']}/options").text
    assert page.index(NAMES["bank"]) < page.index(NAMES["bank2"])
    for words in (
        "符合全部 13 项",
        "期限 90 天，产品接受 0–365 天",
        "（产品规则第 1 版）",
        "（《征信业管理条例》第二十九条）",
        "推荐",
        "/applications/new?opportunity=",
        "3.85%",
    ):
        assert words in page, words


def test_a_near_miss_says_what_to_do(as_: As, matched: dict[str, str]) -> None:
    page = as_("supplier").get(f"/assets/{matched['long']}/options").text
    assert "符合 12 项，差 1 项" in page
    assert "期限缩短 12 天即可" in page


def test_without_consent_the_near_miss_leads_to_it(
    as_: As, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        asset = confirmed_asset(session, world)
        consent = columns(Authorisation)
        mine = select(Authorisation).where(consent.enterprise_id == world.org("supplier"))
        session.execute(mine).scalar_one().revoked_on = TODAY
        run_match(session, COMMAND, TODAY, utc_now())
    page = as_("supplier").get(f"/assets/{asset.id}/options").text
    assert "去授权" in page
    assert f"/enterprises/{world.org('supplier')}" in page
    assert NAMES["bank"] not in as_("bank").get("/opportunities").text.split("<main")[1]
    assert "共 0 条" in as_("bank").get("/opportunities").text


def test_the_picture_has_a_table_beside_it(as_: As, matched: dict[str, str]) -> None:
    page = as_("supplier").get(f"/assets/{matched['fits']}/picture").text
    assert "<svg" in page
    for words in (*NAMES.values(), "演示应收贷", "同样的内容，列成表"):
        assert words in page


def test_foreign_and_missing_documents_are_the_same(as_: As, matched: dict[str, str]) -> None:
    for who in ("core", "supplier2", "customer"):
        client = as_(who)
        for tail in ("options", "picture"):
            foreign = client.get(f"/assets/{matched['fits']}/{tail}")
            missing = client.get(f"/assets/{'0' * 26}/{tail}")
            assert foreign.status_code == missing.status_code == 404
    assert as_("bank").get(f"/assets/{matched['fits']}/options").status_code == 403


def test_a_bank_sees_its_own_opportunities_and_no_other_banks_name(
    as_: As, database: Database, world: World, matched: dict[str, str]
) -> None:
    for bank, other in (("bank", "bank2"), ("bank2", "bank")):
        client = as_(bank)
        listed = client.get("/opportunities").text
        assert "演示甲供应" in listed
        shown = client.get(f"/opportunities/{_opportunity(database, world, bank)}")
        assert shown.status_code == 200
        for page in (listed, shown.text):
            assert NAMES[other] not in page
            assert {"bank": "演示链捷贷", "bank2": "演示应收贷"}[bank] not in page
        foreign = client.get(f"/opportunities/{_opportunity(database, world, other)}")
        missing = client.get("/opportunities/" + "0" * 26)
        assert foreign.status_code == missing.status_code == 404


def test_recommended_opportunities_are_filtered_and_counted(
    as_: As, matched: dict[str, str]
) -> None:
    assert "共 1 条" in as_("bank").get("/opportunities?recommended=yes").text
    assert "共 0 条" in as_("bank2").get("/opportunities?recommended=yes").text
    assert "共 1 条" in as_("bank2").get("/opportunities?park=dongzhi").text
    assert "共 0 条" in as_("bank2").get("/opportunities?park=dadukou").text
    assert "推荐给贵行" in as_("bank").get("/").text
    assert as_("bank").get("/opportunities?format=xlsx").data[:2] == b"PK"


def test_a_firm_that_takes_its_consent_back_is_gone_from_the_banks_list(
    as_: As, database: Database, world: World, matched: dict[str, str]
) -> None:
    opportunity = _opportunity(database, world, "bank")
    with database.writing() as session:
        consent = columns(Authorisation)
        mine = select(Authorisation).where(consent.enterprise_id == world.org("supplier"))
        session.execute(mine).scalar_one().revoked_on = TODAY
    assert "演示甲供应" not in as_("bank").get("/opportunities").text
    assert as_("bank").get(f"/opportunities/{opportunity}").status_code == 404


def test_a_document_that_was_asked_for_is_no_longer_waiting(
    as_: As, database: Database, world: World, matched: dict[str, str]
) -> None:
    from lianqiao.trade.queries import get_asset

    with database.writing() as session:
        applied(session, world, get_asset(session, matched["fits"]))
    supplier = as_("supplier")
    assert "共 0 条" in supplier.get("/opportunities?standing=ready").text
    assert "共 1 条" in supplier.get("/opportunities?standing=applied").text
    assert "已申请，看进度" in supplier.get(f"/assets/{matched['fits']}/options").text

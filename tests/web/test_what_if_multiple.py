"""Trying a guarantor's multiple: what is shown is what a new run finds; sums alone for its own."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from characters import TODAY, WAN, World
from deals import confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlmodel import Session

from lianqiao.financing.match_job import is_outdated
from lianqiao.financing.models import MatchRun, Opportunity
from lianqiao.financing.run_match import find_current_run, run_match
from lianqiao.financing.try_change import try_change
from lianqiao.financing.try_multiple import try_multiple
from lianqiao.financing.what_if_rules import NewMultiple
from lianqiao.products import limits
from lianqiao.products.limits import Line
from lianqiao.products.models import CreditLimit, Product
from lianqiao.products.set_limit import set_ceiling, set_guarantee_capacity
from lianqiao.registry.models import Guarantor
from lianqiao.shared import audit
from lianqiao.shared.actor import COMMAND
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, utc_now

As = Callable[[str], FlaskClient]
SECRETS = ("演示农商银行", "演示商业银行", "演示甲供应", "演示应收贷", "演示链捷贷", "企业多到手")


@pytest.fixture
def tight(database: Database, world: World) -> str:
    """Five documents of 80 万 each; two products of two banks under a guarantee of 170 万."""
    freeze(database)
    with database.writing() as session:
        for _number in range(5):
            confirmed_asset(session, world)
        guarantor = session.get_one(Guarantor, world.org("guarantor"))
        guarantor.net_assets_fen, guarantor.multiple = 34 * WAN, 5
        set_guarantee_capacity(session, guarantor, utc_now())
        for code in ("P-A", "P-B"):
            session.get_one(Product, world.products[code]).guarantor_id = guarantor.id
        session.flush()
        run_match(session, COMMAND, TODAY, utc_now())
        return guarantor.id


def _recommended(session: Session) -> int:
    row, run = columns(Opportunity), columns(MatchRun)
    current = select(run.id).where(run.is_current).scalar_subquery()
    query = select(func.sum(row.recommended_fen)).where(row.run_id == current)
    return int(session.execute(query).scalar_one() or 0)


def main_of(page: Any) -> str:
    assert page.status_code == 200, page.text
    return str(page.text.split("<main")[1])


def ask(client: FlaskClient, multiple: str, guarantor: str = "") -> Any:
    path = "/what-if" if guarantor else "/what-if/guarantee"
    words = {"multiple": multiple} | ({"guarantor": guarantor} if guarantor else {})
    return client.get(path, query_string=words)


def test_a_run_recommends_no_more_than_a_guarantor_can_stand_for(
    database: Database, tight: str
) -> None:
    with database.reading() as session:
        assert _recommended(session) == 160 * WAN
        run = find_current_run(session)
        assert run is not None
        (price,) = run.limit_prices
        assert price["limit"] == f"guarantee:{tight}"
        assert (price["bank"], price["limit_fen"]) == ("", 170 * WAN)
        assert price["own_fen"] == price["principal_fen"] == 80 * WAN


def test_a_guarantor_reads_what_another_multiple_brings_and_a_new_run_finds_the_same(
    as_: As, database: Database, tight: str
) -> None:
    page = main_of(ask(as_("guarantor"), "7.5"))
    assert ">80.00 万<" in page
    assert "届时还可担保" in page
    assert ">255.00 万<" in page
    with database.writing() as session:
        set_ceiling(session, Line("guarantee", tight), 255 * WAN, utc_now())
        run_match(session, COMMAND, TODAY, utc_now())
        assert _recommended(session) == 240 * WAN


def test_the_office_tries_it_beside_the_limits_and_sees_who_gains(as_: As, tight: str) -> None:
    page = main_of(ask(as_("regulator"), "7.5", tight))
    for words in ("一共多融", "企业多到手", "各家银行", "演示甲供应", "还可担保 255.00 万"):
        assert words in page, words
    assert ">80.00 万<" in page
    assert "担保机构 演示担保" in page
    assert "再增加 100 万元额度，可多融 800,000.00 元" in page


def test_the_list_of_documents_can_be_sorted_and_taken_along(as_: As, tight: str) -> None:
    client = as_("regulator")
    links = re.findall(r'href="(/what-if\?[^"]+)"', main_of(ask(client, "7.5", tight)))
    sheets = [link for link in links if "xlsx" in link]
    assert len(links) > len(sheets) == 1
    for link in links:
        answer = client.get(unescape(link))
        assert answer.status_code == 200, link
        assert answer.data[:2] == b"PK" if link in sheets else "测算结果" in answer.text


def test_a_guarantor_is_told_sums_and_no_firm_no_bank_no_document(
    as_: As, database: Database, tight: str
) -> None:
    client = as_("guarantor")
    with database.reading() as session:
        numbers = [*session.execute(select(text_of_documents())).scalars()]
    for page in (client.get("/what-if/guarantee"), ask(client, "7.5"), ask(client, "1")):
        for secret in (*SECRETS, *numbers):
            assert secret not in main_of(page), secret
    assert "贵公司担保下可多融 800,000.00 元" in main_of(client.get("/what-if/guarantee"))


def text_of_documents() -> Any:
    from lianqiao.trade.models import Asset

    return columns(Asset).document_no


def test_nothing_is_written_by_trying(as_: As, database: Database, tight: str) -> None:
    def counted() -> tuple[Any, ...]:
        with database.reading() as session:
            tables = (AuditEntry.seq, MatchRun.id, Opportunity.id, CreditLimit.id)  # type: ignore[attr-defined]
            limit = columns(CreditLimit)
            ceilings = session.execute(select(func.sum(limit.ceiling_fen))).scalar_one()
            counts = (session.execute(select(func.count(each))).scalar_one() for each in tables)
            return (*counts, ceilings)

    clients = as_("guarantor"), as_("regulator")
    before = counted()
    ask(clients[0], "9")
    ask(clients[1], "9", tight)
    assert counted() == before


def test_a_multiple_below_what_is_taken_says_so_and_leaves_nothing_free(
    as_: As, database: Database, world: World, tight: str
) -> None:
    with database.writing() as session:
        product = session.get_one(Product, world.products["P-A"])
        parties = world.org("supplier"), world.org("core")
        limits.reserve(session, product, *parties, 60 * WAN, utc_now())
        run_match(session, COMMAND, TODAY, utc_now())
    for page in (ask(as_("guarantor"), "1"), ask(as_("regulator"), "1", tight)):
        body = main_of(page)
        assert "超过了能力" in body
        assert "-80.00 万" in body
    assert ">0.00 元<" in main_of(ask(as_("guarantor"), "1"))
    assert "超过了能力" not in main_of(ask(as_("guarantor"), "5"))


@pytest.mark.parametrize("multiple", ["0.9", "15.1", "16", "7.55", "-3", "", "x", "１００"])
def test_a_multiple_that_the_law_does_not_allow_is_refused_in_words(
    as_: As, tight: str, multiple: str
) -> None:
    for page in (ask(as_("guarantor"), multiple), ask(as_("regulator"), multiple, tight)):
        assert page.status_code == 422
        assert f'value="{multiple}"' in page.text
        assert "测算结果" not in page.text


def test_fifteen_is_the_law_for_those_that_serve_small_firms(as_: As, tight: str) -> None:
    assert ">400.00 万<" not in main_of(ask(as_("guarantor"), "5"))
    assert ">240.00 万<" in main_of(ask(as_("guarantor"), "１５ 倍"))


def test_nobody_else_tries_it(as_: As, database: Database, world: World, tight: str) -> None:
    for who in ("bank", "supplier", "core", "operator", "regulator"):
        assert as_(who).get("/what-if/guarantee").status_code == 403
    assert as_("guarantor").get("/what-if").status_code == 403
    page = main_of(ask(as_("bank"), "9", tight))
    assert "测算结果" not in page
    assert "演示担保" not in page
    with database.reading() as session:
        for who, use_case in (("bank", try_change), ("guarantor", try_multiple)):
            foreign = tight if who == "bank" else world.org("bank")
            with pytest.raises(NothingIsThere):
                use_case(session, world.actor(who), NewMultiple(foreign, 90), TODAY)
    missing = ask(as_("regulator"), "9", "0" * 26)
    assert missing.status_code == 422


def test_the_price_of_a_capacity_is_for_the_offices(
    as_: As, database: Database, tight: str
) -> None:
    with database.reading() as session:
        run = find_current_run(session)
        assert run is not None
    assert "担保额度" in main_of(as_("regulator").get(f"/matching/{run.id}"))
    assert "<strong>演示担保</strong>的担保额度" in main_of(as_("regulator").get("/oversight"))
    assert "担保额度" not in main_of(as_("bank").get("/what-if"))


def test_without_a_run_or_a_product_the_page_says_what_to_wait_for(
    as_: As, database: Database, world: World
) -> None:
    freeze(database)
    assert "还没有匹配结果" in main_of(as_("guarantor").get("/what-if/guarantee"))
    with database.writing() as session:
        run_match(session, COMMAND, TODAY, utc_now())
    assert "还没有银行产品由贵公司担保" in main_of(as_("guarantor").get("/what-if/guarantee"))


def test_a_guarantor_without_capacity_lets_nothing_be_recommended(
    database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        confirmed_asset(session, world)
        session.get_one(Product, world.products["P-A"]).guarantor_id = world.org("guarantor")
        session.flush()
        run_match(session, COMMAND, TODAY, utc_now())
        row = columns(Opportunity)
        query = select(row.product_id).where(row.recommended_fen > 0)
        assert session.execute(query).scalars().all() == [world.products["P-B"]]


def test_a_capacity_that_is_set_makes_the_run_outdated(
    database: Database, world: World, tight: str
) -> None:
    def outdated() -> bool:
        with database.reading() as session:
            run = find_current_run(session)
            assert run is not None
            return is_outdated(session, run, TODAY)

    assert not outdated()
    with database.writing() as session:
        audit.record(session, COMMAND, "set_guarantee_capacity", tight, utc_now(), ceiling_fen=1)
    assert outdated()

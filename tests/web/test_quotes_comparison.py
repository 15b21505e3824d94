"""Quotes side by side for the firm, sealed between the banks."""

import re

import pytest
from characters import TODAY, WAN, World
from deals import confirmed_asset, drafted, freeze, offered
from sqlmodel import Session

from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.models import MatchRun, Opportunity
from lianqiao.shared.database import Database
from lianqiao.shared.tables import utc_now
from lianqiao.trade.models import Asset


@pytest.fixture
def asset(database: Database, world: World) -> Asset:
    """A confirmed receivable of the supplier."""
    freeze(database)
    with database.writing() as session:
        return confirmed_asset(session, world)


def _eligible_at_both_banks(session: Session, world: World, asset: Asset) -> None:
    run = MatchRun(as_of=TODAY, state="done", is_current=True, rule_version="1")
    session.add(run)
    session.flush()
    for bank, product in (("bank", "P-A"), ("bank2", "P-B")):
        session.add(
            Opportunity(
                run_id=run.id,
                asset_id=asset.id,
                product_id=world.products[product],
                bank_id=world.org(bank),
                borrower_id=asset.borrower_id,
                eligible=True,
                checks=[
                    {"rule": "tenor", "passed": True, "value": "90", "required": "0..365"},
                ],
            )
        )


def test_the_cheapest_stands_first_and_is_marked_in_words(
    as_, database: Database, world: World, asset: Asset
) -> None:
    with database.writing() as session:
        offered(session, world, asset, "bank", rate_ppm=45_000)
        offered(session, world, asset, "bank2", rate_ppm=39_000)
    page = as_("supplier").get(f"/quotes?asset={asset.id}")
    heads = re.findall(r'<th scope="col">(.*?)</th>', page.text)
    assert [head.split(" ", 1)[0] for head in heads] == ["项目", "演示商业银行", "演示农商银行"]
    assert "成本最低" in heads[1]
    assert "成本最低" not in heads[2]
    assert page.text.count("成本最低") == 1
    assert page.text.index("综合年化成本") < page.text.index("综合成本合计")
    assert "现在只有" not in page.text


def test_one_quote_alone_is_not_called_the_cheapest_and_the_firm_is_told_what_to_do(
    as_, database: Database, world: World, asset: Asset
) -> None:
    with database.writing() as session:
        _eligible_at_both_banks(session, world, asset)
        offered(session, world, asset, "bank")
    page = as_("supplier").get(f"/quotes?asset={asset.id}").text
    assert "现在只有 1 家银行报价，符合条件的银行有 2 家" in page
    assert f'href="/assets/{asset.id}/options"' in page
    assert "成本最低" not in page


def test_where_one_bank_alone_is_eligible_nothing_is_missing(
    as_, database: Database, world: World, asset: Asset
) -> None:
    with database.writing() as session:
        offered(session, world, asset, "bank")
    page = as_("supplier").get(f"/quotes?asset={asset.id}").text
    assert "目前只有一家银行符合条件" in page


def test_drafts_are_not_compared_and_an_empty_page_has_a_next_step(
    as_, database: Database, world: World, asset: Asset
) -> None:
    with database.writing() as session:
        drafted(session, world, asset, "bank")
    page = as_("supplier").get(f"/quotes?asset={asset.id}").text
    assert "还没有报价" in page
    assert "3.85%" not in page


@pytest.mark.parametrize("who", ["supplier2", "core"])
def test_nobody_compares_the_quotes_of_another_firm(
    as_, database: Database, world: World, asset: Asset, who: str
) -> None:
    with database.writing() as session:
        quote = offered(session, world, asset, "bank")
    client = as_(who)
    for path in (f"/quotes?asset={asset.id}", f"/quotes/{quote.id}/accept"):
        assert client.get(path).status_code == 404
    assert client.get("/quotes?asset=" + "0" * 26).status_code == 404
    assert client.post(f"/quotes/{quote.id}/accept").status_code == 404
    assert client.post(f"/quotes/{quote.id}/decline").status_code == 404


def test_banks_do_not_compare(as_, database: Database, world: World, asset: Asset) -> None:
    with database.writing() as session:
        quote = offered(session, world, asset, "bank", conditions="只给您看")
    for bank in ("bank", "bank2"):
        assert as_(bank).get(f"/quotes?asset={asset.id}").status_code == 403
    rival = as_("bank2")
    assert rival.get(f"/applications/{quote.application_id}").status_code == 404
    assert "只给您看" not in rival.get("/applications").text


def test_the_asset_page_of_a_missing_document_leads_to_the_cases_to_decide(as_, world) -> None:
    answer = as_("supplier").get("/quotes")
    assert answer.headers["Location"] == "/applications?state=quoted"


def test_a_decided_quote_offers_no_button(
    as_, database: Database, world: World, asset: Asset
) -> None:
    with database.writing() as session:
        quote = offered(session, world, asset, "bank")
        accept_quote(session, world.actor("supplier"), quote.id, utc_now(), TODAY)
    supplier = as_("supplier")
    assert "已接受" in supplier.get(f"/quotes?asset={asset.id}").text
    page = supplier.get(f"/quotes/{quote.id}/accept").text
    assert "这份报价不能接受了" in page
    assert "确认接受" not in page


def test_declining_needs_no_reason_but_keeps_one(
    as_, database: Database, world: World, asset: Asset
) -> None:
    with database.writing() as session:
        quote = offered(session, world, asset, "bank")
        other = offered(session, world, confirmed_asset(session, world), "bank")
    supplier, officer = as_("supplier"), as_("bank")
    said = {"decline-reason": "利率偏高"}
    assert supplier.post(f"/quotes/{quote.id}/decline", data=said).status_code == 302
    assert supplier.post(f"/quotes/{other.id}/decline").status_code == 302
    assert "利率偏高" in officer.get(f"/applications/{quote.application_id}").text
    assert supplier.post(f"/quotes/{quote.id}/decline").status_code == 409


def test_the_reasons_kept_by_the_match_run_are_shown(
    as_, database: Database, world: World, asset: Asset
) -> None:
    with database.writing() as session:
        _eligible_at_both_banks(session, world, asset)
        quote = drafted(session, world, asset, "bank", principal_fen=50 * WAN)
    page = as_("bank").get(f"/applications/{quote.application_id}").text
    assert "期限 90 天，产品接受 0–365 天" in page
    assert "看完整的匹配说明" in page

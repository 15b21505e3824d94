"""The operator's pages for merging: search, suggestions, both side by side, confirm."""

import html
import re

import pytest
from characters import WAN, World
from deals import accepted, confirmed_asset
from loan_book import lend
from twins import TWIN_CODE, add_link, add_twin, rows_of

from lianqiao.accounts.models import Organisation
from lianqiao.products.models import CreditLimit
from lianqiao.registry.models import Enterprise
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns


@pytest.fixture
def twin(database: Database, world: World) -> str:
    """The supplier's twin, found by its name."""
    twin = add_twin(database, world)
    with database.writing() as session:
        session.get_one(Organisation, twin).name = "演示甲供应有限公司"
    return twin


def pair(world: World, gone: str = "twin", stay: str = "supplier") -> str:
    return f"gone={world.org(gone)}&stay={world.org(stay)}"


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def cells(page: str, label: str) -> list[str]:
    row = re.search(rf'<th scope="row">{label}</th>(.*?)</tr>', page, re.S)
    assert row is not None, label
    return [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.S)]


def test_the_operator_walks_from_search_to_the_merged_firm(twin, world, database, as_) -> None:
    client = as_("operator")
    assert "/organisations/merge" in client.get("/organisations").text
    found = client.get(f"/organisations/merge?q={TWIN_CODE[9:]}").text
    assert f"/organisations/merge?gone={twin}" in found
    second = client.get(f"/organisations/merge?gone={twin}&q=演示甲").text
    assert "第二步" in second
    assert html.escape(f"/organisations/merge/compare?{pair(world)}") in second
    assert html.escape(f"/organisations/merge/compare?gone={twin}&stay={twin}") not in second
    page = client.get(f"/organisations/merge/compare?{pair(world)}").text
    assert cells(page, "统一社会信用代码") == [TWIN_CODE, "91350100M000100Y43"]
    confirm = client.get(f"/organisations/merge/confirm?{pair(world)}").text
    assert "演示twin" in confirm
    data = {"gone": twin, "stay": world.org("supplier"), "reason": "营业执照换码", "agreed": "y"}
    done = client.post("/organisations/merge", data=data)
    assert done.headers["Location"] == f"/organisations/{world.org('supplier')}"
    page = client.get(f"/organisations/{twin}").text
    assert "已合并" in page
    assert "营业执照换码" in page
    assert f'href="/organisations/{world.org("supplier")}"' in page
    assert "演示甲供应有限公司" in client.get("/organisations?state=merged").text


def test_both_are_shown_side_by_side_with_what_they_have(twin, world, database, as_) -> None:
    with database.writing() as session:
        add_link(session, world.org("core2"), twin)
        accepted(session, world, confirmed_asset(session, world))
        session.add(
            CreditLimit(
                scope="borrower", holder_id=world.org("bank2"), party_id=twin, ceiling_fen=77 * WAN
            )
        )
    lend(database, world, "J-7", borrower_id=twin)
    page = as_("operator").get(f"/organisations/merge/compare?{pair(world)}").text
    assert cells(page, "用户") == ["1", "1"]
    assert cells(page, "有效合作关系") == ["1", "1"]
    assert cells(page, "应收应付账款") == ["0", "1"]
    assert cells(page, "融资申请") == ["没有", "有"]
    assert cells(page, "贷款") == ["有", "没有"]
    assert cells(page, "银行额度") == ["有", "有"]
    assert cells(page, "银行查阅授权") == ["有", "有"]
    for private in ("演示农商银行", "演示商业银行", "770,000", "77 万", "J-7"):
        assert private not in page


def test_what_stands_against_it_is_said_with_its_mend_and_nothing_can_be_sent(
    twin, world, database, as_
) -> None:
    with database.writing() as session:
        add_link(session, world.org("supplier"), twin)
    client = as_("operator")
    page = client.get(f"/organisations/merge/compare?{pair(world)}").text
    assert "现在还不能合并" in page
    assert "请企业终止或撤回" in page
    assert "下一步：确认合并" not in page
    confirm = client.get(f"/organisations/merge/confirm?{pair(world)}")
    assert confirm.status_code == 302
    data = {"gone": twin, "stay": world.org("supplier"), "reason": "x", "agreed": "y"}
    refused = client.post("/organisations/merge", data=data)
    assert refused.headers["Location"].startswith("/organisations/merge/compare")
    (row,) = rows_of(database, Organisation, columns(Organisation).id == twin)
    assert row.state == "approved"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"reason": " "}, "请写明为什么"), ({"agreed": ""}, "请勾选已核对")],
)
def test_it_wants_a_reason_and_a_tick_and_keeps_what_was_typed(
    twin, world, database, as_, changes, said
) -> None:
    data = {"gone": twin, "stay": world.org("supplier"), "reason": "营业执照换码", "agreed": "y"}
    page = as_("operator").post("/organisations/merge", data=data | changes)
    assert page.status_code == 422
    assert said in page.text
    if "agreed" in changes:
        assert "营业执照换码" in page.text
    (row,) = rows_of(database, Organisation, columns(Organisation).id == twin)
    assert row.state == "approved"


def test_the_two_change_places_with_one_link(twin, world, as_) -> None:
    page = as_("operator").get(f"/organisations/merge/compare?{pair(world)}").text
    assert html.escape(f"/organisations/merge/compare?{pair(world, 'supplier', 'twin')}") in page


def test_firms_that_may_be_one_are_suggested_with_the_reason(twin, world, as_) -> None:
    page = as_("operator").get("/organisations/merge").text
    assert html.escape(f"compare?{pair(world)}") in page
    assert "名称相同" in page
    assert "没有发现" not in page


def test_without_likely_pairs_the_page_says_what_to_do(world, database, as_) -> None:
    with database.writing() as session:  # the two core enterprises have neighbouring codes
        session.get_one(Enterprise, world.org("core2")).phone = "0566-2222222"
    page = as_("operator").get("/organisations/merge").text
    assert "没有发现可能重复的企业" in page
    assert "没有找到企业" in as_("operator").get("/organisations/merge?q=不存在").text


def test_suspended_and_merged_firms_are_marked_or_left_out(twin, world, database, as_) -> None:
    with database.writing() as session:
        session.get_one(Organisation, twin).state = "suspended"
    client = as_("operator")
    assert "已暂停" in client.get("/organisations/merge?q=演示甲").text
    page = client.get(f"/organisations/merge/compare?{pair(world)}").text
    assert "已暂停的先恢复使用" in page


@pytest.mark.parametrize(
    "path",
    [
        "/organisations/merge?gone=01missing",
        "/organisations/merge/compare",
        "/organisations/merge/compare?gone=01missing&stay=01missing",
        "/organisations/merge/confirm?gone=01missing&stay=01missing",
    ],
)
def test_what_is_missing_is_not_found(as_, path: str) -> None:
    assert as_("operator").get(path).status_code == 404


def test_a_bank_is_not_merged(as_, world) -> None:
    client = as_("operator")
    path = f"/organisations/merge/compare?{pair(world, 'bank', 'supplier')}"
    assert client.get(path).status_code == 404
    data = {"gone": world.org("bank"), "stay": world.org("supplier"), "reason": "x", "agreed": "y"}
    assert client.post("/organisations/merge", data=data).status_code == 404


@pytest.mark.parametrize("who", ["core", "bank-approver", "guarantor", "regulator"])
def test_the_pages_are_the_operator_s(as_, world, who: str) -> None:
    client = as_(who)
    for path in ("", "/compare", "/confirm"):
        assert client.get(f"/organisations/merge{path}").status_code == 403
    assert client.post("/organisations/merge").status_code == 403


def test_the_audit_page_tells_the_operator_of_no_loan(twin, world, database, as_) -> None:
    lend(database, world, "J-7", borrower_id=twin)
    client = as_("operator")
    data = {"gone": twin, "stay": world.org("supplier"), "reason": "x", "agreed": "y"}
    client.post("/organisations/merge", data=data)
    page = words(client.get("/audit?q=merge_firms").text)
    assert "merge_firms" in page
    assert "loan" not in page

"""The pages of receivables and orders, as each side sees and uses them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from characters import WAN, World
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import delete, event, select
from trade_samples import TODAY, a_receivable, an_order, count, enter, order, read

from lianqiao.accounts.models import Organisation
from lianqiao.home import collect_todos
from lianqiao.registry.models import TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.ids import new_id
from lianqiao.shared.web import Application
from lianqiao.trade.models import Asset

As = Callable[[str], FlaskClient]


def typed(world: World, **changes: str) -> dict[str, str]:
    """The form of a receivable as the supplier fills it in."""
    form = {
        "partner_id": f"creditor:{world.org('core')}",
        "invoice_no": "12345678",
        "invoice_code": "3400123456",
        "amount_fen": "１２.5 万",
        "issue_date": "2026-01-05",
        "delivery_date": "2026年1月6日",
        "due_date": "20260410",
        "requested_fen": "",
        "no_clause": "1",
        "seen": "1",
    }
    return form | changes


def typed_order(world: World, **changes: str) -> dict[str, str]:
    form = {
        "partner_id": f"creditor:{world.org('core')}",
        "order_no": "PO-77",
        "borrower": "seller",
        "amount_fen": "300000",
        "issue_date": "2026-01-05",
        "delivery_date": "2026-02-05",
        "due_date": "2026-04-10",
        "splittable": "y",
        "seen": "1",
    }
    return form | changes


def the_only(database: Database) -> Asset:
    with database.reading() as session:
        return session.execute(select(Asset)).scalar_one()


def test_a_receivable_is_typed_checked_and_saved(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    assert "演示东至制药 应付我方" in client.get("/receivables/new").text
    check = client.post("/receivables/new", data=typed(world, step="check"))
    assert check.status_code == 200
    assert "125,000.00" in check.text
    assert "壹拾贰万伍仟元整" in check.text
    assert count(database, Asset) == 0
    edited = client.post("/receivables/new", data=typed(world, step="edit"))
    assert 'value="１２.5 万"' in edited.text
    saved = client.post("/receivables/new", data=typed(world, step="save"))
    assert saved.status_code == 302
    asset = the_only(database)
    assert (asset.amount_fen, asset.state) == (12_500_000, "entered")
    page = client.get(saved.location).text
    assert "演示东至制药" in page
    assert "下一步：演示东至制药确权" in page


def test_pressing_save_twice_enters_once_and_leads_to_the_same_page(
    as_: As, world: World, database: Database
) -> None:
    client, data = as_("supplier"), typed(world, step="save", idempotency_key="k1")
    first = client.post("/receivables/new", data=data)
    second = client.post("/receivables/new", data=data)
    assert (second.status_code, second.location) == (302, first.location)
    without_key = client.post("/receivables/new", data=typed(world, step="save"))
    assert without_key.status_code == 422
    assert "不能重复录入" in without_key.text
    assert count(database, Asset) == 1


def test_an_order_is_typed_checked_and_saved(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    assert client.post("/orders/new", data=typed_order(world, step="check")).status_code == 200
    saved = client.post("/orders/new", data=typed_order(world, step="save"))
    assert saved.location.startswith("/orders/")
    assert the_only(database).splittable
    assert "PO-77" in client.get("/orders").text
    assert "PO-77" not in client.get("/receivables").text


def test_the_debtors_upload_says_that_it_confirms(
    as_: As, world: World, database: Database
) -> None:
    client = as_("core")
    data = typed(world, partner_id=f"debtor:{world.org('supplier')}")
    assert "提交就是确权" in client.post("/receivables/new", data=data | {"step": "check"}).text
    client.post("/receivables/new", data=data | {"step": "save"})
    assert the_only(database).state == "confirmed"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount_fen": ""}, "请填写"),
        ({"amount_fen": "很多"}, "无法识别"),
        ({"amount_fen": "0"}, "应大于零"),
        ({"requested_fen": "99万"}, "不超过单据金额"),
        ({"issue_date": "2026-02-30"}, "不存在"),
        ({"issue_date": "2199-01-01"}, "不能晚于今天"),
        ({"due_date": "2026-01-05"}, "应晚于开票日期"),
        ({"delivery_date": "2020-01-01"}, "相差超过一年"),
        ({"invoice_no": "号"}, "发票号码"),
        ({"invoice_no": "1" * 41}, "41"),
        ({"partner_id": "creditor:nobody"}, ""),
        ({"partner_id": ""}, "请填写"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    as_: As, world: World, database: Database, changes: dict[str, str], words: str
) -> None:
    for step in ("check", "save"):
        data = typed(world, step=step) | changes
        answer = as_("supplier").post("/receivables/new", data=data)
        assert answer.status_code == 422
        assert 'class="problems"' in answer.text
        assert words in answer.text
        assert 'value="3400123456"' in answer.text
    assert count(database, Asset) == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"order_no": " "}, "请填写"),
        ({"delivery_date": ""}, "请填写"),
        ({"delivery_date": "2025-12-31"}, "不能早于下单日期"),
        ({"borrower": "bank"}, ""),
        ({"borrower": "buyer"}, "核心企业"),
    ],
)
def test_bad_input_of_an_order_is_said(
    as_: As, world: World, database: Database, changes: dict[str, str], words: str
) -> None:
    answer = as_("supplier").post("/orders/new", data=typed_order(world, step="save") | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert count(database, Asset) == 0


def test_a_near_document_asks_and_the_reason_is_kept(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    client.post("/receivables/new", data=typed(world, step="save"))
    second = typed(world, step="check", invoice_no="87654321")
    asked = client.post("/receivables/new", data=second)
    assert asked.status_code == 422
    assert 'name="near_reason"' in asked.text
    reasoned = second | {"near_reason": "同日第二车货", "step": "save"}
    assert client.post("/receivables/new", data=reasoned).status_code == 302
    assert count(database, Asset) == 2


def test_without_partners_the_form_leads_to_them(as_: As, world: World, database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(TradeLink))
    assert "/partners/new" in as_("supplier").get("/receivables/new").text


def test_each_side_sees_the_document_in_its_role(as_: As, world: World, database: Database) -> None:
    enter(database, world, a_receivable(world, "SEEN-1"))
    for who, role, partner in (
        ("supplier", "creditor", "演示东至制药"),
        ("core", "debtor", "演示甲供应"),
    ):
        client = as_(who)
        assert "SEEN-1" in client.get(f"/receivables?role={role}").text
        assert partner in client.get("/receivables").text
        other = "debtor" if role == "creditor" else "creditor"
        assert "SEEN-1" not in client.get(f"/receivables?role={other}").text
    for who in ("supplier2", "core2", "customer"):
        assert "SEEN-1" not in as_(who).get("/receivables").text


def test_the_list_filters_searches_and_exports(as_: As, world: World, database: Database) -> None:
    enter(database, world, a_receivable(world, "FIND-1"))
    enter(database, world, a_receivable(world, "FIND-2", amount_fen=WAN), by="core")
    client = as_("supplier")
    assert "FIND-1" not in client.get("/receivables?state=confirmed").text
    found = client.get("/receivables?q=find-2").text
    assert "FIND-2" in found
    assert "FIND-1" not in found
    book = load_workbook(BytesIO(client.get("/receivables?q=find-2&format=xlsx").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1] == "FIND-2"


GET_PAGES = ("", "/mend", "/letter")
POST_PAGES = ("/confirm", "/dispute", "/settle", "/withdraw", "/deliver", "/mend")
GOOD = {
    "confirmed_fen": "1",
    "confirmed_due": "2027-01-11",
    "confirm_reason": "其余未验收",
    "reason": "数量不符",
    "paid_on": "2026-11-20",
    "amount_fen": "1",
    "issue_date": "2026-11-02",
    "due_date": "2027-01-11",
}


@pytest.mark.parametrize("who", ["supplier2", "core2", "customer"])
def test_a_foreign_document_and_a_missing_one_are_the_same_404(
    as_: As, world: World, database: Database, who: str
) -> None:
    asset_id, client = enter(database, world, a_receivable(world)), as_(who)
    for page in GET_PAGES:
        foreign = client.get(f"/receivables/{asset_id}{page}")
        nothing = new_id()
        missing = client.get(f"/receivables/{nothing}{page}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert _main(foreign.text) == _main(missing.text.replace(nothing, asset_id))
    for page in POST_PAGES:
        answer = client.post(f"/receivables/{asset_id}{page}", data=GOOD)
        assert answer.status_code == 404, page
    assert read(database, asset_id).state == "entered"


def test_a_receivable_is_not_found_among_orders(as_: As, world: World, database: Database) -> None:
    asset_id = enter(database, world, a_receivable(world))
    for page in GET_PAGES:
        assert as_("supplier").get(f"/orders/{asset_id}{page}").status_code == 404


@pytest.mark.parametrize("who", ["bank", "regulator", "operator", "guarantor"])
def test_other_roles_have_no_business_here(
    as_: As, world: World, database: Database, who: str
) -> None:
    asset_id, client = enter(database, world, a_receivable(world)), as_(who)
    for path in ("/receivables", "/orders", "/confirmations", f"/receivables/{asset_id}"):
        assert client.get(path).status_code == 403


def test_the_creditor_cannot_confirm_for_the_debtor(
    as_: As, world: World, database: Database
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    for page in ("/confirm", "/dispute"):
        assert as_("supplier").post(f"/receivables/{asset_id}{page}", data=GOOD).status_code == 404
    for page in ("/withdraw", "/mend"):
        assert as_("core").post(f"/receivables/{asset_id}{page}", data=GOOD).status_code == 404


def test_the_debtor_confirms_a_part_on_the_page(as_: As, world: World, database: Database) -> None:
    asset_id, client = enter(database, world, a_receivable(world)), as_("core")
    page = client.get(f"/receivables/{asset_id}").text
    assert "请在这一天以前答复" in page
    assert "第802号" in page.replace(" ", "")
    data = {
        "confirmed_fen": "60万",
        "confirmed_due": "2027-01-11",
        "confirm_reason": "其余未验收",
    }
    assert client.post(f"/receivables/{asset_id}/confirm", data=data).status_code == 302
    assert read(database, asset_id).confirmed_fen == 60 * WAN
    again = client.post(f"/receivables/{asset_id}/confirm", data=data)
    assert again.status_code == 409
    assert "已由 演示core 确权" in again.text


@pytest.mark.parametrize(
    ("page", "data", "words"),
    [
        ("confirm", {"confirmed_fen": "101万", "confirmed_due": "2027-01-11"}, "不超过单据金额"),
        ("confirm", {"confirmed_fen": "", "confirmed_due": "2027-01-11"}, "请填写"),
        ("confirm", {"confirmed_fen": "1", "confirmed_due": "2026-11-02"}, "应晚于开票日期"),
        ("confirm", {"confirmed_fen": "1", "confirmed_due": "某天"}, "无法识别"),
        ("dispute", {"reason": ""}, "请写明原因"),
        ("dispute", {"reason": "x" * 901}, "900"),
    ],
)
def test_bad_answers_of_the_debtor_stand_beside_their_field(
    as_: As, world: World, database: Database, page: str, data: dict[str, str], words: str
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    answer = as_("core").post(f"/receivables/{asset_id}/{page}", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'class="problems"' in answer.text
    assert read(database, asset_id).state == "entered"


def test_a_disputed_document_is_mended_on_its_page(
    as_: As, world: World, database: Database
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    as_("core").post(f"/receivables/{asset_id}/dispute", data={"reason": "少了两箱"})
    client = as_("supplier")
    assert "少了两箱" in client.get(f"/receivables/{asset_id}").text
    assert "少了两箱" in client.get(f"/receivables/{asset_id}/mend").text
    bad = client.post(f"/receivables/{asset_id}/mend", data=GOOD | {"amount_fen": "0"})
    assert bad.status_code == 422
    assert "应大于零" in bad.text
    good = client.post(f"/receivables/{asset_id}/mend", data=GOOD | {"amount_fen": "98万"})
    assert good.status_code == 302
    asset = read(database, asset_id)
    assert (asset.state, asset.amount_fen) == ("entered", 98 * WAN)
    late = client.post(f"/receivables/{asset_id}/mend", data=GOOD)
    assert late.status_code == 409
    assert "待确权" in late.text


def test_withdrawing_paying_and_delivering_on_the_page(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    first = enter(database, world, a_receivable(world))
    assert client.post(f"/receivables/{first}/withdraw").status_code == 302
    assert client.post(f"/receivables/{first}/withdraw").status_code == 409
    second = enter(database, world, a_receivable(world, "2", amount_fen=WAN), by="core")
    bad = client.post(f"/receivables/{second}/settle", data={"paid_on": "2199-01-01"})
    assert bad.status_code == 422
    paid = client.post(f"/receivables/{second}/settle", data={"paid_on": "2026-11-20"})
    assert paid.status_code == 302
    third = order(database, world, an_order(world), by="core")
    assert client.post(f"/orders/{third}/deliver").status_code == 302
    states = [read(database, one).state for one in (first, second, third)]
    assert states == ["withdrawn", "settled", "delivered"]


def test_several_are_ticked_and_confirmed_at_once(
    as_: As, world: World, database: Database
) -> None:
    ids = [enter(database, world, a_receivable(world, f"T{n}", amount_fen=n)) for n in (1, 2, 3)]
    client = as_("core")
    page = client.get("/confirmations").text
    assert all(one in page for one in ids)
    assert client.post("/confirmations", data={"asset": ids[:2]}).status_code == 302
    states = [read(database, one).state for one in ids]
    assert states == ["confirmed", "confirmed", "entered"]
    again = client.post("/confirmations", data={"asset": ids})
    assert again.status_code == 422
    assert read(database, ids[2]).state == "entered"
    nothing = client.post("/confirmations", data={})
    assert nothing.status_code == 422
    assert "请先勾选" in nothing.text


def test_the_letter_carries_number_amount_in_words_and_hash(
    as_: As, world: World, database: Database
) -> None:
    asset_id, client = enter(database, world, a_receivable(world)), as_("core")
    assert client.get(f"/receivables/{asset_id}/letter").status_code == 409
    client.post("/confirmations", data={"asset": [asset_id]})
    for who in ("core", "supplier"):
        letter = as_(who).get(f"/receivables/{asset_id}/letter").text
        assert read(database, asset_id).confirmation_no in letter
        assert "壹佰万元整" in letter
        assert "审计链" in letter


def test_the_financing_of_the_supplier_is_not_shown_to_its_debtor(
    as_: As, world: World, database: Database
) -> None:
    asset_id = enter(database, world, a_receivable(world), by="core")
    with database.writing() as session:
        session.get_one(Asset, asset_id).occupied_fen = 12_345_678
    for page in ("/receivables", f"/receivables/{asset_id}"):
        assert "123,456.78" in as_("supplier").get(page).text
        assert "123,456.78" not in as_("core").get(page).text


def test_the_order_of_a_list_does_not_tell_what_is_hidden(
    as_: As, world: World, database: Database
) -> None:
    receivables = [a_receivable(world, f"1234567{n}", amount_fen=(90 + n) * WAN) for n in range(3)]
    ids = [enter(database, world, receivable) for receivable in receivables]
    with database.writing() as session:
        for asset_id, occupied in zip(ids, (3, 1, 2), strict=True):
            asset = session.get_one(Asset, asset_id)
            asset.state, asset.confirmed_fen = "confirmed", asset.amount_fen
            asset.occupied_fen, asset.occupied_share = occupied * WAN, occupied
    wanted = [read(database, asset_id).number for asset_id in (ids[1], ids[2], ids[0])]

    def listed(who: str, sort: str) -> list[str]:
        text = as_(who).get(f"/receivables?sort={sort}").text
        return sorted(wanted, key=text.index)

    assert listed("supplier", "occupied_fen") == wanted
    assert listed("supplier", "-occupied_fen") == wanted[::-1]
    assert listed("core", "occupied_fen") == listed("core", "-occupied_fen")


def test_a_name_with_markup_stays_text(as_: As, world: World, database: Database) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        session.get_one(Organisation, world.org("core")).name = "<b>演示</b>"
    page = as_("supplier").get(f"/receivables/{asset_id}").text
    assert "<b>演示</b>" not in page
    assert "&lt;b&gt;" in page


def test_what_waits_equals_the_lists_behind_it(
    app: Application, as_: As, world: World, database: Database
) -> None:
    enter(database, world, a_receivable(world, "W1"))
    enter(database, world, a_receivable(world, "W2", amount_fen=2))
    disputed = enter(database, world, a_receivable(world, "W3", amount_fen=3))
    as_("core").post(f"/receivables/{disputed}/dispute", data={"reason": "数量不符"})
    with app.test_request_context(), database.reading() as session:
        todos = {
            who: {todo.path: todo for todo in collect_todos(session, world.actor(who), TODAY)}
            for who in ("core", "supplier")
        }
    waiting = todos["core"]["/confirmations"]
    assert waiting.count == 2
    assert waiting.due is not None
    assert "共 2 条" in as_("core").get("/confirmations").text
    mend = todos["supplier"]["/receivables?waiting=mend"]
    assert mend.count == 1
    assert "共 1 条" in as_("supplier").get(mend.path).text
    assert "应收账款" in as_("supplier").get("/").text


def test_the_upload_page_previews_and_imports(as_: As, world: World, database: Database) -> None:
    client = as_("core")
    assert "发票号码" in client.get("/receivables/import?template=receivables").text
    row = "FP-9,91350100M000100Y43,91341721MA2T1007XH,5万元,2026-11-01,2027-01-11"
    data = f"发票号码,供应商代码,核心企业代码,金额,开票日期,到期日\n{row}\n".encode()
    preview = client.post(
        "/receivables/import",
        data={"kind": "receivables", "file": (BytesIO(data), "应付.csv")},
    )
    assert preview.status_code == 200, preview.text
    assert count(database, Asset) == 0
    token = preview.text.split('name="token" value="')[1].split('"')[0]
    assert (
        client.post("/receivables/import", data={"token": token}, follow_redirects=True).status_code
        == 200
    )
    asset = the_only(database)
    assert (asset.state, asset.amount_fen) == ("confirmed", 5 * WAN)


def test_lists_ask_few_questions(as_: As, world: World, database: Database) -> None:
    """A page of many rows costs no more statements than a page of one."""
    enter(database, world, a_receivable(world, "Q0"))
    client = as_("core")
    one = statements(client, "/confirmations"), statements(client, "/receivables")
    for n in range(1, 6):
        enter(database, world, a_receivable(world, f"Q{n}", amount_fen=n))
    assert (statements(client, "/confirmations"), statements(client, "/receivables")) == one


def statements(client: FlaskClient, path: str) -> int:
    app = client.application
    assert isinstance(app, Application)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(app.database.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(app.database.engine, "before_cursor_execute", note)
    return len(seen)


def _main(text: str) -> str:
    """The page without its frame, whose token changes from second to second."""
    return text.partition("<main")[2]

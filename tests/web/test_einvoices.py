"""E-invoices on the page: several files looked at together, mended, entered in one step."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from characters import World
from flask.testing import FlaskClient
from invoice_files import CUSTOMER, NUMBER, digital, numbered, older, ubl
from sqlalchemy import select
from trade_samples import a_receivable, audited, count, enter, events
from web.test_order_carry_over import an_order, delivered
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.trade.models import Asset, Receivable
from lianqiao.vault.models import VaultDocument, VaultUse

PATH = "/receivables/einvoices"
As = Callable[[str], FlaskClient]
Files = Sequence[tuple[str, bytes]]


def send(client: FlaskClient, *files: tuple[str, bytes]) -> TestResponse:
    """Upload files as the page's form does."""
    parts = [FileStorage(BytesIO(data), name, "files") for name, data in files]
    # In memory: the client's own way would leave a temporary file of a large upload open.
    boundary, body = encode_multipart({"files": parts})  # type: ignore[dict-item]
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(PATH, data=body, content_type=kind)


def fields_of(page: str) -> dict[str, object]:
    """The second form as somebody sends it back who has looked at what is to be looked at.

    Hidden ones, values and ticks as they stand; and no contract agrees on a longer term.
    """
    form = page[page.index("idempotency_key") - 200 :]
    found: dict[str, object] = {"token": re.findall(r'name="token" value="([^"]+)"', form)}
    for tag in re.findall(r"<input[^>]+>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name is None or name[1] in ("token", "csrf_token"):
            continue
        if 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
        elif " checked" in tag:
            found[name[1]] = "y"
    files = range(len(found["token"]))  # type: ignore[arg-type]
    return found | {"seen": "y"} | {named(found, "no_clause", at): "y" for at in files}


def named(fields: dict[str, object], name: str, at: int = 0) -> str:
    """The full name of a field of the file at a place."""
    tokens = fields["token"]
    assert isinstance(tokens, list)
    return f"f{tokens[at][:12]}-{name}"


def the_assets(database: Database) -> Sequence[Asset]:
    with database.reading() as session:
        return session.execute(select(Asset).order_by(columns(Asset).number)).scalars().all()


def test_several_invoices_are_read_looked_at_and_entered_in_one_step(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    assert 'type="file"' in client.get(PATH).text
    files = ("甲.xml", digital()), ("乙.xml", older(gross="226000", net="200000", tax="26000"))
    page = send(client, *files, ("丙.xml", ubl(gross="113", net="100", tax="13", payable="113")))
    assert page.status_code == 200, page.text
    assert NUMBER in page.text
    assert "113,000.00" in page.text
    assert "数电票（专用发票）" in page.text
    assert count(database, Asset) == 0
    fields = fields_of(page.text)
    assert fields[named(fields, "due_date")] == "2027-01-01"  # 60 days by the link
    assert fields[named(fields, "due_date", 2)] == "2027-01-11"  # the file's own
    fields |= {
        named(fields, "delivery_date"): "2026-11-03",
        named(fields, "contract_no"): "HT-2026-018",
        named(fields, "instalment"): "第2期",
        named(fields, "requested_fen"): "8万",
        named(fields, "splittable"): "y",
    }
    saved = client.post(PATH, data=fields)
    assert saved.status_code == 302, saved.text
    first, second, third = the_assets(database)
    assert {one.state for one in (first, second, third)} == {"entered"}
    assert (first.amount_fen, first.requested_fen, first.splittable) == (
        11_300_000,
        8_000_000,
        True,
    )
    assert (first.contract_no, first.instalment) == ("HT-2026-018", 2)
    assert str(first.delivery_date) == "2026-11-03"
    with database.reading() as session:
        row = session.get_one(Receivable, first.id)
        assert (row.source, row.invoice_kind) == ("einvoice", "digital_special")
        assert (row.net_fen, row.tax_fen) == (10_000_000, 1_300_000)
        assert session.get_one(Receivable, second.id).invoice_code == "3500261130"
    assert events(database, first.id) == ["enter"]
    assert audited(database, first.id) == ["enter_receivable"]
    assert "已提交 3 张发票" in client.get("/receivables").text


def test_the_xml_is_kept_as_an_attachment_that_both_sides_may_open(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    fields = fields_of(send(client, ("发票.xml", digital())).text)
    saved = client.post(PATH, data=fields)
    with database.reading() as session:
        kept = session.execute(select(VaultDocument)).scalar_one()
        use = session.execute(select(VaultUse)).scalar_one()
    assert (kept.kind, kept.title, kept.media_type) == (
        "invoice",
        f"发票 {NUMBER}",
        "application/xml",
    )
    assert use.document_id == kept.id
    address = f"{saved.location}/documents/{kept.id}"
    assert as_("core").get(address).data == digital()
    assert as_("core2").get(address).status_code == 404


def test_the_debtors_upload_confirms(as_: As, world: World, database: Database) -> None:
    client = as_("core")
    page = send(client, ("发票.xml", digital()))
    assert "提交就是确权" in page.text
    saved = client.post(PATH, data=fields_of(page.text))
    (asset,) = the_assets(database)
    assert (asset.state, asset.confirmed_fen) == ("confirmed", 11_300_000)
    assert "已录入并确权 1 张" in client.get(saved.location).text


def test_pressing_twice_enters_once(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    fields = fields_of(send(client, ("发票.xml", digital())).text)
    first = client.post(PATH, data=fields)
    second = client.post(PATH, data=fields)
    assert (second.status_code, second.location) == (302, first.location)
    again = client.post(PATH, data=fields | {"idempotency_key": "another"})
    assert again.status_code == 422
    assert "不能重复录入" in again.text
    assert count(database, Asset) == 1


def test_good_ones_are_entered_beside_refused_ones(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    page = send(client, ("好.xml", digital()), ("坏.xml", b"%PDF-1.7"), ("同.xml", digital()))
    assert "这是 PDF 文件" in page.text
    assert "与这次上传的「好.xml」是同一张发票" in page.text
    fields = fields_of(page.text)
    assert len(fields["token"]) == 1  # type: ignore[arg-type]
    assert client.post(PATH, data=fields).status_code == 302
    assert count(database, Asset) == 1


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_entered(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    page = send(client, ("一.xml", numbered(1)), ("二.xml", numbered(2)))
    fields = fields_of(page.text)
    for name, value, words in (
        ("due_date", "", "请填写到期日"),
        ("due_date", "2026-02-30", "不存在"),
        ("due_date", "2026-11-02", "到期日应晚于开票日期"),
        ("delivery_date", "2020-01-01", "相差超过一年"),
        ("requested_fen", "9999999", "不超过单据金额"),
        ("instalment", "零", "期次应为"),
    ):
        answer = client.post(PATH, data=fields | {named(fields, name, 1): value})
        assert answer.status_code == 422
        assert words in answer.text, (name, value)
        assert f'value="{value}"' in answer.text
        assert count(database, Asset) == 0
    left_out = fields | {named(fields, "due_date", 1): ""}
    del left_out[named(fields, "is_wanted", 1)]
    assert client.post(PATH, data=left_out).status_code == 302
    assert count(database, Asset) == 1


def test_unticking_all_is_told(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    fields = fields_of(send(client, ("一.xml", numbered(1))).text)
    del fields[named(fields, "is_wanted")]
    answer = client.post(PATH, data=fields)
    assert answer.status_code == 422
    assert "请至少勾选一张" in answer.text


def test_a_near_document_asks_for_a_reason_that_is_kept(
    as_: As, world: World, database: Database
) -> None:
    enter(database, world, a_receivable(world, NUMBER[:-2] + "77"))
    client = as_("supplier")
    one = numbered(1, net="900000", tax="100000", gross="1000000")
    page = send(client, ("一.xml", one))
    fields = fields_of(page.text)
    fields[named(fields, "due_date")] = "2027-01-11"  # the other's buyer, amount and due date
    asked = client.post(PATH, data=fields)
    assert asked.status_code == 422
    assert "付款方、金额、到期日都相同" in asked.text
    assert named(fields, "near_reason") in asked.text
    assert count(database, Asset) == 1
    fields[named(fields, "near_reason")] = "同日第二车货"
    assert client.post(PATH, data=fields).status_code == 302
    assert the_assets(database)[1].near_reason == "同日第二车货"


def test_near_ones_in_one_batch_ask_too(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    same = {"net": "100", "tax": "13", "gross": "113"}
    page = send(client, ("一.xml", numbered(1, **same)), ("二.xml", numbered(2, **same)))
    assert page.text.count("平台上或这次上传里有相近的单据") == 1
    assert client.post(PATH, data=fields_of(page.text)).status_code == 422
    assert count(database, Asset) == 0


@pytest.mark.parametrize(
    ("who", "changes", "words"),
    [
        ("core2", {}, "都不是贵公司"),
        ("supplier", {"buyer": CUSTOMER, "buyer_name": "演示丙经销"}, "还不是贵公司的客户"),
        ("customer", {}, "都不是贵公司"),
    ],
)
def test_only_the_two_sides_with_a_live_link_enter(
    as_: As, world: World, database: Database, who: str, changes: dict[str, str], words: str
) -> None:
    page = send(as_(who), ("发票.xml", digital(**changes)))
    assert page.status_code == 422
    assert words in page.text
    assert count(database, Asset) == 0


def test_what_looks_odd_is_told_and_does_not_stop(as_: As, world: World) -> None:
    changes = {"number": "26332000000000000017", "buyer_name": "演示东至制药（旧名）"}
    page = send(as_("supplier"), ("发票.xml", digital(**changes)))
    assert page.status_code == 200
    assert "地区 33 与销售方登记地 35 不同" in page.text
    assert "票面名称是「演示东至制药（旧名）」" in page.text


def test_a_long_term_asks_for_its_clause_and_warnings_for_a_look(
    as_: As, world: World, database: Database
) -> None:
    client = as_("supplier")
    page = send(client, ("一.xml", digital(more="<DueDate>2027-02-20</DueDate>")))
    assert "从交付到付款 110 天，超过 60 天" in page.text
    fields = fields_of(page.text)
    clause, none = named(fields, "term_clause"), named(fields, "no_clause")
    del fields[none]
    asked = client.post(PATH, data=fields)
    assert asked.status_code == 422
    assert "合同有约定的请写明该条款" in asked.text
    unseen = {name: value for name, value in fields.items() if name != "seen"}
    warned = client.post(PATH, data=unseen | {none: "y"})
    assert warned.status_code == 422
    assert "请核对上面的提示，再勾选" in warned.text
    assert count(database, Asset) == 0
    assert client.post(PATH, data=fields | {clause: "第七条，90 天"}).status_code == 302
    assert the_assets(database)[0].term_clause == "第七条，90 天"


def test_an_invoice_finds_the_delivered_order_that_it_names(
    as_: As, world: World, database: Database
) -> None:
    with database.writing() as session:
        order = an_order(session, world, document_no="PO-2026-9", contract_no="HT-7")
        order_id, due = delivered(session, world, order).id, order.due_date
    client = as_("supplier")
    page = send(client, ("一.xml", digital(remark="订单号：PO-2026-9")), ("二.xml", numbered(2)))
    fields = fields_of(page.text)
    assert fields[named(fields, "due_date")] == due.isoformat()
    assert fields[named(fields, "contract_no")] == "HT-7"
    assert "由订单 PO-2026-9 交付后开票" in page.text
    assert f'<option selected value="{order_id}"' in page.text
    fields |= {named(fields, "order_id"): order_id, named(fields, "near_reason"): "由订单交付"}
    assert client.post(PATH, data=fields).status_code == 302
    with database.reading() as session:
        bills = session.execute(select(Receivable).order_by(columns(Receivable).invoice_no))
        assert {row.order_id for row in bills.scalars()} == {order_id, None}
    fields = fields_of(send(client, ("三.xml", numbered(3))).text)
    wrong = client.post(PATH, data=fields | {named(fields, "order_id"): "nothing"})
    assert wrong.status_code == 422


def test_fifty_at_once_and_not_one_more(as_: As, world: World, database: Database) -> None:
    client = as_("supplier")
    files = [(f"{at}.xml", numbered(at)) for at in range(51)]
    refused = send(client, *files)
    assert refused.status_code == 422
    assert "一次最多 50 个文件，现有 51 个" in refused.text
    page = send(client, *files[:50])
    assert client.post(PATH, data=fields_of(page.text)).status_code == 302
    assert count(database, Asset) == 50
    assert count(database, VaultUse) == 50


def test_no_file_is_told(as_: As, world: World) -> None:
    answer = as_("supplier").post(PATH, data={})
    assert answer.status_code == 422
    assert "请选择文件" in answer.text


def test_a_kept_file_is_its_senders_alone(as_: As, world: World, database: Database) -> None:
    fields = fields_of(send(as_("supplier"), ("发票.xml", digital())).text)
    assert as_("core").post(PATH, data=fields).status_code == 404
    assert as_("supplier").post(PATH, data={"token": "x" * 43}).status_code == 404
    assert count(database, Asset) == 0


def test_banks_and_offices_do_not_enter(as_: As, world: World) -> None:
    for who in ("bank", "regulator", "operator", "guarantor"):
        assert as_(who).get(PATH).status_code == 403


def test_list_and_form_lead_to_it(as_: As, world: World) -> None:
    client = as_("supplier")
    assert PATH in client.get("/receivables").text
    assert PATH in client.get("/receivables/new").text
    assert PATH not in client.get("/orders/new").text


def test_one_that_is_refused_while_entering_leaves_nothing(
    as_: As, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of one transaction: the second one's refusal undoes the first."""
    from lianqiao.trade import enter_einvoices
    from lianqiao.trade.errors import NoTradeLinkIsActive

    real = enter_einvoices.enter_receivable

    def refusing(session, actor, new, *rest, **more):  # type: ignore[no-untyped-def]
        if new.invoice_no.endswith("2"):
            raise NoTradeLinkIsActive("刚刚终止了合作")
        return real(session, actor, new, *rest, **more)

    monkeypatch.setattr(enter_einvoices, "enter_receivable", refusing)
    client = as_("supplier")
    page = send(client, ("一.xml", numbered(1)), ("二.xml", numbered(2)))
    answer = client.post(PATH, data=fields_of(page.text))
    assert answer.status_code == 422
    assert "刚刚终止了合作" in answer.text
    assert count(database, Asset) == 0
    assert count(database, VaultDocument) == 0

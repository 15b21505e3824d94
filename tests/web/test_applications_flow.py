"""The whole of steps five to eight through the pages: apply, claim, quote, approve, accept."""

import re
from datetime import timedelta

import pytest
from characters import TODAY, WAN, World
from deals import confirmed_asset, freeze
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.financing.models import Application, Quote
from lianqiao.products.models import CreditLimit
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns
from lianqiao.trade.models import Asset

NOBODYS = "0" * 26
OFFER = {
    "principal_fen": "80万",
    "rate_ppm": "3.85",
    "fee_ppm": "0.1",
    "guarantee_fee_ppm": "0",
    "guarantee": "pledged",
    "start_date": (TODAY + timedelta(days=3)).isoformat(),
    "maturity_date": (TODAY + timedelta(days=90)).isoformat(),
    "valid_until": (TODAY + timedelta(days=7)).isoformat(),
    "conditions": "回款到指定账户",
}


@pytest.fixture
def asset_id(database: Database, world: World) -> str:
    """A confirmed receivable of the supplier."""
    freeze(database)
    with database.writing() as session:
        return confirmed_asset(session, world).id


def _pair(world: World, asset_id: str, product: str = "P-A") -> dict[str, str]:
    return {"asset": asset_id, "product": world.products[product]}


def _apply(client: FlaskClient, world: World, asset_id: str, product: str = "P-A") -> str:
    answer = client.post(
        "/applications",
        data={**_pair(world, asset_id, product), "requested_fen": "800,000", "purpose": "采购"},
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def _quote_id(database: Database, case: str) -> str:
    with database.reading() as session:
        query = select(columns(Quote).id).where(
            columns(Quote).application_id == case.rsplit("/", 1)[1]
        )
        return session.execute(query).scalars().all()[-1]


def _state(database: Database, case: str) -> str:
    with database.reading() as session:
        return session.get_one(Application, case.rsplit("/", 1)[1]).state


def test_the_line_runs_from_application_to_registration(
    as_, database: Database, world: World, asset_id: str
) -> None:
    supplier, officer, approver = as_("supplier"), as_("bank"), as_("bank-approver")
    form = supplier.get("/applications/new", query_string=_pair(world, asset_id))
    assert 'value="800,000.00"' in form.text
    typed = {**_pair(world, asset_id), "requested_fen": "80 万", "purpose": "采购原料"}
    check = supplier.post("/applications/check", data=typed)
    assert "捌拾万元整" in check.text
    key = re.findall(r'name="idempotency_key" value="(\w+)"', check.text)[0]
    sent = supplier.post("/applications", data={**typed, "idempotency_key": key})
    case = sent.headers["Location"]
    assert _state(database, case) == "submitted"
    assert "下一步：由演示农商银行受理" in supplier.get(case).text

    assert case in officer.get("/applications?state=submitted").text
    assert officer.post(f"{case}/claim").status_code == 302
    assert "已按产品填好" in officer.get(case).text
    assert officer.post(f"{case}/quote", data=OFFER).status_code == 302
    quote = _quote_id(database, case)
    assert "审批报价" in approver.get(case).text
    assert approver.post(f"/quotes/{quote}/approve", data={"note": ""}).status_code == 302

    assert "回款到指定账户" in supplier.get(f"/quotes/{quote}/accept").text
    assert supplier.post(f"/quotes/{quote}/accept").headers["Location"] == case
    assert _reserved(database) == [80 * WAN] * 4
    registration = officer.get(f"{case}/registration")
    assert "演示甲供应对演示东至制药的应收账款" in registration.text
    recorded = officer.post(
        f"{case}/registration",
        data={
            "number": "01234 56789",
            "registered_at": "2026-11-20 09:30",
            "expires_on": "2027-11-20",
            "queried_at": "2026-11-20 09:00",
        },
    )
    assert recorded.headers["Location"] == case
    assert _state(database, case) == "registered"
    shown = supplier.get(case).text
    assert "0123456789" in shown
    assert "已放款" not in shown


def _reserved(database: Database) -> list[int]:
    with database.reading() as session:
        limit = columns(CreditLimit)
        query = select(limit.reserved_fen).where(limit.reserved_fen > 0)
        return list(session.execute(query).scalars())


def test_each_page_shows_the_whole_of_a_case_to_its_parties_alone(
    as_, database: Database, world: World, asset_id: str
) -> None:
    case = _apply(as_("supplier"), world, asset_id)
    for stranger in ("bank2", "supplier2", "core", "customer"):
        client = as_(stranger)
        missing = client.get(f"/applications/{NOBODYS}")
        foreign = client.get(case)
        assert foreign.status_code == missing.status_code == 404
        assert _words(foreign.text.replace(case[-26:], NOBODYS)) == _words(missing.text)
        assert case not in client.get("/applications").text
    assert as_("regulator").get(case).status_code == 403
    assert as_("operator").get("/applications").status_code == 403
    for party in ("supplier", "bank", "bank-approver"):
        assert "采购" in as_(party).get(case).text


def _words(text: str) -> str:
    """The page without its token, which differs from second to second."""
    return re.sub(r'"X-CSRFToken": "[^"]*"|value="[^"]{60,}"', "", text)


def test_a_bank_sees_only_the_application_made_to_it(
    as_, database: Database, world: World, asset_id: str
) -> None:
    supplier = as_("supplier")
    first = _apply(supplier, world, asset_id)
    second = _apply(supplier, world, asset_id, "P-B")
    assert first in as_("bank").get("/applications").text
    assert second not in as_("bank").get("/applications").text
    assert "演示商业银行" not in as_("bank").get(first).text


def test_a_second_live_application_for_the_same_pair_is_refused(
    as_, world: World, asset_id: str
) -> None:
    supplier = as_("supplier")
    _apply(supplier, world, asset_id)
    again = supplier.post(
        "/applications",
        data={**_pair(world, asset_id), "requested_fen": "1万", "purpose": "再来"},
    )
    assert again.status_code == 409
    assert "已向该产品申请" in again.text


def test_nobody_applies_on_a_document_of_another_firm(as_, world: World, asset_id: str) -> None:
    for who in ("supplier2", "core"):
        answer = as_(who).get("/applications/new", query_string=_pair(world, asset_id))
        assert answer.status_code == 404
    assert as_("bank").get("/applications/new").status_code == 403


def test_bad_input_on_an_application_is_said_beside_its_field_and_kept(
    as_, world: World, asset_id: str
) -> None:
    supplier = as_("supplier")
    for path in ("/applications/check", "/applications"):
        typed = {**_pair(world, asset_id), "requested_fen": "很多", "purpose": "采购 <原料>"}
        answer = supplier.post(path, data=typed)
        assert answer.status_code == 422
        assert 'value="很多"' in answer.text
        assert "采购 &lt;原料&gt;" in answer.text
        assert 'href="#requested_fen"' in answer.text
        empty = supplier.post(path, data=_pair(world, asset_id))
        assert empty.text.count("请填写") >= 1
        assert "请写明资金用途" in empty.text
    too_much = supplier.post(
        "/applications",
        data={**_pair(world, asset_id), "requested_fen": "90万", "purpose": "采购"},
    )
    assert too_much.status_code == 422
    assert "最多 800,000.00 元" in too_much.text
    assert 'value="90万"' in too_much.text


def test_what_was_typed_can_be_changed_after_the_check(as_, world: World, asset_id: str) -> None:
    typed = {**_pair(world, asset_id), "requested_fen": "30万", "purpose": "采购原料"}
    back = as_("supplier").post("/applications/check", data={**typed, "change": "1"})
    assert back.status_code == 200
    assert 'value="30万"' in back.text
    assert "采购原料</textarea>" in back.text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("principal_fen", "81万", "最多 800,000.00 元"),
        ("principal_fen", "5000", "最少 10,000.00 元"),
        ("rate_ppm", "abc", "abc"),
        ("rate_ppm", "100", "0 到 100"),
        ("start_date", "2026-11-01", "不能早于今天"),
        ("maturity_date", "2026-11-25", "必须晚于起息日"),
        ("maturity_date", "2028-12-01", "产品最长 365 天"),
        ("valid_until", "2026-11-23", "不能早于今天"),
        ("valid_until", "2027-06-01", "必须早于到期日"),
        ("guarantee", "magic", "guarantee"),
        ("valid_until", "", "请填写"),
    ],
)
def test_bad_input_on_a_quote_is_said_beside_its_field_and_kept(
    as_, database: Database, world: World, asset_id: str, field: str, typed: str, words: str
) -> None:
    case = _apply(as_("supplier"), world, asset_id)
    officer = as_("bank")
    officer.post(f"{case}/claim")
    answer = officer.post(f"{case}/quote", data={**OFFER, field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert words in answer.text
    assert "回款到指定账户" in answer.text
    if field != "guarantee":
        assert f'value="{typed}"' in answer.text
    assert _state(database, case) == "reviewing"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("number", "12-34", "6 到 60 位"),
        ("number", "", "请填写"),
        ("registered_at", "昨天", "2026-11-24 09:30"),
        ("registered_at", "2199-01-01 09:00", "不能晚于现在"),
        ("queried_at", "2199-01-01 09:00", "不能晚于现在"),
        ("expires_on", "2026-11-21", "1 个月到 30 年"),
        ("expires_on", "2027-01-20", "早于融资到期日"),
    ],
)
def test_bad_input_on_a_registration_is_said_beside_its_field_and_kept(
    as_, database: Database, world: World, asset_id: str, field: str, typed: str, words: str
) -> None:
    case = accepted_case(as_, database, world, asset_id)
    form = {
        "number": "0123456789",
        "registered_at": "2026-11-20 09:30",
        "expires_on": "2027-11-20",
        "queried_at": "2026-11-20 09:00",
    }
    answer = as_("bank").post(f"{case}/registration", data={**form, field: typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert _state(database, case) == "accepted"


def accepted_case(as_, database: Database, world: World, asset_id: str) -> str:
    """A case that the firm has accepted, through the pages."""
    case = _apply(as_("supplier"), world, asset_id)
    as_("bank").post(f"{case}/claim")
    as_("bank").post(f"{case}/quote", data=OFFER)
    quote = _quote_id(database, case)
    as_("bank-approver").post(f"/quotes/{quote}/approve")
    assert as_("supplier").post(f"/quotes/{quote}/accept").status_code == 302
    return case


def test_asking_back_and_answering_leaves_both_texts_in_the_timeline(
    as_, database: Database, world: World, asset_id: str
) -> None:
    case = _apply(as_("supplier"), world, asset_id)
    officer = as_("bank")
    officer.post(f"{case}/claim")
    assert officer.post(f"{case}/return", data={"ask_back-reason": " "}).status_code == 422
    officer.post(f"{case}/return", data={"ask_back-reason": "请补购销合同"})
    supplier = as_("supplier")
    assert "银行要求：请补购销合同" in supplier.get(case).text
    empty = supplier.post(f"{case}/resubmit", data={"answer": ""})
    assert empty.status_code == 422
    supplier.post(f"{case}/resubmit", data={"answer": "已补合同扫描件"})
    shown = officer.get(case).text
    assert "请补购销合同" in shown
    assert "已补合同扫描件" in shown
    assert _state(database, case) == "reviewing"


def test_the_reason_for_sending_a_quote_back_stays_inside_the_bank(
    as_, database: Database, world: World, asset_id: str
) -> None:
    case = _apply(as_("supplier"), world, asset_id)
    as_("bank").post(f"{case}/claim")
    as_("bank").post(f"{case}/quote", data=OFFER)
    quote = _quote_id(database, case)
    data = {"send_back-reason": "利率偏低"}
    assert as_("bank-approver").post(f"/quotes/{quote}/send-back", data=data).status_code == 302
    assert "利率偏低" in as_("bank").get(case).text
    shown = as_("supplier").get(case).text
    assert "利率偏低" not in shown
    assert "演示bank" not in shown
    assert as_("supplier").get(f"/quotes/{quote}/accept").status_code == 404


def test_the_firm_withdraws_while_a_quote_waits_for_approval(
    as_, database: Database, world: World, asset_id: str
) -> None:
    case = _apply(as_("supplier"), world, asset_id)
    as_("bank").post(f"{case}/claim")
    as_("bank").post(f"{case}/quote", data=OFFER)
    assert as_("supplier").post(f"{case}/withdraw").status_code == 302
    assert _state(database, case) == "withdrawn"
    quote = _quote_id(database, case)
    late = as_("bank-approver").post(f"/quotes/{quote}/approve", data={"note": "可以"})
    assert late.status_code == 409
    assert "已撤回" in late.text
    assert "可以" in late.text


def test_the_list_filters_and_comes_as_a_workbook(as_, world: World, asset_id: str) -> None:
    supplier = as_("supplier")
    case = _apply(supplier, world, asset_id)
    assert case in supplier.get("/applications?q=农商").text
    assert case not in supplier.get("/applications?q=nothing-like-it").text
    assert case not in supplier.get("/applications?state=quoted").text
    book = supplier.get("/applications?format=xlsx&state=submitted")
    assert book.mimetype.endswith("sheet")
    assert book.data.startswith(b"PK")


def test_the_asset_of_an_accepted_case_is_held(
    as_, database: Database, world: World, asset_id: str
) -> None:
    case = accepted_case(as_, database, world, asset_id)
    session: Session
    with database.reading() as session:
        assert session.get_one(Asset, asset_id).occupied_fen == 80 * WAN
    cancelled = as_("bank").post(f"{case}/cancel", data={"cancel-reason": "企业不再需要"})
    assert cancelled.status_code == 302
    with database.reading() as session:
        assert session.get_one(Asset, asset_id).occupied_fen == 0
    assert _reserved(database) == []
    assert "企业不再需要" in as_("supplier").get(case).text

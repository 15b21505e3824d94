"""The operator's desk for organisations: register, approve, refuse, suspend, invite."""

import re

import pytest
from characters import PASSWORD
from sqlalchemy import select

from lianqiao.accounts.models import Organisation
from lianqiao.registry.models import Bank, Enterprise, Guarantor
from lianqiao.shared.models import Outbox
from lianqiao.shared.tables import columns
from lianqiao.shared.uscc import make

CODE = make("91341721", "MA500001")
ENTERPRISE = {
    "uscc": CODE,
    "name": "演示新核心",
    "industry": "27",
    "park": "dongzhi",
    "grade": "2",
    "is_core": "1",
    "employees": "1200",
    "revenue_fen": "5 亿",
}
TYPED = {
    "enterprise": ENTERPRISE,
    "bank": {"code": "B-9", "name": "演示新银行", "kind": "village", "net_capital_fen": "3 亿"},
    "guarantor": {"name": "演示新担保", "net_assets_fen": "1 亿", "multiple": "10"},
    "regulator": {"name": "演示新监管"},
}


@pytest.mark.parametrize("kind", TYPED)
def test_each_kind_is_registered_approved_and_invited(as_, app, database, kind: str) -> None:
    client = as_("operator")
    made = client.post(f"/organisations/new/{kind}", data=TYPED[kind])
    assert made.status_code == 302
    place = made.headers["Location"]
    assert "待审核" in client.get(place).text
    early = client.post(f"{place}/invite", data={"email": "a@example.com"})
    assert early.status_code == 422
    assert "先同意开通" in early.text
    assert client.post(f"{place}/decide", data={"event": "approve"}).status_code == 302
    page = client.post(f"{place}/invite", data={"email": "a@example.com"})
    path = re.search(r'value="http://[^/]+(/join/[^"]+)"', page.text)
    assert path is not None
    assert path[1] not in client.get(place).text
    with database.reading() as session:
        assert path[1] in session.execute(select(columns(Outbox).body)).scalar_one()
    guest = app.test_client()
    person = {"display_name": "甲", "username": f"first-{kind}", "password": PASSWORD}
    assert guest.post(path[1], data=person | {"repeat": PASSWORD}).status_code == 302
    login = {"username": f"first-{kind}", "password": PASSWORD}
    assert guest.post("/login", data=login).status_code == 302
    assert guest.get("/users").status_code == 200
    assert client.post(f"{place}/invite", data={}).status_code == 422


def test_what_was_typed_stands_in_the_tables(as_, database) -> None:
    client = as_("operator")
    for kind, typed in TYPED.items():
        client.post(f"/organisations/new/{kind}", data=typed)
    with database.reading() as session:
        firm = session.execute(
            select(Enterprise).where(columns(Enterprise).uscc == CODE)
        ).scalar_one()
        assert (firm.size_class, firm.is_core, firm.grade) == ("large", True, 2)
        bank = session.execute(select(Bank).where(columns(Bank).code == "B-9")).scalar_one()
        assert (bank.kind, bank.net_capital_fen) == ("village", 30_000_000_000)
        assets = columns(Guarantor).net_assets_fen
        assert 10_000_000_000 in session.execute(select(assets)).scalars().all()


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("enterprise", {"uscc": "91341721MA2T1007XH"}, "uscc"),
        ("enterprise", {"grade": "11"}, "grade"),
        ("enterprise", {"uscc": "123"}, "uscc"),
        ("bank", {"code": "demo-bank"}, "code"),
        ("bank", {"name": ""}, "name"),
        ("bank", {"kind": "odd"}, "kind"),
        ("guarantor", {"multiple": "99"}, "multiple"),
        ("guarantor", {"net_assets_fen": "-1"}, "net_assets_fen"),
        ("regulator", {"name": " "}, "name"),
    ],
)
def test_bad_input_keeps_what_was_typed(as_, database, kind: str, changes, field: str) -> None:
    page = as_("operator").post(f"/organisations/new/{kind}", data=TYPED[kind] | changes)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    if kind != "regulator" and field != "name":
        assert f'value="{TYPED[kind]["name"]}"' in page.text
    with database.reading() as session:
        names = session.execute(select(columns(Organisation).name)).scalars().all()
        assert TYPED[kind]["name"] not in names


def test_refusing_and_suspending_need_a_reason(as_, world) -> None:
    client = as_("operator")
    made = client.post("/organisations/new/bank", data=TYPED["bank"]).headers["Location"]
    silent = client.post(f"{made}/decide", data={"event": "refuse", "reason": ""})
    assert silent.status_code == 422
    assert "请写明原因" in silent.text
    refused = client.post(f"{made}/decide", data={"event": "refuse", "reason": "资料不符"})
    assert refused.status_code == 302
    page = client.get(made).text
    assert "未通过" in page
    assert "资料不符" in page
    assert client.post(f"{made}/decide", data={"event": "approve"}).status_code == 409
    assert client.post(f"{made}/decide", data={"event": "dance"}).status_code == 404


def test_a_suspended_organisation_s_people_are_out_until_it_is_reinstated(as_, world) -> None:
    bank, client = as_("bank"), as_("operator")
    place = f"/organisations/{world.org('bank')}/decide"
    assert client.post(place, data={"event": "suspend", "reason": "核查"}).status_code == 302
    assert bank.get("/").status_code == 302
    assert client.post(place, data={"event": "reinstate"}).status_code == 302
    assert as_("bank").get("/").status_code == 200


def test_the_operator_cannot_shut_itself_out(as_, world) -> None:
    place = f"/organisations/{world.org('operator')}/decide"
    answer = as_("operator").post(place, data={"event": "suspend", "reason": "试试"})
    assert answer.status_code == 422
    assert as_("operator").get("/").status_code == 200


def test_the_list_is_filtered_searched_and_exported(as_) -> None:
    client = as_("operator")
    banks = client.get("/organisations?kind=bank").text
    assert "演示农商银行" in banks
    assert "演示甲供应" not in banks
    assert "演示甲供应" in client.get("/organisations?q=M000100Y43").text
    assert "没有符合条件" in client.get("/organisations?state=refused").text
    assert client.get("/organisations?format=xlsx").data.startswith(b"PK")


def test_what_waits_for_approval_is_on_the_home_page(as_) -> None:
    client = as_("operator")
    assert "机构等待审核" not in client.get("/").text
    client.post("/organisations/new/bank", data=TYPED["bank"])
    assert "机构等待审核" in client.get("/").text


@pytest.mark.parametrize("who", ["core", "bank-approver", "guarantor", "regulator"])
def test_others_may_not_enter_the_desk(as_, world, who: str) -> None:
    client = as_(who)
    own = world.org("bank")
    for path in ("/organisations", f"/organisations/{own}", "/organisations/new/bank"):
        assert client.get(path).status_code == 403
    for path in (f"/organisations/{own}/decide", f"/organisations/{own}/invite"):
        assert client.post(path, data={"event": "suspend"}).status_code == 403
    assert client.get("/organisations/import").status_code == 403


def test_a_missing_organisation_is_not_found(as_) -> None:
    client = as_("operator")
    assert client.get("/organisations/01missing").status_code == 404
    assert client.get("/organisations/new/choir").status_code == 404

"""Registering partners by form, inviting them, answering and ending links."""

import re

import pytest
from characters import PASSWORD, World
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lianqiao.accounts.models import Notice, Organisation
from lianqiao.registry.models import Enterprise, TradeLink
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, Outbox, StateChange
from lianqiao.shared.tables import columns
from lianqiao.shared.uscc import make
from lianqiao.shared.web import Application

NEW = make("91341721", "MA00NEW1")
TYPED = {
    "direction": "supplier",
    "uscc": NEW,
    "name": "演示新供应",
    "industry": "26",
    "park": "dongzhi",
    "employees": "30",
    "revenue_fen": "１２００ 万",
    "contact_name": "演示联系人",
    "email": "new@example.com",
    "payment_days": "60",
    "contract_no": "HT-1",
}


def save(client, **changes: str) -> TestResponse:
    return client.post("/partners/new", data=TYPED | changes | {"step": "save"})


def link_of(database: Database, core: str, partner: str) -> TradeLink | None:
    link = columns(TradeLink)
    with database.reading() as session:
        query = select(TradeLink).where(link.core_id == core, link.partner_id == partner)
        return session.execute(query).scalar_one_or_none()


def firm_of(database: Database, uscc: str) -> Enterprise:
    with database.reading() as session:
        query = select(Enterprise).where(columns(Enterprise).uscc == uscc)
        return session.execute(query).scalar_one()


def test_what_was_typed_is_shown_for_checking_before_anything_is_kept(as_, database) -> None:
    page = as_("core").post("/partners/new", data=TYPED | {"step": "check"})
    assert page.status_code == 200
    assert "核对后保存" in page.text
    assert "演示新供应" in page.text
    assert "小型" in page.text
    with database.reading() as session:
        found = session.execute(
            select(columns(Enterprise).id).where(columns(Enterprise).uscc == NEW)
        )
        assert found.first() is None


def test_going_back_to_the_form_keeps_everything(as_) -> None:
    page = as_("core").post("/partners/new", data=TYPED | {"step": "edit"})
    assert 'value="１２００ 万"' in page.text
    assert 'value="HT-1"' in page.text


def test_a_new_firm_is_entered_vouched_for_and_invited_by_mail(as_, world, database) -> None:
    page = save(as_("core"))
    assert page.status_code == 200
    address = re.search(r'value="(http[^"]+/join/[^"]+)"', page.text)
    assert address is not None
    firm = firm_of(database, NEW)
    assert (firm.size_class, firm.registered_by) == ("small", world.org("core"))
    assert firm.revenue_fen == 1200 * 1_000_000
    link = link_of(database, world.org("core"), firm.id)
    assert link is not None
    assert (link.state, link.core_size, link.partner_size) == ("active", "large", "small")
    with database.reading() as session:
        organisation = session.get(Organisation, firm.id)
        assert organisation is not None
        assert organisation.state == "approved"
        letter = session.execute(select(Outbox)).scalar_one()
        assert letter.recipient == "new@example.com"
        assert address[1] in letter.body
        entry = columns(AuditEntry)
        kinds = session.execute(select(entry.action).where(entry.subject_id == link.id)).scalars()
        assert list(kinds) == ["register_partner"]
        step = columns(StateChange)
        steps = (
            select(step.event)
            .where(step.subject_id == link.id)
            .order_by(step.at, step.created_at, step.id)
        )
        assert list(session.execute(steps).scalars()) == ["propose", "accept"]


def test_the_invited_firm_joins_signs_in_and_finds_its_partner(as_, app: Application) -> None:
    page = save(as_("core"))
    path = re.search(r'value="http://[^/]+(/join/[^"]+)"', page.text)
    assert path is not None
    client = app.test_client()
    joined = client.post(
        path[1],
        data={
            "display_name": "演示新人",
            "username": "newcomer",
            "password": PASSWORD,
            "repeat": PASSWORD,
        },
    )
    assert joined.status_code == 302
    client.post("/login", data={"username": "newcomer", "password": PASSWORD})
    partners = client.get("/partners")
    assert "演示东至制药" in partners.text
    assert app.test_client().get(path[1]).status_code == 404
    assert "已加入" in as_("core").get("/partners?q=演示新供应").text


def test_of_a_known_firm_only_the_link_is_proposed_and_nothing_is_overwritten(
    as_, world: World, database: Database
) -> None:
    typed = {"uscc": "N2341721MA2TEKT02P", "name": "别的名字", "phone": "13900000000"}
    answer = save(as_("core"), **typed)
    assert answer.status_code == 302
    firm = firm_of(database, "N2341721MA2TEKT02P")
    assert (firm.phone, firm.industry) == ("0566-0000000", "13")
    page = as_("core").get(answer.headers["Location"]).text
    assert "演示乙合作社" in page
    assert "0566-0000000" not in page
    assert "大渡口经开区" not in page
    link = link_of(database, world.org("core"), world.org("supplier2"))
    assert link is not None
    assert (link.state, link.partner_size) == ("proposed", "")
    with database.reading() as session:
        told = columns(Notice)
        query = select(told.path).where(told.organisation_id == world.org("supplier2"))
        assert session.execute(query).scalar_one() == f"/partners/{link.id}"


def test_the_other_side_accepts_and_the_sizes_of_the_day_are_kept(as_, world, database) -> None:
    place = save(as_("core"), uscc="N2341721MA2TEKT02P").headers["Location"]
    other = as_("supplier2")
    assert "合作关系等待确认" in other.get("/").text
    assert other.get("/partners?waiting=answer").text.count("row-link") == 1
    assert as_("core").post(f"{place}/accept").status_code == 409
    assert other.post(f"{place}/accept").status_code == 302
    link = link_of(database, world.org("core"), world.org("supplier2"))
    assert link is not None
    assert (link.state, link.partner_size) == ("active", "micro")
    assert other.post(f"{place}/accept").status_code == 409
    assert "合作关系等待确认" not in other.get("/").text


def test_the_other_side_refuses_with_a_reason_and_may_be_asked_again(as_, world, database) -> None:
    place = save(as_("core"), uscc="N2341721MA2TEKT02P").headers["Location"]
    other = as_("supplier2")
    silent = other.post(f"{place}/end", data={"event": "refuse", "reason": " "})
    assert silent.status_code == 422
    assert "请写明原因" in silent.text
    told = other.post(f"{place}/end", data={"event": "refuse", "reason": "没有往来"})
    assert told.status_code == 302
    assert "没有往来" in as_("core").get(place).text
    assert save(as_("core"), uscc="N2341721MA2TEKT02P").headers["Location"] == place
    link = link_of(database, world.org("core"), world.org("supplier2"))
    assert link is not None
    assert link.state == "proposed"


def test_who_proposed_may_withdraw_before_the_answer(as_) -> None:
    place = save(as_("core"), uscc="N2341721MA2TEKT02P").headers["Location"]
    assert as_("supplier2").post(f"{place}/withdraw").status_code == 409
    assert as_("core").post(f"{place}/withdraw").status_code == 302
    assert "已终止" in as_("core").get(place).text


def test_either_side_ends_an_active_link_with_a_reason(as_, world, database) -> None:
    link = link_of(database, world.org("core"), world.org("supplier"))
    assert link is not None
    ended = as_("supplier").post(f"/partners/{link.id}/end", data={"reason": "合同到期"})
    assert ended.status_code == 302
    assert "合同到期" in as_("core").get(f"/partners/{link.id}").text


def test_an_existing_link_is_not_entered_twice_from_either_side(as_, world, database) -> None:
    again = save(as_("core"), uscc="91350100M000100Y43")
    assert again.status_code == 422
    assert "已有这一合作关系" in again.text
    mirrored = save(as_("supplier"), uscc="91341721MA2T1007XH", direction="customer")
    assert mirrored.status_code == 422
    with database.reading() as session:
        count = select(func.count()).select_from(TradeLink)
        assert session.execute(count).scalar_one() == 3


def test_a_supplier_enters_its_own_suppliers_whom_the_operator_approves(
    as_, world, database
) -> None:
    assert save(as_("supplier")).status_code == 200
    firm = firm_of(database, NEW)
    link = link_of(database, world.org("supplier"), firm.id)
    assert link is not None
    assert link.state == "proposed"
    assert "演示新供应" in as_("operator").get("/organisations?state=applied").text


def test_a_supplier_cannot_let_in_the_firm_that_is_to_confirm_its_claims(as_) -> None:
    refused = save(as_("supplier"), direction="customer")
    assert refused.status_code == 422
    assert "请联系平台运营" in refused.text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("uscc", "91341721MA2T1007X1", "第 18 位"),
        ("uscc", "", "请填写"),
        ("name", "", "请填写"),
        ("industry", "", "请填写"),
        ("revenue_fen", "一百块", "无法识别"),
        ("founded", "2026-13-40", "请"),
        ("employees", "三十", "不是整数"),
        ("email", "nobody", "邮箱写法不对"),
        ("payment_days", "-1", "不能是负数"),
        ("uscc", "91341721MA2T1007XH", "自己的代码"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_what_was_typed_is_kept(
    as_, field: str, typed: str, words: str
) -> None:
    page = save(as_("core"), **{field: typed})
    assert page.status_code == 422
    error = re.search(rf'id="{field}-error">([^<]+)<', page.text)
    assert error is not None
    assert words in error[1]
    if field != "contract_no":
        assert 'value="HT-1"' in page.text
    if field not in ("industry",):
        assert f'value="{typed}"' in page.text


def test_a_foreign_link_and_a_missing_one_look_the_same(as_, world, database) -> None:
    link = link_of(database, world.org("core"), world.org("supplier"))
    assert link is not None
    client = as_("supplier2")
    for action in ("", "/accept", "/withdraw", "/end", "/invite"):
        verb = client.post if action else client.get
        data = {"data": {"reason": "x"}} if action else {}
        foreign = verb(f"/partners/{link.id}{action}", **data)
        missing = verb(f"/partners/01missing{action}", **data)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]


@pytest.mark.parametrize("who", ["bank", "guarantor", "regulator", "operator"])
@pytest.mark.parametrize("path", ["/partners", "/partners/new", "/partners/import"])
def test_only_firms_have_partners(as_, who: str, path: str) -> None:
    assert as_(who).get(path).status_code == 403


def test_the_invitation_can_be_sent_again_and_the_old_link_dies(as_, app, world, database) -> None:
    core = as_("core")
    first = re.search(r"(/join/[^\"]+)\"", save(core).text)
    link = link_of(database, world.org("core"), firm_of(database, NEW).id)
    assert first is not None
    assert link is not None
    assert core.get("/partners?waiting=join").text.count("row-link") == 1
    page = core.post(f"/partners/{link.id}/invite", data={"email": "again@example.com"})
    second = re.search(r"(/join/[^\"]+)\"", page.text)
    assert second is not None
    client = app.test_client()
    assert client.get(first[1]).status_code == 404
    assert client.get(second[1]).status_code == 200
    bad = core.post(f"/partners/{link.id}/invite", data={"email": "nobody"})
    assert bad.status_code == 422
    assert 'value="nobody"' in bad.text


def test_nobody_invites_into_a_firm_that_has_people(as_, world, database) -> None:
    link = link_of(database, world.org("core"), world.org("supplier"))
    assert link is not None
    answer = as_("core").post(f"/partners/{link.id}/invite", data={})
    assert answer.status_code == 422


def test_the_list_is_one_s_own_and_comes_as_a_workbook(as_) -> None:
    page = as_("supplier").get("/partners").text
    assert "演示东至制药" in page
    assert "演示丙经销" not in page
    book = as_("supplier").get("/partners?format=xlsx")
    assert book.data.startswith(b"PK")

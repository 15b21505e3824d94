"""Colleagues, and first administrators of partners, invited by a file."""

import base64
import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from characters import PASSWORD, TODAY, World
from sqlalchemy import select
from twins import count, rows_of

from lianqiao.accounts.importers import IMPORTERS as PEOPLE
from lianqiao.accounts.models import Invitation, Membership, Organisation, User
from lianqiao.cli import main
from lianqiao.registry.importers import IMPORTERS as REGISTRY
from lianqiao.registry.models import TradeLink
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.errors import ItIsNotYours, NothingIsThere
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.models import AuditEntry, Outbox
from lianqiao.shared.tables import columns
from lianqiao.shared.uscc import make

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
COLLEAGUES = (
    "姓名,邮箱,角色,电话\n"
    "演示甲,a@example.com,经办,13900000001\n"
    "演示乙,B@Example.com,approver,\n"
    "演示丙,c@example.com,管理员,\n"
)
FIRMS = "统一社会信用代码,名称,行业代码\n"
NEW = [make("91341721", f"MA7{n:05d}") for n in range(4)]


def load(
    database: Database, kind: str, text: str, actor: Actor, now: datetime = NOW
) -> tuple[ImportResult, list[list[str]]]:
    importer = (PEOPLE | REGISTRY)[kind]
    with database.writing() as session:
        context = ImportContext(session, actor, now, TODAY, public_url="https://link.example/")
        return run_import(importer, context, text.encode(), f"{kind}.csv"), context.handouts


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.accepted, result.unchanged, result.rejected


def test_each_row_is_one_invitation_one_letter_and_all_one_audit_entry(world, database) -> None:
    result, handouts = load(database, "people", COLLEAGUES, world.actor("core"))
    assert counts(result) == (3, 3, 0, 0)
    invited = {row.email: row for row in rows_of(database, Invitation)}
    assert {email: row.role for email, row in invited.items()} == {
        "a@example.com": "clerk",
        "b@example.com": "approver",
        "c@example.com": "administrator",
    }
    assert {row.organisation_id for row in invited.values()} == {world.org("core")}
    letters = {row.recipient: row.body for row in rows_of(database, Outbox)}
    links = {row[1]: row[4] for row in handouts}
    assert all(link in letters[email] for email, link in links.items())
    assert all(link.startswith("https://link.example/join/") for link in links.values())
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.action).where(entry.organisation_id == world.org("core"))
        assert list(session.execute(query).scalars()) == ["import_people"]


def test_the_same_file_a_second_time_changes_nothing(world, database) -> None:
    load(database, "people", COLLEAGUES, world.actor("core"))
    result, handouts = load(database, "people", COLLEAGUES, world.actor("core"))
    assert counts(result) == (3, 0, 3, 0)
    assert handouts == []
    assert count(database, Invitation) == 3
    other = load(database, "people", COLLEAGUES, world.actor("bank-approver"))[0]
    assert counts(other) == (3, 3, 0, 0)


def test_who_is_in_already_stays_as_they_are_and_the_role_is_pointed_out(world, database) -> None:
    text = "姓名,邮箱,角色\n演示,BANK@example.com,管理员\n演示,bank-colleague@example.com,经办\n"
    result, _handouts = load(database, "people", text, world.actor("bank-approver"))
    assert counts(result) == (2, 0, 2, 0)
    assert [(one.row, one.field) for one in result.warnings] == [(2, "role")]
    assert count(database, Invitation) == 0


def test_an_expired_invitation_is_made_anew(world, database) -> None:
    load(database, "people", COLLEAGUES, world.actor("core"))
    later = NOW + timedelta(days=15)
    assert counts(load(database, "people", COLLEAGUES, world.actor("core"), later)[0])[1] == 3


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (",a@example.com,经办,", "name", "必填"),
        ("甲,nobody,经办,", "email", "不是邮箱"),
        ("甲,a@example.com,老板,", "role", "可填：经办、审批、管理员"),
        ("甲,a@example.com,,", "role", "必填"),
        ("甲,a@example.com,经办,1234567890123456789012345678901", "phone", "最多 30 个字"),
    ],
)
def test_a_bad_row_is_refused_at_its_field(world, database, row, field, words) -> None:
    result, _handouts = load(database, "people", f"姓名,邮箱,角色,电话\n{row}", world.actor("core"))
    assert counts(result) == (1, 0, 0, 1)
    (error,) = result.errors
    assert error.field == field
    assert words in error.message


def test_one_address_in_two_spellings_is_one_person(world, database) -> None:
    text = COLLEAGUES + "演示甲,A@EXAMPLE.com,审批,\n"
    result, _handouts = load(database, "people", text, world.actor("core"))
    assert counts(result) == (4, 3, 0, 1)


def test_a_file_of_colleagues_belongs_to_an_administrator(world, database) -> None:
    with pytest.raises(NothingIsThere):
        load(database, "people", COLLEAGUES, world.actor("bank"))
    with pytest.raises(ItIsNotYours, match="--as"):
        load(database, "people", COLLEAGUES, COMMAND)


def upload(client, path: str, kind: str, text: str):
    form = {"kind": kind, "file": (io.BytesIO(text.encode()), f"{kind}.csv")}
    page = client.post(path, data=form, content_type="multipart/form-data")
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token is not None, page.text
    assert "data:text/csv" not in page.text
    return client.post(path, data={"token": token[1]}, follow_redirects=True)


def handed_out(page) -> list[list[str]]:
    found = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', page.text)
    assert found is not None
    return list(csv.reader(io.StringIO(base64.b64decode(found[1]).decode("utf-8-sig"))))


def test_the_links_are_given_once_and_join(as_, app, database, tmp_path) -> None:
    text = COLLEAGUES.replace("演示甲", "+演示甲")
    page = upload(as_("core"), "/users/import", "people", text)
    rows = handed_out(page)
    assert rows[0] == ["姓名", "邮箱", "角色", "电话", "邀请链接"]
    assert rows[1][0] == "'+演示甲"
    path = rows[1][4].partition("/join/")[2]
    kept = [place for place in (tmp_path / "var").rglob("*") if place.is_file()]
    assert not [place for place in kept if path in place.read_text(errors="replace")]
    again = as_("core").get("/users/import").text
    assert "data:text/csv" not in again
    person = {"display_name": "演示甲", "username": "jia", "password": PASSWORD}
    joined = app.test_client().post(f"/join/{path}", data=person | {"repeat": PASSWORD})
    assert joined.status_code == 302
    (user,) = rows_of(database, User, columns(User).username == "jia")
    assert (user.email, user.phone) == ("a@example.com", "13900000001")


def test_with_a_mail_server_the_letters_carry_the_links(as_, app, database) -> None:
    settings = app.extensions["lianqiao.settings"]
    app.extensions["lianqiao.settings"] = settings.model_copy(
        update={"smtp_url": "smtp://localhost"}
    )
    client = as_("core")
    page = upload(client, "/users/import", "people", COLLEAGUES)
    assert "已导入" in page.text
    assert "data:text/csv" not in page.text
    assert count(database, Outbox) == 3


def test_two_tabs_that_confirm_one_file_invite_once(as_, database) -> None:
    client = as_("core")
    form = {"kind": "people", "file": (io.BytesIO(COLLEAGUES.encode()), "people.csv")}
    page = client.post("/users/import", data=form, content_type="multipart/form-data")
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token is not None
    answers = [client.post("/users/import", data={"token": token[1]}) for _tab in range(2)]
    # The second is led to what the first one came to; the links are in the first answer alone.
    assert [answer.status_code for answer in answers] == [200, 302]
    assert "data:text/csv" in answers[0].text
    assert "data:text/csv" not in client.get(answers[1].headers["Location"]).text
    assert count(database, Invitation) == 3


@pytest.mark.parametrize("who", ["bank", "regulator", "guarantor"])
def test_only_administrators_upload_colleagues(as_, who: str) -> None:
    client = as_(who)
    assert client.get("/users/import").status_code == 403
    assert client.post("/users/import", data={"token": "x"}).status_code == 403


def register_partners(database: Database, world: World) -> None:
    lines = "".join(f"{code},演示新供应{n},26\n" for n, code in enumerate(NEW[:2]))
    load(database, "enterprises", FIRMS + lines, world.actor("core"))
    load(database, "enterprises", f"{FIRMS}{NEW[2]},演示他方,26\n", world.actor("core2"))
    load(database, "enterprises", f"{FIRMS}{NEW[3]},演示运营登记,26\n", COMMAND)
    links = "core_uscc,partner_uscc,direction\n"
    own = "".join(f"91341721MA2T1007XH,{code},供应商\n" for code in NEW[:3])
    load(database, "links", links + own, world.actor("core"))


def invitations(*codes: str, domain: str = "example.com") -> str:
    lines = [f"{code},演示{n},p{n}@{domain}" for n, code in enumerate(codes)]
    return "\n".join(["统一社会信用代码,联系人,邮箱", *lines])


def test_a_core_enterprise_invites_the_first_people_of_its_partners(world, database, app) -> None:
    register_partners(database, world)
    text = invitations(*NEW[:2])
    result, handouts = load(database, "invitations", text, world.actor("core"))
    assert counts(result) == (2, 2, 0, 0)
    assert [row[:2] for row in handouts] == [["演示新供应0", NEW[0]], ["演示新供应1", NEW[1]]]
    assert {row.role for row in rows_of(database, Invitation)} == {"administrator"}
    assert counts(load(database, "invitations", text, world.actor("core"))[0]) == (2, 0, 2, 0)


def test_another_address_supersedes_the_earlier_link(world, database) -> None:
    register_partners(database, world)
    load(database, "invitations", invitations(NEW[0]), world.actor("core"))
    text = invitations(NEW[0], domain="example.org")
    assert counts(load(database, "invitations", text, world.actor("core"))[0]) == (1, 1, 0, 0)
    alive = columns(Invitation).revoked_at.is_(None)
    assert [row.email for row in rows_of(database, Invitation, alive)] == ["p0@example.org"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (NEW[2], "由别的单位登记"),
        (NEW[3], "没有合作关系"),
        ("91350100M000100Y43", "已有人加入"),
        (make("91341721", "MA999999"), "没有这个代码"),
        ("91341721MA2T101760", "没有合作关系"),
    ],
)
def test_a_firm_that_may_not_be_invited_says_why(world, database, code: str, words: str) -> None:
    register_partners(database, world)
    result, handouts = load(database, "invitations", invitations(code), world.actor("core"))
    assert counts(result) == (1, 0, 0, 1)
    assert result.errors[0].field == "uscc"
    assert words in result.errors[0].message
    assert handouts == []


def test_a_creditor_does_not_let_its_debtor_in(world, database) -> None:
    """The negative control: with the link the other way round the same row is accepted."""
    for way, expected in (("经销商", 0), ("供应商", 1)):
        code = NEW[0] if way == "经销商" else NEW[1]
        load(database, "enterprises", f"{FIRMS}{code},演示付款方,26\n", COMMAND)
        text = f"core_uscc,partner_uscc,direction\n91350100M000100Y43,{code},{way}\n"
        load(database, "links", text, COMMAND)
        result, _handouts = load(
            database, "invitations", invitations(code), world.actor("supplier")
        )
        assert result.accepted == expected
        assert expected or "付款方" in result.errors[0].message


def test_a_core_enterprise_is_invited_by_the_operator_alone(world, database) -> None:
    text = "统一社会信用代码,名称,行业代码,是否核心企业\n" + f"{NEW[0]},演示核心,27,是\n"
    load(database, "enterprises", text, COMMAND)
    links = f"core_uscc,partner_uscc,direction\n91341721MA2T1007XH,{NEW[0]},供应商\n"
    load(database, "links", links, COMMAND)
    result, _handouts = load(database, "invitations", invitations(NEW[0]), world.actor("core"))
    assert "核心企业由平台运营邀请" in result.errors[0].message
    assert load(database, "invitations", invitations(NEW[0]), COMMAND)[0].accepted == 1


def test_the_operator_approves_before_it_invites(world, database) -> None:
    load(database, "enterprises", f"{FIRMS}{NEW[0]},演示下游,26\n", world.actor("supplier"))
    result, _handouts = load(database, "invitations", invitations(NEW[0]), COMMAND)
    assert "先同意开通" in result.errors[0].message


@pytest.mark.parametrize("state", ["suspended", "refused"])
def test_nobody_is_invited_into_a_firm_that_is_shut(world, database, state: str) -> None:
    register_partners(database, world)
    with database.writing() as session:
        link = columns(TradeLink)
        query = select(link.partner_id).order_by(link.id.desc()).limit(1)
        for (firm,) in session.execute(query):
            session.get_one(Organisation, firm).state = state
    result, _handouts = load(database, "invitations", invitations(*NEW[:3]), world.actor("core"))
    assert result.rejected >= 1


def test_the_partners_page_takes_the_file_and_gives_the_links(as_, world, database) -> None:
    register_partners(database, world)
    page = upload(as_("core"), "/partners/import", "invitations", invitations(*NEW[:2], NEW[3]))
    assert "没有合作关系" in page.text
    assert [row[1] for row in handed_out(page)[1:]] == NEW[:2]


def test_the_command_gives_the_links_in_its_answer(
    url, world, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    monkeypatch.setenv("LIANQIAO_VAR_DIR", str(tmp_path / "var"))
    place = tmp_path / "people.csv"
    place.write_text(COLLEAGUES, encoding="utf-8")
    words = ["import", "people", str(place), "--as", "91341721MA2T1007XH", "--json"]
    assert main([*words, "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["handouts"] == []
    assert main(words) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["accepted"], len(answer["handouts"])) == (3, 3)
    assert "/join/" in answer["handouts"][0]["邀请链接"]
    assert main([*words[:3], "--json"]) == 1
    assert "--as" in json.loads(capsys.readouterr().out)["error"]


def test_everybody_invited_by_file_counts_as_a_person_only_after_joining(world, database) -> None:
    load(database, "people", COLLEAGUES, world.actor("core"))
    assert (
        count(database, Membership, columns(Membership).organisation_id == world.org("core")) == 3
    )

"""Administrators change what colleagues may do; somebody always administers."""

import re

import pytest
from characters import PASSWORD
from sqlalchemy import select
from twins import count, rows_of

from lianqiao.accounts.change_roles import change_roles
from lianqiao.accounts.disable_user import disable_user
from lianqiao.accounts.errors import RoleIsUnknown, SomebodyMustAdminister
from lianqiao.accounts.models import Invitation, Membership, Notice, User
from lianqiao.accounts.rules import check_roles, check_somebody_administers, takes_newcomers
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.models import AuditEntry, Outbox
from lianqiao.shared.tables import columns, utc_now


def roles_of(database, user_id: str) -> list[str]:
    member = columns(Membership)
    return sorted(row.role for row in rows_of(database, Membership, member.user_id == user_id))


def test_an_administrator_sees_a_colleague_with_the_roles_ticked(as_, world) -> None:
    page = as_("bank-approver").get(f"/users/{world.users['bank']}").text
    assert "演示bank" in page
    assert re.search(r'<input checked[^>]* name="clerk"', page)
    assert not re.search(r'<input checked[^>]* name="approver"', page)


def test_roles_are_replaced_audited_and_the_person_alone_is_told(as_, world, database) -> None:
    user = world.users["bank"]
    data = {"approver": "y", "administrator": "y"}
    assert as_("bank-approver").post(f"/users/{user}/roles", data=data).status_code == 302
    assert roles_of(database, user) == ["administrator", "approver"]
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.payload).where(entry.action == "change_roles")
        (payload,) = session.execute(query).scalars()
    assert '"before":["clerk"]' in payload
    assert '"after":["administrator","approver"]' in payload
    assert "您的角色已改为：审批、管理员" in as_("bank").get("/notices").text
    assert "您的角色已改为" not in as_("bank-colleague").get("/notices").text
    assert [row.recipient for row in rows_of(database, Outbox)] == ["bank@example.com"]


def test_a_change_holds_from_the_person_s_next_request_on(as_, world) -> None:
    officer, boss = as_("bank"), as_("bank-approver")
    assert officer.get("/users").status_code == 403
    assert officer.get("/products/new").status_code == 200
    place = f"/users/{world.users['bank']}/roles"
    boss.post(place, data={"approver": "y", "administrator": "y"})
    assert officer.get("/users").status_code == 200
    assert officer.get("/products/new").status_code == 403
    boss.post(place, data={"clerk": "y"})
    assert officer.get("/users").status_code == 403
    assert officer.get("/products/new").status_code == 200


def test_the_same_roles_again_write_nothing(as_, world, database) -> None:
    entries, notices = count(database, AuditEntry), count(database, Notice)
    client = as_("bank-approver")
    client.post(f"/users/{world.users['bank']}/roles", data={"clerk": "y"})
    assert count(database, AuditEntry) == entries + 1  # the sign-in
    assert count(database, Notice) == notices


def test_the_last_administrator_stays_one(as_, world, database) -> None:
    client, own = as_("core"), world.users["core"]
    page = client.post(f"/users/{own}/roles", data={"clerk": "y", "approver": "y"})
    assert page.status_code == 422
    assert "最后一位管理员" in page.text
    assert re.search(r'<input checked[^>]* name="clerk"', page.text)
    assert not re.search(r'<input checked[^>]* name="administrator"', page.text)
    assert "administrator" in roles_of(database, own)


def test_a_disabled_administrator_does_not_count(world, database) -> None:
    boss, officer = world.actor("bank-approver"), world.users["bank"]
    with database.writing() as session:
        change_roles(session, boss, officer, ("administrator",), utc_now())
        disable_user(session, boss, officer, utc_now())
        with pytest.raises(SomebodyMustAdminister):
            change_roles(session, boss, str(boss.user_id), ("clerk",), utc_now())


def test_who_steps_down_is_shown_the_home_page(as_, world, database) -> None:
    boss = as_("bank-approver")
    boss.post(f"/users/{world.users['bank']}/roles", data={"clerk": "y", "administrator": "y"})
    answer = boss.post(f"/users/{world.users['bank-approver']}/roles", data={"approver": "y"})
    assert answer.headers["Location"] == "/"
    assert boss.get("/").status_code == 200
    assert boss.get("/users").status_code == 403


def test_nobody_is_left_without_a_role(as_, world, database) -> None:
    page = as_("bank-approver").post(f"/users/{world.users['bank']}/roles", data={})
    assert page.status_code == 422
    assert "至少选一个角色" in page.text
    assert roles_of(database, world.users["bank"]) == ["clerk"]


@pytest.mark.parametrize("action", ["", "/roles"])
def test_a_person_of_another_organisation_and_a_missing_one_look_the_same(
    as_, world, action: str
) -> None:
    client = as_("core")
    answers = [
        client.post(f"/users/{user}{action}", data={"clerk": "y"})
        if action
        else client.get(f"/users/{user}")
        for user in (world.users["bank"], "0" * 26)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.text.partition("<main")[2] for answer in answers}) == 1


@pytest.mark.parametrize("who", ["bank", "regulator", "guarantor"])
def test_only_administrators_see_and_change_roles(as_, world, who: str) -> None:
    client = as_(who)
    assert client.get(f"/users/{world.users[who]}").status_code == 403
    own = client.post(f"/users/{world.users[who]}/roles", data={"administrator": "y"})
    assert own.status_code == 403


def test_the_use_case_refuses_whoever_does_not_administer(world, database) -> None:
    with database.writing() as session, pytest.raises(NothingIsThere):
        change_roles(session, world.actor("bank"), world.users["bank"], ("approver",), utc_now())


def test_a_re_enabled_colleague_is_told(as_, world, database) -> None:
    boss = as_("bank-approver")
    boss.post(f"/users/{world.users['bank']}/disable")
    boss.post(f"/users/{world.users['bank']}/enable")
    assert "恢复了您的使用权限" in as_("bank").get("/notices").text
    assert "恢复了您的使用权限" not in boss.get("/notices").text


def invited(client, **more: str) -> str:
    data = {"role": "approver", "contact_name": "演示同事", "phone": "13900000009"} | more
    page = client.post("/users/invite", data=data)
    found = re.search(r'value="http://[^/]+(/join/[^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_an_invitation_is_sent_again_and_the_old_link_dies(as_, app, database) -> None:
    client = as_("core")
    first = invited(client, email="c@example.com")
    (old,) = rows_of(database, Invitation)
    page = client.post(f"/users/invitations/{old.id}/again")
    second = re.search(r'value="http://[^/]+(/join/[^"]+)"', page.text)
    assert second is not None
    guest = app.test_client()
    assert guest.get(first).status_code == 404
    assert guest.get(second[1]).status_code == 200
    new = rows_of(database, Invitation)[1]
    kept = ("approver", "演示同事", "c@example.com", "13900000009")
    assert (new.role, new.contact_name, new.email, new.phone) == kept
    assert count(database, Outbox) == 2
    assert client.post(f"/users/invitations/{old.id}/again").status_code == 409
    assert as_("core2").post(f"/users/invitations/{new.id}/again").status_code == 404


def test_an_invitation_whose_time_is_up_is_listed_and_can_be_sent_again(as_, database) -> None:
    client = as_("core")
    invited(client)
    assert "已过期" not in client.get("/users").text
    with database.writing() as session:
        row = session.get_one(Invitation, rows_of(database, Invitation)[0].id)
        row.expires_at = row.created_at
    page = client.get("/users").text
    assert "已过期" in page
    assert "重新邀请" in page


def test_a_person_joins_with_the_phone_number_of_the_invitation(as_, app, database) -> None:
    path = invited(as_("core"))
    person = {"display_name": "演示同事", "username": "colleague", "password": PASSWORD}
    app.test_client().post(path, data=person | {"repeat": PASSWORD})
    (user,) = rows_of(database, User, columns(User).username == "colleague")
    assert user.phone == "13900000009"
    assert "13900000009" in as_("core").get(f"/users/{user.id}").text


@pytest.mark.parametrize("roles", [(), ("owner",), ("clerk", "owner")])
def test_roles_are_three_and_everybody_has_one(roles: tuple[str, ...]) -> None:
    with pytest.raises(RoleIsUnknown):
        check_roles(roles)


def test_roles_stand_in_one_order() -> None:
    assert check_roles({"administrator", "clerk"}) == ("clerk", "administrator")


def test_one_other_administrator_is_enough() -> None:
    check_somebody_administers(1)
    with pytest.raises(SomebodyMustAdminister):
        check_somebody_administers(0)


@pytest.mark.parametrize(
    ("state", "open_"),
    [
        ("applied", True),
        ("approved", True),
        ("suspended", False),
        ("refused", False),
        ("merged", False),
    ],
)
def test_newcomers_are_taken_while_an_organisation_may_act_or_waits(
    state: str, open_: bool
) -> None:
    assert takes_newcomers(state) is open_

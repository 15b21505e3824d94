"""People of an organisation: administrators invite, disable, enable, revoke."""

import re

import pytest
from characters import PASSWORD
from sqlalchemy import select

from lianqiao.accounts.models import Invitation, Membership
from lianqiao.shared.tables import columns


def test_an_administrator_invites_a_colleague_with_a_role(as_, app, world, database) -> None:
    client = as_("bank-approver")
    data = {"role": "clerk", "contact_name": "演示同事", "email": "c@example.com"}
    page = client.post("/users/invite", data=data)
    path = re.search(r'value="http://[^/]+(/join/[^"]+)"', page.text)
    assert path is not None
    assert "演示同事" in client.get("/users").text
    person = {"display_name": "演示同事", "username": "colleague", "password": PASSWORD}
    joined = app.test_client().post(path[1], data=person | {"repeat": PASSWORD})
    assert joined.status_code == 302
    assert "colleague" in client.get("/users").text
    member = columns(Membership)
    with database.reading() as session:
        query = select(member.role).where(member.organisation_id == world.org("bank"))
        assert sorted(session.execute(query).scalars()).count("clerk") == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "owner"}, "role"),
        ({"contact_name": ""}, "contact_name"),
        ({"email": "x"}, "email"),
    ],
)
def test_a_bad_invitation_keeps_what_was_typed(as_, changes, field: str) -> None:
    typed = {"role": "approver", "contact_name": "演示同事", "email": "c@example.com"} | changes
    page = as_("core").post("/users/invite", data=typed)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert f'value="{typed["email"]}"' in page.text


def test_a_disabled_colleague_is_out_at_once_and_may_come_back(as_, app, world) -> None:
    officer, client = as_("bank"), as_("bank-approver")
    user = world.users["bank"]
    assert client.post(f"/users/{user}/disable").status_code == 302
    assert officer.get("/").status_code == 302
    login = {"username": "bank", "password": PASSWORD}
    assert app.test_client().post("/login", data=login).status_code == 422
    assert client.post(f"/users/{user}/enable").status_code == 302
    assert as_("bank").get("/").status_code == 200
    assert officer.get("/").status_code == 302


def test_nobody_disables_themselves(as_, world) -> None:
    client = as_("core")
    assert client.post(f"/users/{world.users['core']}/disable").status_code == 422
    assert client.get("/").status_code == 200


def test_a_revoked_invitation_opens_nothing(as_, app, database) -> None:
    client = as_("core")
    page = client.post("/users/invite", data={"role": "clerk", "contact_name": "甲"})
    path = re.search(r'value="http://[^/]+(/join/[^"]+)"', page.text)
    assert path is not None
    with database.reading() as session:
        invitation = session.execute(select(columns(Invitation).id)).scalar_one()
    assert as_("core2").post(f"/users/invitations/{invitation}/revoke").status_code == 404
    assert client.post(f"/users/invitations/{invitation}/revoke").status_code == 302
    assert app.test_client().get(path[1]).status_code == 404
    assert client.post(f"/users/invitations/{invitation}/revoke").status_code == 409


def test_people_of_another_organisation_are_not_there(as_, world) -> None:
    client = as_("core")
    for user in (world.users["bank"], "01missing"):
        assert client.post(f"/users/{user}/disable").status_code == 404
        assert client.post(f"/users/{user}/enable").status_code == 404
    assert "bank@example.com" not in client.get("/users").text


@pytest.mark.parametrize("who", ["bank", "regulator", "guarantor"])
def test_only_administrators_manage_people(as_, world, who: str) -> None:
    client = as_(who)
    assert client.get("/users").status_code == 403
    assert client.post("/users/invite", data={"role": "administrator"}).status_code == 403
    assert client.post(f"/users/{world.users['bank']}/disable").status_code == 403

"""Signing in and out, as each kind of person."""

import re

import pytest
from characters import PASSWORD, USERS, World
from werkzeug.test import TestResponse

from lianqiao.shared.web import Application


@pytest.mark.parametrize("username", sorted(USERS))
def test_each_character_reaches_its_home(as_, username: str) -> None:
    home = as_(username).get("/")
    assert home.status_code == 200
    assert f"演示{username}" in home.text


def test_a_wrong_password_and_an_unknown_user_are_told_the_same(app: Application, world: World):
    client = app.test_client()
    wrong = client.post("/login", data={"username": "bank", "password": "no"})
    unknown = client.post("/login", data={"username": "nobody", "password": "no"})
    assert wrong.status_code == unknown.status_code == 422
    assert _words(wrong) == _words(unknown) == "用户名或密码不对，或该用户不能登录"


def _words(answer: TestResponse) -> str:
    """What the summary of errors says."""
    return re.findall(r"<ul><li>(.*?)</li></ul>", answer.text)[0]


def test_five_failures_pause_the_account(app: Application, world: World) -> None:
    client = app.test_client()
    for _attempt in range(5):
        client.post("/login", data={"username": "bank", "password": "no"})
    refused = client.post("/login", data={"username": "bank", "password": PASSWORD})
    assert refused.status_code == 429
    assert "15 分钟" in refused.text


def test_signing_out_ends_the_session_in_the_database(as_) -> None:
    client = as_("core")
    with client.session_transaction() as cookie:
        token = cookie["token"]
    assert client.post("/logout").status_code == 302
    with client.session_transaction() as cookie:
        cookie["token"] = token
    assert client.get("/").status_code == 302


def test_nobody_is_sent_to_a_foreign_address_after_signing_in(app, world) -> None:
    client = app.test_client()
    answer = client.post(
        "/login?next=//evil.example/", data={"username": "bank", "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/"

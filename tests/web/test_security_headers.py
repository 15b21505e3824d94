"""What every answer carries, and what is refused before any page is asked."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from lianqiao.app import create_app
from lianqiao.config import SecretKeyIsMissing, Settings
from lianqiao.security import in_ascii

PLACE = "https://lianqiao.example"


@pytest.fixture
def client(sqlite_url: str, tmp_path: Path) -> FlaskClient:
    """A browser at an installation for real, with the token that forms ask for."""
    settings = Settings(
        mode="production",
        public_url=PLACE,
        database_url=sqlite_url,
        secret_key="tests only",
        cheap_passwords=True,
        var_dir=tmp_path,
        _env_file=None,
    )
    return create_app(settings).test_client()


def test_a_page_may_load_only_what_is_of_the_house(client: FlaskClient) -> None:
    headers = client.get("/login", base_url=PLACE).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_bound_to_the_host_and_kept_from_scripts(client: FlaskClient) -> None:
    cookie = client.get("/login", base_url=PLACE).headers["Set-Cookie"]
    assert cookie.startswith("__Host-lianqiao=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_a_form_without_the_token_is_refused(client: FlaskClient) -> None:
    typed = {"username": "supplier", "password": "x"}
    answer = client.post("/login", base_url=PLACE, data=typed)
    assert answer.status_code == 400
    assert "页面已过期" in answer.text


def test_another_site_writes_nothing_even_with_the_token(client: FlaskClient) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/login", base_url=PLACE, headers=headers).status_code == 403


def test_a_foreign_host_is_refused_without_a_page(client: FlaskClient) -> None:
    answer = client.get("/login", base_url="https://elsewhere.example")
    assert answer.status_code == 400
    assert "login" not in answer.text


def test_more_than_an_upload_may_weigh_is_refused(client: FlaskClient) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    weight = b"x" * (11 * 1024 * 1024)
    assert client.post("/login", base_url=PLACE, data=weight).status_code == 413


def test_outside_demo_mode_there_is_no_default_secret(tmp_path: Path) -> None:
    with pytest.raises(SecretKeyIsMissing):
        create_app(Settings(mode="production", var_dir=tmp_path, _env_file=None))


@pytest.mark.parametrize("path", ["/partners/%00", "/partners?q=%00", "/login?next=%00"])
def test_a_nul_is_refused_and_reaches_no_database(as_, path: str) -> None:
    assert as_("core").get(path).status_code == 400


def test_a_nul_in_a_form_is_refused_too(as_) -> None:
    client = as_("core")
    assert client.post("/partners/new", data={"name": "演示\x00"}).status_code == 400
    assert client.post("/partners/new", data={"name": "演示"}).status_code == 422


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/partners?format=xlsx", "合作方.xlsx"),
        ("/partners/import?template=links&format=csv", "合作关系导入模板.csv"),
    ],
)
def test_a_file_s_chinese_name_leaves_as_a_server_can_send_it(as_, path: str, name: str) -> None:
    disposition = as_("core").get(path).headers["Content-Disposition"]
    assert disposition.isascii()
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == name


def test_a_name_cannot_break_out_of_its_header() -> None:
    sent = in_ascii('attachment; filename="甲\\"; x=y\\r\\n.pdf"')
    assert sent.isascii()
    assert '"; x' not in sent
    assert not {"\r", "\n"} & set(sent)

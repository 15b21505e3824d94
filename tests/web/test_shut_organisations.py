"""Whose organisation is suspended, refused or merged cannot act: pages, sign-in, links, files."""

import json
import re

import pytest
from characters import PASSWORD, TODAY
from twins import TWIN_CODE, add_twin

from lianqiao.accounts.errors import OrganisationIsNotApproved
from lianqiao.accounts.invite_member import invite_first_administrator, invite_into_empty
from lianqiao.accounts.models import Organisation
from lianqiao.accounts.people import list_people
from lianqiao.cli import main
from lianqiao.registry.merge_firms import merge_firms
from lianqiao.shared.tables import utc_now

SHUT = ("applied", "suspended", "refused", "merged")
POSTS = {
    "/partners/new": {"step": "save", "direction": "supplier"},
    "/users/invite": {"role": "clerk", "contact_name": "甲"},
    "/receivables/new": {"amount_fen": "1"},
}


@pytest.fixture
def shut(database, world):
    """Shut the twin's organisation in one way or another."""
    twin = add_twin(database, world)

    def close(state: str) -> str:
        with database.writing() as session:
            if state == "merged":
                ids = twin, world.org("supplier2")
                merge_firms(session, world.actor("operator"), *ids, "x", utc_now(), TODAY)
            else:
                session.get_one(Organisation, twin).state = state
        return twin

    return close


@pytest.mark.parametrize("state", SHUT)
def test_whoever_is_signed_in_is_out_at_the_next_request(shut, as_, state: str) -> None:
    client = as_("twin")
    assert client.get("/partners").status_code == 200
    shut(state)
    for path in ("/", "/partners", "/users", "/notices"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("state", SHUT)
def test_nothing_is_written_for_it_any_more(shut, as_, database, state: str) -> None:
    client = as_("twin")
    shut(state)
    for path, data in POSTS.items():
        answer = client.post(path, data=data)
        assert (answer.status_code, "/login" in answer.headers["Location"]) == (302, True), path


def test_the_control_an_approved_one_acts(shut, as_) -> None:
    client = as_("twin")
    assert {path: client.post(path, data=data).status_code for path, data in POSTS.items()} == {
        "/partners/new": 422,
        "/users/invite": 200,
        "/receivables/new": 422,
    }


@pytest.mark.parametrize("state", ["applied", "suspended", "refused"])
def test_nobody_signs_in_and_the_words_are_those_of_a_wrong_password(shut, app, state: str) -> None:
    client = app.test_client()
    shut(state)
    right = client.post("/login", data={"username": "twin", "password": PASSWORD})
    wrong = client.post("/login", data={"username": "nobody", "password": "x"})
    assert right.status_code == wrong.status_code == 422
    said = [re.findall(r'role="alert".*?</div>', page.text, re.S) for page in (right, wrong)]
    assert said[0] == said[1]


def test_the_people_of_a_merged_firm_sign_in_for_the_one_that_stays(shut, as_) -> None:
    shut("merged")
    assert "演示乙合作社" in as_("twin").get("/").text


@pytest.mark.parametrize("state", SHUT)
def test_an_open_link_leads_into_an_organisation_that_waits_and_into_no_other(
    shut, as_, app, state: str
) -> None:
    page = as_("twin").post("/users/invite", data={"role": "clerk", "contact_name": "甲"})
    found = re.search(r"(/join/[^\"]+)\"", page.text)
    assert found is not None
    shut(state)
    guest = app.test_client()
    assert guest.get(found[1]).status_code == (200 if state == "applied" else 404)
    person = {"display_name": "甲", "username": "jia", "password": PASSWORD, "repeat": PASSWORD}
    if state != "applied":
        assert guest.post(found[1], data=person).status_code == 404


@pytest.mark.parametrize("state", SHUT)
def test_nobody_is_invited_into_it_by_the_operator(shut, world, database, state: str) -> None:
    twin = shut(state)
    with database.writing() as session, pytest.raises(OrganisationIsNotApproved):
        invite_first_administrator(session, world.actor("operator"), twin, utc_now())


@pytest.mark.parametrize("state", ["suspended", "refused", "merged"])
def test_nor_by_a_partner(shut, world, database, state: str) -> None:
    twin = shut(state)
    with database.writing() as session, pytest.raises(OrganisationIsNotApproved):
        organisation = session.get_one(Organisation, twin)
        invite_into_empty(session, world.actor("core"), organisation, utc_now())


@pytest.mark.parametrize("state", SHUT)
def test_no_command_imports_on_its_behalf(
    shut, url, tmp_path, monkeypatch, capsys, state: str
) -> None:
    shut(state)
    monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
    monkeypatch.setenv("LIANQIAO_MODE", "demo")
    place = tmp_path / "people.csv"
    place.write_text("姓名,邮箱,角色\n甲,a@example.com,经办\n", encoding="utf-8")
    assert main(["import", "people", str(place), "--as", TWIN_CODE, "--json"]) == 1
    words = "已并入" if state == "merged" else "不能代其导入"
    assert words in json.loads(capsys.readouterr().out)["error"]


def test_a_reinstated_organisation_s_people_are_as_they_were(shut, as_, world, database) -> None:
    twin = shut("suspended")
    place = f"/organisations/{twin}/decide"
    assert as_("operator").post(place, data={"event": "reinstate"}).status_code == 302
    assert as_("twin").get("/partners").status_code == 200
    with database.reading() as session:
        assert [one.username for one in list_people(session, world.actor("twin"))] == ["twin"]

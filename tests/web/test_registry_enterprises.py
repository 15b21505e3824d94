"""A firm's file and its consent: who sees it, who changes it."""

import re
from datetime import date

import pytest
from characters import World
from sqlalchemy import select

from lianqiao.registry.models import Authorisation, Enterprise
from lianqiao.registry.queries import has_consented
from lianqiao.shared.database import Database
from lianqiao.shared.tables import columns

PROFILE = {
    "park": "other",
    "industry": "26",
    "employees": "350",
    "revenue_fen": "3000 万",
    "assets_fen": "",
    "founded": "2016年5月1日",
    "legal_representative": "演示法人",
    "phone": "0566-2222222",
}


def test_a_firm_edits_its_profile_and_is_classed_anew(as_, world: World, database) -> None:
    own = world.org("supplier")
    client = as_("supplier")
    assert 'value="0566-0000000"' in client.get(f"/enterprises/{own}/edit").text
    assert client.post(f"/enterprises/{own}/edit", data=PROFILE).status_code == 302
    with database.reading() as session:
        firm = session.get_one(Enterprise, own)
        assert (firm.size_class, firm.phone, firm.founded) == (
            "medium",
            "0566-2222222",
            date(2016, 5, 1),
        )
        assert (firm.uscc, firm.grade) == ("91350100M000100Y43", 3)


def test_a_bad_profile_keeps_what_was_typed(as_, world, database) -> None:
    own = world.org("supplier")
    page = as_("supplier").post(f"/enterprises/{own}/edit", data=PROFILE | {"employees": "许多"})
    assert page.status_code == 422
    assert 'id="employees-error"' in page.text
    assert 'value="许多"' in page.text
    assert 'value="演示法人"' in page.text
    with database.reading() as session:
        assert session.get_one(Enterprise, own).phone == "0566-0000000"


def test_banks_see_a_firm_s_file_only_while_its_consent_holds(as_, world) -> None:
    own = world.org("supplier")
    assert "演示甲供应" in as_("bank").get(f"/enterprises/{own}").text
    firm = as_("supplier")
    assert firm.post(f"/enterprises/{own}/consent", data={"event": "revoke"}).status_code == 302
    assert as_("bank").get(f"/enterprises/{own}").status_code == 404
    assert "还没有有效的银行查阅授权" in firm.get("/").text
    granted = firm.post(
        f"/enterprises/{own}/consent", data={"expires_on": "2027-06-30", "agreed": "1"}
    )
    assert granted.status_code == 302
    assert as_("bank").get(f"/enterprises/{own}").status_code == 200


def test_a_new_consent_takes_the_place_of_the_old_one(as_, world, database: Database) -> None:
    own = world.org("core")
    data = {"expires_on": "2027-06-30", "agreed": "1"}
    assert as_("core").post(f"/enterprises/{own}/consent", data=data).status_code == 302
    row = columns(Authorisation)
    with database.reading() as session:
        query = select(row.expires_on).where(row.enterprise_id == own, row.revoked_on.is_(None))
        assert session.execute(query).scalars().all() == [date(2027, 6, 30)]
        assert has_consented(session, own, world.org("bank"), date(2027, 6, 30))
        assert not has_consented(session, own, world.org("bank"), date(2027, 7, 1))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"expires_on": "2020-01-01", "agreed": "1"}, "expires_on"),
        ({"expires_on": "2099-01-01", "agreed": "1"}, "expires_on"),
        ({"expires_on": "哪天", "agreed": "1"}, "expires_on"),
        ({"expires_on": "2027-01-01"}, "agreed"),
    ],
)
def test_a_consent_needs_an_end_ahead_and_a_yes(as_, world, typed, field: str) -> None:
    page = as_("core").post(f"/enterprises/{world.org('core')}/consent", data=typed)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert f'value="{typed["expires_on"]}"' in page.text


def test_another_firm_finds_nothing_and_changes_nothing(as_, world) -> None:
    other = as_("core2")
    own = world.org("supplier")
    for path in ("", "/edit"):
        foreign = other.get(f"/enterprises/{own}{path}")
        missing = other.get(f"/enterprises/01missing{path}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]
    assert other.post(f"/enterprises/{own}/edit", data=PROFILE).status_code == 404
    consent = other.post(f"/enterprises/{own}/consent", data={"event": "revoke"})
    assert consent.status_code == 404


def test_offices_read_and_do_not_write(as_, world) -> None:
    own = world.org("supplier")
    for who in ("regulator", "operator"):
        page = as_(who).get(f"/enterprises/{own}")
        assert page.status_code == 200
        assert "签署授权" not in page.text
        assert as_(who).post(f"/enterprises/{own}/edit", data=PROFILE).status_code == 403
    assert as_("guarantor").get(f"/enterprises/{own}").status_code == 403


def test_the_consent_page_says_until_when(as_, world) -> None:
    page = as_("supplier").get("/enterprises", follow_redirects=True).text
    assert re.search(r"截止日</dt><dd><time datetime=\"2099-01-01\"", page)

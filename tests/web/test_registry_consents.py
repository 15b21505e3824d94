"""Consent to banks through the pages: whom it lets in, line by line, its letter, its to-do."""

import re
from datetime import date, timedelta

import pytest
from characters import TODAY, World
from deals import freeze
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lianqiao.accounts.models import Organisation
from lianqiao.registry.consent import grant_authorisation
from lianqiao.registry.models import Authorisation
from lianqiao.registry.queries import has_consented
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, table, utc_now

UNTIL = "2027-06-30"


def sign(client, own: str, *banks: str, **changes: str) -> TestResponse:
    typed = {"expires_on": UNTIL, "agreed": "1", "whom": "some" if banks else "all"} | changes
    return client.post(f"/enterprises/{own}/consent", data=typed | {"banks": list(banks)})


def rows(database: Database, own: str) -> list[Authorisation]:
    row = columns(Authorisation)
    with database.reading() as session:
        query = select(Authorisation).where(row.enterprise_id == own).order_by(row.created_at)
        return list(session.execute(query).scalars())


def revoke_all(as_, database: Database, world: World, who: str = "supplier") -> None:
    for row in rows(database, world.org(who)):
        if row.revoked_on is None:
            assert as_(who).post(f"/consents/{row.id}/revoke").status_code == 302


def test_banks_see_a_firm_s_file_only_while_its_consent_holds(as_, world, database) -> None:
    own = world.org("supplier")
    assert "演示甲供应" in as_("bank").get(f"/enterprises/{own}").text
    revoke_all(as_, database, world)
    assert as_("bank").get(f"/enterprises/{own}").status_code == 404
    assert "还没有有效的银行查阅授权" in as_("supplier").get("/").text
    assert sign(as_("supplier"), own).status_code == 302
    assert as_("bank").get(f"/enterprises/{own}").status_code == 200


def test_a_chosen_bank_reads_the_file_and_another_finds_nothing(as_, world, database) -> None:
    own = world.org("supplier")
    revoke_all(as_, database, world)
    assert sign(as_("supplier"), own, world.org("bank")).status_code == 302
    assert as_("bank").get(f"/enterprises/{own}").status_code == 200
    foreign = as_("bank2").get(f"/enterprises/{own}")
    missing = as_("bank2").get("/enterprises/01missing")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.partition("<main")[2] == missing.text.partition("<main")[2]
    with database.reading() as session:
        assert has_consented(session, own, world.org("bank"), date(2027, 6, 30))
        assert not has_consented(session, own, world.org("bank"), date(2027, 7, 1))
        assert not has_consented(session, own, world.org("bank2"), TODAY)


def test_each_chosen_bank_has_a_line_of_its_own_and_one_is_taken_back_alone(
    as_, world, database
) -> None:
    own, banks = world.org("supplier"), (world.org("bank"), world.org("bank2"))
    revoke_all(as_, database, world)
    sign(as_("supplier"), own, *banks)
    live = [row for row in rows(database, own) if row.revoked_on is None]
    assert {row.bank_id for row in live} == {*banks}
    (first,) = [row for row in live if row.bank_id == banks[0]]
    assert as_("supplier").post(f"/consents/{first.id}/revoke").status_code == 302
    assert as_("bank").get(f"/enterprises/{own}").status_code == 404
    assert as_("bank2").get(f"/enterprises/{own}").status_code == 200
    assert as_("supplier").post(f"/consents/{first.id}/revoke").status_code == 409


def test_a_new_consent_takes_the_place_of_the_old_one_for_the_same_bank_alone(
    as_, world, database: Database
) -> None:
    own = world.org("core")
    freeze(database)
    sign(as_("core"), own, world.org("bank"), expires_on="2027-01-31")
    sign(as_("core"), own, world.org("bank"))
    everyone, first, second = rows(database, own)
    assert (everyone.bank_id, everyone.revoked_on) == (None, None)
    assert (first.revoked_on, second.revoked_on) == (TODAY, None)
    page = as_("core").get(f"/enterprises/{own}").text
    assert "已由新授权代替" in page
    assert "其余银行也看得到" in page  # the one for every bank goes on


def test_the_history_tells_who_granted_what_until_when_and_what_became_of_it(
    as_, world, database
) -> None:
    own = world.org("supplier")
    freeze(database)
    sign(as_("supplier"), own, world.org("bank2"))
    revoke_all(as_, database, world)
    for who in ("supplier", "regulator", "operator"):
        page = as_(who).get(f"/enterprises/{own}").text
        history = page.partition('id="consents"')[2]
        for words in ("平台上的全部银行", "演示商业银行", "2099-01-01", UNTIL, "演示supplier"):
            assert words in history, (who, words)
        assert history.count("已撤销") == 2
    # A bank that reads the file learns nothing of other banks.
    sign(as_("supplier"), own, world.org("bank"))
    assert "演示商业银行" not in as_("bank").get(f"/enterprises/{own}").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "2099-01-01"}, "expires_on"),
        ({"expires_on": "2031-11-25"}, "expires_on"),
        ({"expires_on": "哪天"}, "expires_on"),
        ({"agreed": ""}, "agreed"),
        ({"whom": "some"}, "banks"),
    ],
)
def test_a_consent_needs_an_end_ahead_a_yes_and_a_bank(
    as_, world, database, typed, field: str
) -> None:
    freeze(database)
    page = sign(as_("core"), world.org("core"), **typed)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert f'value="{typed.get("expires_on", UNTIL)}"' in page.text
    assert len(rows(database, world.org("core"))) == 1


def test_five_years_to_the_day_are_allowed(as_, world, database) -> None:
    freeze(database)
    assert sign(as_("core"), world.org("core"), expires_on="2031-11-24").status_code == 302


def test_only_banks_that_are_on_the_platform_can_be_chosen(as_, world, database) -> None:
    own = world.org("core")
    suspended = table(Organisation)
    with database.writing() as session:
        where = suspended.c.id == world.org("bank2")
        session.execute(update(suspended).where(where).values(state="suspended"))
    form = as_("core").get(f"/enterprises/{own}/consent").text
    assert "演示农商银行" in form
    assert "演示商业银行" not in form
    for stranger in (world.org("bank2"), world.org("core2"), "01missing"):
        assert sign(as_("core"), own, stranger).status_code == 422
    assert len(rows(database, own)) == 1


def test_only_an_administrator_signs_and_only_for_the_own_firm(as_, app, world, database) -> None:
    (row,) = rows(database, world.org("supplier"))
    for who in ("core2", "core"):
        assert sign(as_(who), world.org("supplier")).status_code == 404
        foreign = as_(who).post(f"/consents/{row.id}/revoke")
        missing = as_(who).post("/consents/01missing/revoke")
        assert foreign.status_code == missing.status_code == 404
        assert as_(who).get(f"/consents/{row.id}/letter").status_code == 404
    for who in ("bank", "operator", "regulator", "guarantor"):
        assert as_(who).post(f"/consents/{row.id}/revoke").status_code == 403
        assert sign(as_(who), world.org("supplier")).status_code == 403
    assert rows(database, world.org("supplier"))[0].revoked_on is None


def test_the_letter_bears_number_day_scope_and_its_place_in_the_audit_chain(
    as_, world, database
) -> None:
    own = world.org("supplier")
    sign(as_("supplier"), own, world.org("bank"))
    *_old, row = rows(database, own)
    page = as_("supplier").get(f"/consents/{row.id}/letter").text
    with database.reading() as session:
        entry = columns(AuditEntry)
        query = select(entry.seq, entry.hash, entry.action).where(entry.subject_id == row.id)
        ((seq, digest, action),) = session.execute(query).all()
    assert action == "grant_authorisation"
    for words in (
        f"SQS-{row.granted_on:%Y%m%d}-",
        "演示农商银行：",
        "《征信业管理条例》第二十九条",
        "用于融资审查和贷后管理",
        "签署人：演示supplier",
        f"第 {seq} 号",
        digest,
    ):
        assert words in page, words


def test_a_bank_reads_the_letter_that_lets_it_in_and_no_other(as_, world, database) -> None:
    own = world.org("supplier")
    revoke_all(as_, database, world)
    sign(as_("supplier"), own, world.org("bank"))
    *_old, row = rows(database, own)
    letter = f"/consents/{row.id}/letter"
    assert f'href="{letter}"' in as_("bank").get(f"/enterprises/{own}").text
    for who in ("bank", "operator", "regulator"):
        assert as_(who).get(letter).status_code == 200
    assert as_("bank2").get(letter).status_code == 404
    assert as_("guarantor").get(letter).status_code == 403
    as_("supplier").post(f"/consents/{row.id}/revoke")
    assert as_("bank").get(letter).status_code == 404
    assert "已不在有效期内" in as_("supplier").get(letter).text


def test_consents_that_end_within_30_days_are_told_on_the_home_page(as_, world, database) -> None:
    own = world.org("supplier")
    freeze(database)
    title = "银行查阅授权快到期"
    assert title not in as_("supplier").get("/").text
    with database.writing() as session:
        actor = world.actor("supplier")
        for bank, days in (("bank", 20), ("bank2", 10)):
            until = TODAY + timedelta(days=days)
            grant_authorisation(session, actor, until, utc_now(), TODAY, world.org(bank))
    assert title not in as_("supplier").get("/").text  # every bank's consent goes on
    (everyone, *_chosen) = rows(database, own)
    as_("supplier").post(f"/consents/{everyone.id}/revoke")
    home = as_("supplier").get("/").text
    told = re.search(rf'todo-count">(\d+)</span>.{{0,120}}{title}.*?datetime="([^"]+)"', home, re.S)
    assert told is not None
    assert told.groups() == ("2", "2026-12-04")


def test_an_expired_consent_is_no_consent_and_is_signed_anew(as_, world, database) -> None:
    own = world.org("supplier")
    freeze(database)
    with database.writing() as session:
        kept = table(Authorisation)
        mine = kept.c.enterprise_id == own
        session.execute(update(kept).where(mine).values(expires_on=TODAY - timedelta(days=1)))
    assert as_("bank").get(f"/enterprises/{own}").status_code == 404
    page = as_("supplier").get(f"/enterprises/{own}").text
    assert "已到期" in page
    assert "没有有效的授权" in page
    sign(as_("supplier"), own)
    page = as_("supplier").get(f"/enterprises/{own}").text
    assert "已到期" in page  # still so in the history, and not called revoked
    assert "已撤销" not in page
    assert as_("bank").get(f"/enterprises/{own}").status_code == 200

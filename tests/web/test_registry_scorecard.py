"""The scorecard through the pages: claimed by the firm, checked by others, scored for readers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from characters import TODAY, World
from deals import freeze
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lianqiao.accounts.models import Notice
from lianqiao.registry.check_fact import verify_fact
from lianqiao.registry.errors import TheClaimantDoesNotCheck
from lianqiao.registry.models import Authorisation, ScorecardFact
from lianqiao.shared.database import Database
from lianqiao.shared.errors import ItIsNotYours
from lianqiao.shared.models import AuditEntry, RuleParameterRow, StateChange
from lianqiao.shared.tables import columns, table, utc_now

CLAIM = {
    "dimension": "technology",
    "title": "演示发明专利",
    "level": "provincial",
    "issuer": "示例专利局",
    "obtained_on": "2025-03-01",
    "expires_on": "2027-03-01",
}


@pytest.fixture(autouse=True)
def frozen(database: Database) -> None:
    freeze(database)


def claim(client, own: str, **changes: str) -> TestResponse:
    return client.post(f"/enterprises/{own}/facts/new", data=CLAIM | changes)


def claimed(as_, world: World, who: str = "supplier", **changes: str) -> str:
    """A fact is claimed; its address."""
    answer = claim(as_(who), world.org(who), **changes)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def check(as_, place: str, event: str, note: str = "已核对证书原件") -> TestResponse:
    return as_("operator").post(f"{place}/check", data={"event": event, "note": note})


def score(as_, world: World, who: str) -> str:
    """The words of the scorecard's section, as somebody reads them."""
    page = as_(who).get(f"/enterprises/{world.org('supplier')}").text
    return page.partition('id="scorecard"')[2].partition('id="documents"')[0]


def kept(database: Database, place: str) -> ScorecardFact:
    with database.reading() as session:
        return session.get_one(ScorecardFact, place.rpartition("/")[2])


def test_a_claim_counts_only_once_it_is_verified(as_, world, database) -> None:
    place = claimed(as_, world)
    assert "0 / 400 分" in score(as_, world, "supplier")
    assert "待核实" in score(as_, world, "supplier")
    assert "评分卡事项等待核实" in as_("operator").get("/").text
    assert as_("operator").get("/facts?standing=claimed").text.count("row-link") == 1
    assert check(as_, place, "verify").status_code == 302
    for who in ("supplier", "bank", "operator", "regulator"):
        words = score(as_, world, who)
        assert "30 / 400 分" in words, who
        assert "省级 1 项 × 30 分" in words
        assert "演示发明专利" in words
        assert "本地权重" in words
        assert "东至县金融支持制造业文件（2020年9月17日）" in words
    row = kept(database, place)
    assert (row.state, row.checked_by, row.checked_on) == ("verified", "演示operator", TODAY)


def test_banks_and_the_regulator_are_shown_no_mere_claims(as_, world) -> None:
    place = claimed(as_, world)
    for who in ("bank", "regulator"):
        assert "演示发明专利" not in score(as_, world, who)
    for who in ("supplier", "operator"):
        assert "演示发明专利" in score(as_, world, who)
    check(as_, place, "reject", "没有证书")
    assert "演示发明专利" not in score(as_, world, "bank")


def test_a_bank_without_consent_reads_no_scorecard(as_, world, database) -> None:
    check(as_, claimed(as_, world), "verify")
    with database.writing() as session:
        session.execute(update(table(Authorisation)).values(bank_id=world.org("bank")))
    assert "30 / 400 分" in score(as_, world, "bank")
    assert as_("bank2").get(f"/enterprises/{world.org('supplier')}").status_code == 404


def test_every_step_is_a_row_with_its_notice_and_one_audit_entry(as_, world, database) -> None:
    place = claimed(as_, world)
    check(as_, place, "verify")
    as_("supplier").post(f"{place}/withdraw")
    fact_id = place.rpartition("/")[2]
    with database.reading() as session:
        step, entry, notice = columns(StateChange), columns(AuditEntry), columns(Notice)
        steps = select(step.event, step.reason).where(step.subject_id == fact_id)
        assert session.execute(steps.order_by(step.at, step.created_at, step.id)).all() == [
            ("claim", ""),
            ("verify", "已核对证书原件"),
            ("withdraw", ""),
        ]
        actions = select(entry.action).where(entry.subject_id == fact_id).order_by(entry.seq)
        assert list(session.execute(actions).scalars()) == [
            "claim_fact",
            "verify_fact",
            "withdraw_fact",
        ]
        told = select(notice.kind, notice.path).where(
            notice.organisation_id == world.org("supplier")
        )
        assert session.execute(told).all() == [("fact_verify", place)]
    page = as_("supplier").get(place).text
    assert "已核对证书原件" in page
    assert "再次申报" in page


def test_a_fact_that_has_run_out_counts_no_more_and_may_come_again(as_, world, database) -> None:
    place = claimed(as_, world)
    check(as_, place, "verify")
    refused = claim(as_("supplier"), world.org("supplier"))
    assert refused.status_code == 422
    assert "还在有效期内" in refused.text
    with database.writing() as session:
        over = {"expires_on": TODAY - timedelta(days=1)}
        session.execute(update(table(ScorecardFact)).values(**over))
    assert "0 / 400 分" in score(as_, world, "bank")
    assert "已过有效期" in score(as_, world, "supplier")
    own = world.org("supplier")
    again = as_("supplier").get(f"/enterprises/{own}/facts/new?again={place.rpartition('/')[2]}")
    assert 'value="演示发明专利"' in again.text
    assert claimed(as_, world, expires_on="2029-03-01") == place
    assert (kept(database, place).state, kept(database, place).checked_by) == ("claimed", "")
    check(as_, place, "verify")
    assert "30 / 400 分" in score(as_, world, "bank")


def test_what_was_withdrawn_or_refused_counts_for_nothing(as_, world, database) -> None:
    place = claimed(as_, world)
    check(as_, place, "verify")
    assert as_("supplier").post(f"{place}/withdraw").status_code == 302
    assert "0 / 400 分" in score(as_, world, "supplier")
    assert as_("supplier").post(f"{place}/withdraw").status_code == 409
    claimed(as_, world)
    check(as_, place, "verify")
    check(as_, place, "revoke", "公示已撤下")
    assert (kept(database, place).state, kept(database, place).note) == ("rejected", "公示已撤下")
    assert "0 / 400 分" in score(as_, world, "supplier")


def test_points_follow_the_rule_parameters_in_force_that_day(as_, world, database) -> None:
    check(as_, claimed(as_, world), "verify")
    with database.writing() as session:
        for value, begins in (("33", TODAY), ("99", TODAY + timedelta(days=1)), ("98", None)):
            session.add(
                RuleParameterRow(
                    key="scorecard.points",
                    value=value,
                    unit="count",
                    scope="provincial",
                    valid_from=begins,
                    document="示例文件",
                    note="新的分值",
                )
            )
    assert "33 / 400 分" in score(as_, world, "bank")


def test_a_dimension_is_capped_and_says_so(as_, world) -> None:
    for number in range(4):
        place = claimed(as_, world, title=f"演示专利{number}")
        check(as_, place, "verify")
    words = score(as_, world, "supplier")
    assert "共 120 分，按满分 100 分计" in words
    assert "100 / 400 分" in words


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "请填写"),
        ("dimension", "beauty", ""),
        ("level", "galactic", ""),
        ("issuer", "", "请填写认定或颁发的机关"),
        ("obtained_on", "", "请填写证书或文件上的取得日期"),
        ("obtained_on", "2026-11-25", "取得日期在今天之后"),
        ("expires_on", "2026-11-23", "已过有效期"),
        ("expires_on", "哪天", ""),
    ],
)
def test_a_bad_claim_is_named_beside_its_field_and_kept(
    as_, world, field: str, typed: str, words: str
) -> None:
    page = claim(as_("supplier"), world.org("supplier"), **{field: typed})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert words in page.text
    if field != "title":
        assert 'value="演示发明专利"' in page.text


@pytest.mark.parametrize("event", ["verify", "reject"])
def test_a_check_needs_a_note_and_a_known_event(as_, world, database, event: str) -> None:
    place = claimed(as_, world)
    silent = check(as_, place, event, " ")
    assert silent.status_code == 422
    assert 'id="note-error"' in silent.text
    assert check(as_, place, "bless").status_code == 404
    assert check(as_, place, "revoke").status_code == 409  # nothing is verified yet
    assert kept(database, place).state == "claimed"


def test_only_the_operator_checks(as_, world, database) -> None:
    place = claimed(as_, world)
    for who in ("supplier", "bank", "regulator", "core"):
        assert as_(who).post(f"{place}/check", data={"event": "verify"}).status_code == 403
        assert as_(who).get("/facts").status_code == 403
    with database.writing() as session, pytest.raises(ItIsNotYours):
        fact_id = place.rpartition("/")[2]
        verify_fact(session, world.actor("supplier"), fact_id, "x", utc_now(), TODAY)


def test_who_claimed_a_fact_does_not_check_it_as_somebody_of_the_operator(
    as_, world: World, database: Database
) -> None:
    fact_id = claimed(as_, world).rpartition("/")[2]
    both = replace(world.actor("operator"), user_id=world.users["supplier"])
    with database.writing() as session:
        with pytest.raises(TheClaimantDoesNotCheck):
            verify_fact(session, both, fact_id, "x", utc_now(), TODAY)
        verify_fact(session, world.actor("operator"), fact_id, "x", utc_now(), TODAY)


def test_a_foreign_fact_and_a_missing_one_look_the_same(as_, world) -> None:
    place = claimed(as_, world)
    other = as_("core")
    for path, missing in ((place, "/facts/01missing"), (f"{place}/withdraw", None)):
        if missing is None:
            assert other.post(path).status_code == 404
            assert other.post("/facts/01missing/withdraw").status_code == 404
            continue
        foreign, nothing = other.get(path), other.get(missing)
        assert foreign.status_code == nothing.status_code == 404
        assert foreign.text.partition("<main")[2] == nothing.text.partition("<main")[2]
    assert as_("bank").get(place).status_code == 403
    assert claim(other, world.org("supplier")).status_code == 404


def test_the_list_filters_and_comes_as_a_workbook(as_, world) -> None:
    check(as_, claimed(as_, world), "verify")
    claimed(as_, world, "core", title="演示绿色工厂", dimension="sustainability")
    client = as_("operator")
    assert "共 2 条" in client.get("/facts").text
    assert "演示绿色工厂" not in client.get("/facts?standing=verified").text
    assert "演示发明专利" not in client.get("/facts?dimension=sustainability").text
    assert "共 1 条" in client.get("/facts?q=演示东至").text
    assert client.get("/facts?format=xlsx").data.startswith(b"PK")

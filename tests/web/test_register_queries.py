"""Looks into the public register: what they found, the rank, and what a drawdown needs of them."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from characters import TODAY, WAN, World
from deals import accepted, confirmed_asset, freeze
from loan_book import NOW
from sqlalchemy import select
from sqlmodel import Session

from lianqiao.financing.add_prior_claim import add_prior_claim
from lianqiao.financing.errors import (
    NothingWasFoundThere,
    OnlyAClerkMayDoThis,
    PriorClaimDoesNotFit,
    PriorClaimsAreMissing,
    QueryDoesNotFit,
    QueryIsTooOld,
    ReasonForLowRankIsMissing,
)
from lianqiao.financing.models import Application, PriorClaim, RegisterQuery
from lianqiao.financing.queries import find_registration, get_accepted_quote
from lianqiao.financing.record_register_query import record_register_query
from lianqiao.financing.record_registration import record_registration
from lianqiao.financing.register_rules import NewPrior, NewQuery
from lianqiao.financing.register_standing import look_at_standing
from lianqiao.loans.draw_down import record_drawdown
from lianqiao.loans.models import Loan
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns
from lianqiao.vault.models import VaultDocument

EARLIER = NOW - timedelta(days=30)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def registered(
    session: Session, world: World, at: datetime = NOW, number: str = "A00001"
) -> Application:
    """A case whose bank looked and registered at one moment."""
    application = accepted(session, world, confirmed_asset(session, world))
    bank, expires = world.actor("bank"), TODAY + timedelta(days=3650)
    record_registration(session, bank, application.id, number, at, expires, at, NOW)
    return application


def look(
    session: Session, world: World, application: Application, result: str = "clear", **more: object
) -> RegisterQuery:
    values = {"queried_at": NOW, "result": result} | more
    who = world.actor(str(values.pop("who", "bank")))
    return record_register_query(session, who, application.id, NewQuery(**values), NOW)  # type: ignore[arg-type]


def prior(session: Session, world: World, application: Application, **more: object) -> PriorClaim:
    values = {
        "holder": "示例某保理公司",
        "amount_fen": 50 * WAN,
        "arrangement": "recourse_factoring",
        "registration_no": "Z 0001",
        "registered_at": EARLIER,
    } | more
    new = NewPrior(**values)  # type: ignore[arg-type]
    return add_prior_claim(session, world.actor("bank"), application.id, new, NOW)


def draw(
    session: Session, world: World, application: Application, reason: str = "", days_ago: int = 0
) -> Loan:
    day = TODAY - timedelta(days=days_ago)
    bank = world.actor("bank")
    return record_drawdown(session, bank, application.id, "J-1", day, NOW, TODAY, reason)


def test_registering_keeps_the_look_that_preceded_it(database: Database, world: World) -> None:
    with database.writing() as session:
        application = registered(session, world)
        kept = session.execute(select(RegisterQuery)).scalar_one()
        assert (kept.application_id, kept.result) == (application.id, "clear")
        assert kept.queried_at == NOW


@pytest.mark.parametrize(("days", "is_fresh"), [(7, True), (8, False)])
def test_money_goes_out_only_after_a_fresh_look(
    database: Database, world: World, days: int, is_fresh: bool
) -> None:
    with database.writing() as session:
        application = registered(session, world, NOW - timedelta(days=days))
        if not is_fresh:
            with pytest.raises(QueryIsTooOld, match="重新查询"):
                draw(session, world, application)
            look(session, world, application)
            registration = find_registration(session, application.id)
            assert registration is not None
            assert registration.queried_at == NOW
        assert draw(session, world, application).state == "active"


def test_a_look_after_the_money_went_out_is_none_before_it(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application = registered(session, world, NOW - timedelta(days=20))
        look(session, world, application)
        with pytest.raises(QueryIsTooOld):
            draw(session, world, application, days_ago=1)


def test_what_was_found_is_entered_and_ranked_before_money_goes_out(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application = registered(session, world)
        look(session, world, application, "found")
        with pytest.raises(PriorClaimsAreMissing, match="逐笔录入"):
            draw(session, world, application)
        prior(session, world, application)
        quote = get_accepted_quote(session, application.id)
        standing = look_at_standing(session, application, quote, "演示农商银行")
        places = [(line.name, line.rank.place, line.rank.paid_fen) for line in standing.lines]
        assert places == [("示例某保理公司", 1, 50 * WAN), ("演示农商银行", 2, 50 * WAN)]
        assert (standing.left_fen, standing.is_short) == (50 * WAN, True)
        with pytest.raises(ReasonForLowRankIsMissing, match=r"500,000\.00") as refused:
            draw(session, world, application)
        assert refused.value.field == "reason"
        draw(session, world, application, "企业另有抵押物，已核实")
    with database.reading() as session:
        entry = columns(AuditEntry)
        query = select(entry.payload).where(entry.action == "record_drawdown")
        payload = session.execute(query).scalar_one()
        assert "企业另有抵押物，已核实" in payload
        assert f'"left_fen":{50 * WAN}' in payload


def test_a_later_right_leaves_this_bank_whole(database: Database, world: World) -> None:
    with database.writing() as session:
        application = registered(session, world, NOW - timedelta(days=2))
        look(session, world, application, "found")
        prior(session, world, application, registered_at=NOW - timedelta(days=1))
        draw(session, world, application)


def test_what_the_last_look_found_is_taken_over_if_asked(database: Database, world: World) -> None:
    with database.writing() as session:
        application = registered(session, world)
        look(session, world, application, "found")
        prior(session, world, application)
        again = look(session, world, application, "found", keeps_former=True)
        quote = get_accepted_quote(session, application.id)
        standing = look_at_standing(session, application, quote, "")
        assert [one.query_id for one in standing.priors] == [again.id]
        assert standing.priors[0].registration_no == "Z0001"
        look(session, world, application, "clear", keeps_former=True)
        assert look_at_standing(session, application, quote, "").priors == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"amount_fen": 0}, "amount_fen"),
        ({"arrangement": "lien"}, "arrangement"),
        ({"registered_at": None}, "registered_at"),
        ({"registered_at": NOW + timedelta(days=1)}, "registered_at"),
        ({"notified_at": NOW + timedelta(days=1)}, "notified_at"),
    ],
)
def test_a_right_that_cannot_be_is_refused_at_its_field(
    database: Database, world: World, more: dict[str, object], field: str
) -> None:
    with database.writing() as session:
        application = registered(session, world)
        look(session, world, application, "found")
        with pytest.raises(PriorClaimDoesNotFit) as refused:
            prior(session, world, application, **more)
        assert refused.value.field == field


def test_looks_lie_in_the_past_and_one_behind_the_other(database: Database, world: World) -> None:
    with database.writing() as session:
        application = registered(session, world)
        with pytest.raises(NothingWasFoundThere):
            prior(session, world, application)
        for at in (NOW + timedelta(hours=1), NOW - timedelta(days=1)):
            with pytest.raises(QueryDoesNotFit):
                look(session, world, application, queried_at=at)
        with pytest.raises(QueryDoesNotFit):
            look(session, world, application, "unknown")


@pytest.mark.parametrize("who", ["bank2", "supplier", "core", "operator", "regulator"])
def test_nobody_but_the_bank_records_looks(database: Database, world: World, who: str) -> None:
    with database.writing() as session:
        application = registered(session, world)
        with pytest.raises(NothingIsThere):
            look(session, world, application, who=who)
        with pytest.raises(OnlyAClerkMayDoThis):
            look(session, world, application, who="bank-approver")


def test_the_pages_record_a_look_with_its_file_and_show_the_rank(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        application_id = registered(session, world, NOW - timedelta(days=20)).id
    bank = as_("bank")
    path = f"/applications/{application_id}"
    drawing = {"loan_no": "J-5", "drawdown_date": TODAY.isoformat()}
    stale = bank.post(f"{path}/drawdown", data=drawing)
    assert stale.status_code == 409
    assert "重新查询" in stale.text
    assert 'value="J-5"' in stale.text
    assert f"{path}/register-queries/new" in stale.text
    wrong = bank.post(f"{path}/register-queries/new", data={"queried_at": "昨天", "note": "备"})
    assert wrong.status_code == 422
    assert 'value="备"' in wrong.text
    sent = {
        "queried_at": "2026-11-24 08:00",
        "result": "found",
        "file": (io.BytesIO(PDF), "查询结果.pdf"),
    }
    done = bank.post(f"{path}/register-queries/new", data=sent)
    assert done.status_code == 302, done.text
    assert "还没有录入" in bank.get(path).text
    right = {
        "holder": "示例某保理公司",
        "arrangement": "factoring",
        "amount_fen": "90万",
        "registration_no": "Z1",
        "registered_at": "2026-10-08 10:00",
    }
    bad = bank.post(f"{path}/prior-claims", data=right | {"amount_fen": "很多"})
    assert bad.status_code == 422
    assert "示例某保理公司" in bad.text
    assert bank.post(f"{path}/prior-claims", data=right).status_code == 302
    page = bank.get(path).text
    assert "本行可得 100,000.00 元" in page
    assert "民法典第七百六十八条" in page
    with database.reading() as session:
        document_id = session.execute(select(columns(VaultDocument).id)).scalar_one()
    assert f"/documents/{document_id}/file" in page
    assert bank.get(f"/documents/{document_id}/file").data == PDF
    low = bank.post(f"{path}/drawdown", data=drawing)
    assert low.status_code == 422
    assert "请写明理由" in low.text
    paid = bank.post(f"{path}/drawdown", data=drawing | {"reason": "另有足额抵押"})
    assert paid.status_code == 302, paid.text
    hidden = as_("supplier").get(path).text
    assert "示例某保理公司" not in hidden
    assert "若现在分配" not in hidden
    assert as_("bank2").get(f"{path}/register-queries/new").status_code == 404
    assert as_("bank2").post(f"{path}/prior-claims", data=right).status_code == 404
    assert as_("bank2").get(f"/documents/{document_id}/file").status_code == 404
    assert as_("supplier").get(f"{path}/register-queries/new").status_code == 403


def test_registering_by_the_page_keeps_result_and_file(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        application_id = accepted(session, world, confirmed_asset(session, world)).id
    bank = as_("bank")
    path = f"/applications/{application_id}/registration"
    sent = {
        "number": "A77001",
        "registered_at": "2026-11-24 08:30",
        "expires_on": "2027-08-22",
        "queried_at": "2026-11-24 08:00",
        "result": "found",
        "note": "查到一笔",
        "file": (io.BytesIO(PDF), "a.pdf"),
    }
    assert bank.post(path, data=sent).status_code == 302
    with database.reading() as session:
        kept = session.execute(select(RegisterQuery)).scalar_one()
        assert (kept.result, kept.note) == ("found", "查到一笔")
        assert kept.document_id is not None
        assert kept.queried_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

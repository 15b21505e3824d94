"""Merging two firms that are one: everything moves, nothing widens, and it is all or nothing."""

import pytest
from characters import TODAY, WAN, World, dishonest
from deals import applied, confirmed_asset, offered
from loan_book import lend
from sqlalchemy import select
from twins import TWIN_CODE, add_link, add_twin, count, merge, rows_of

from lianqiao.accounts.models import (
    Invitation,
    Membership,
    Notice,
    Organisation,
    UserSession,
)
from lianqiao.financing.accept_quote import accept_quote
from lianqiao.financing.models import Application
from lianqiao.loans.models import Loan
from lianqiao.products.limits import Line, condition
from lianqiao.products.models import CreditLimit
from lianqiao.registry.errors import TheseFirmsCannotBeMerged
from lianqiao.registry.importers import IMPORTERS
from lianqiao.registry.models import Authorisation, Enterprise, ScorecardFact, TradeLink
from lianqiao.registry.queries import find_dishonest
from lianqiao.registry.states import DISHONESTY, FACT
from lianqiao.shared.actor import COMMAND, SYSTEM
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.imports import ImportContext, run_import
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns, utc_now
from lianqiao.shared.transitions import note_step
from lianqiao.trade.models import Asset, Receivable
from lianqiao.verify import verify_database


@pytest.fixture
def twin(database: Database, world: World) -> str:
    """The supplier's twin."""
    return add_twin(database, world)


def of_twin(world: World, **more: object) -> dict[str, object]:
    ids = {name: world.org("twin") for name in ("creditor_id", "borrower_id", "entered_by")}
    return ids | more


def limit_of(database: Database, world: World, bank: str, firm: str) -> CreditLimit | None:
    line = Line("borrower", world.org(bank), party_id=world.org(firm))
    with database.reading() as session:
        query = select(CreditLimit).where(*condition(line))
        return session.execute(query).scalar_one_or_none()


def broken(database: Database) -> list[object]:
    report = verify_database(database)
    return [(one.name, one.violations) for one in report.findings if not one.ok]


def give_business(database: Database, world: World) -> None:
    """Both firms trade, apply, are quoted; the twin has an accepted case at its own bank."""
    with database.writing() as session:
        add_link(session, world.org("core"), world.org("twin"), payment_days=45)
        add_link(session, world.org("core2"), world.org("twin"))
        own = confirmed_asset(session, world)
        applied(session, world, own)
        other = confirmed_asset(session, world, **of_twin(world))
        quote = offered_to_twin(session, world, other, "bank2")
        accept_quote(session, world.actor("twin"), quote, utc_now(), TODAY)
        confirmed_asset(session, world, **of_twin(world))
    lend(database, world, "J-own")
    lend(database, world, "J-twin", borrower_id=world.org("twin"))


def offered_to_twin(session, world: World, asset: Asset, bank: str) -> str:
    world.actors["supplier"], kept = world.actor("twin"), world.actor("supplier")
    try:
        return offered(session, world, asset, bank).id
    finally:
        world.actors["supplier"] = kept


def test_everything_of_the_merged_firm_is_the_staying_one_s(twin, database, world) -> None:
    give_business(database, world)
    before = {model: count(database, model) for model in (Asset, Application, Loan, TradeLink)}
    faults = broken(database)  # the documents of these tests were born confirmed
    merge(database, world)
    stay = world.org("supplier")
    for model, column in (
        (Asset, "creditor_id"),
        (Asset, "entered_by"),
        (Application, "borrower_id"),
        (Loan, "borrower_id"),
        (Membership, "organisation_id"),
    ):
        assert count(database, model, columns(model)[column] == twin) == 0, (model, column)
    assert count(database, Loan, columns(Loan).borrower_id == stay) == 2
    assert count(database, Asset, columns(Asset).borrower_id == stay) == 3
    assert {model: count(database, model) for model in before} == before
    assert broken(database) == faults


def test_the_merged_firm_keeps_its_row_and_says_into_whom(twin, database, world) -> None:
    merge(database, world)
    with database.reading() as session:
        row = session.get_one(Organisation, twin)
        assert (row.state, row.merged_into_id) == ("merged", world.org("supplier"))
        assert session.get_one(Enterprise, twin).uscc == TWIN_CODE
        step = columns(StateChange)
        query = select(step.event, step.reason).where(step.subject_id == twin)
        assert list(session.execute(query.order_by(step.at)))[-1] == ("merge", "营业执照换码")
        entry = columns(AuditEntry)
        actions = select(entry.action).where(entry.action.in_(("merge_firms", "end_link")))
        assert list(session.execute(actions).scalars()) == ["merge_firms"]
        assert inspect_chain(session).ok


def test_its_people_move_with_their_roles_and_sign_in_anew(twin, database, world, as_) -> None:
    client = as_("twin")
    assert client.get("/").status_code == 200
    merge(database, world)
    assert client.get("/").status_code == 302
    assert "演示甲供应 · " in as_("twin").get("/").text
    member = columns(Membership)
    roles = rows_of(database, Membership, member.user_id == world.users["twin"])
    assert {row.role for row in roles} == {"clerk", "approver", "administrator"}
    assert {row.organisation_id for row in roles} == {world.org("supplier")}
    signed = columns(UserSession)
    assert count(database, UserSession, signed.organisation_id == twin) == 0


def test_a_person_of_both_firms_holds_each_role_once(twin, database, world) -> None:
    with database.writing() as session:
        person = world.users["supplier"]
        session.add(Membership(user_id=person, organisation_id=twin, role="clerk"))
    merge(database, world)
    mine = columns(Membership).user_id == world.users["supplier"]
    assert count(database, Membership, mine) == 3


def test_an_open_invitation_into_the_merged_firm_opens_nothing(
    twin, database, world, as_, app
) -> None:
    page = as_("twin").post("/users/invite", data={"role": "administrator", "contact_name": "甲"})
    path = page.text.partition("/join/")[2].partition('"')[0]
    assert app.test_client().get(f"/join/{path}").status_code == 200
    merge(database, world)
    assert app.test_client().get(f"/join/{path}").status_code == 404
    assert count(database, Invitation, columns(Invitation).organisation_id == twin) == 0


def test_consent_is_never_widened_by_merging(twin, database, world) -> None:
    with database.writing() as session:
        session.execute(
            Authorisation.__table__.update()  # type: ignore[attr-defined]
            .where(columns(Authorisation).enterprise_id == world.org("supplier"))
            .values(revoked_on=TODAY)
        )
    merge(database, world)
    live = columns(Authorisation).revoked_on.is_(None)
    owner = columns(Authorisation).enterprise_id
    assert count(database, Authorisation, live, owner.in_((twin, world.org("supplier")))) == 0
    assert count(database, Authorisation, owner == world.org("supplier")) == 2


def test_the_staying_firm_s_own_consent_remains(twin, database, world) -> None:
    merge(database, world)
    live = columns(Authorisation).revoked_on.is_(None)
    mine = columns(Authorisation).enterprise_id == world.org("supplier")
    assert count(database, Authorisation, live, mine) == 1


def test_a_dishonest_firm_is_not_washed_clean(twin, database, world) -> None:
    with database.writing() as session:
        entry = dishonest("supplier")
        entry.uscc = TWIN_CODE
        session.add(entry)
        assert not find_dishonest(session, world.org("supplier"), TODAY)
        assert find_dishonest(session, twin, TODAY)
    merge(database, world)
    with database.reading() as session:
        assert find_dishonest(session, world.org("supplier"), TODAY)
        assert not find_dishonest(session, world.org("supplier2"), TODAY)


def test_a_firm_merged_twice_points_at_the_last_one(twin, database, world) -> None:
    merge(database, world)
    merge(database, world, "supplier", "supplier2")
    with database.reading() as session:
        assert session.get_one(Organisation, twin).merged_into_id == world.org("supplier2")
    assert broken(database) == []


def test_whoever_the_merged_firm_entered_was_entered_by_the_staying_one(
    twin, database, world
) -> None:
    with database.writing() as session:
        session.get_one(Enterprise, world.org("customer")).registered_by = twin
        session.get_one(Enterprise, world.org("supplier")).registered_by = twin
    merge(database, world)
    with database.reading() as session:
        assert session.get_one(Enterprise, world.org("customer")).registered_by == world.org(
            "supplier"
        )
        assert session.get_one(Enterprise, world.org("supplier")).registered_by is None


def test_what_is_taken_under_a_limit_goes_under_the_staying_firm_s(twin, database, world) -> None:
    give_business(database, world)
    faults = broken(database)
    taken = limit_of(database, world, "bank2", "twin")
    assert taken is not None
    assert taken.reserved_fen > 0
    with database.writing() as session:
        own = Line("borrower", world.org("bank2"), party_id=world.org("supplier"))
        session.add(
            CreditLimit(
                scope="borrower",
                holder_id=own.holder_id,
                party_id=own.party_id,
                ceiling_fen=taken.reserved_fen,
            )
        )
    merge(database, world)
    assert limit_of(database, world, "bank2", "twin") is None
    joined = limit_of(database, world, "bank2", "supplier")
    assert joined is not None
    assert (joined.ceiling_fen, joined.reserved_fen) == (taken.reserved_fen, taken.reserved_fen)
    assert broken(database) == faults


def test_an_unused_limit_of_the_merged_firm_leaves_the_staying_one_s_alone(
    twin, database, world
) -> None:
    with database.writing() as session:
        for firm, ceiling in (("twin", 900 * WAN), ("supplier", 100 * WAN)):
            session.add(
                CreditLimit(
                    scope="borrower",
                    holder_id=world.org("bank"),
                    party_id=world.org(firm),
                    ceiling_fen=ceiling,
                )
            )
    merge(database, world)
    kept = limit_of(database, world, "bank", "supplier")
    assert kept is not None
    assert kept.ceiling_fen == 100 * WAN


def refused(database: Database, world: World, *names: str) -> str:
    with pytest.raises(TheseFirmsCannotBeMerged) as refusal:
        merge(database, world, *names)
    with database.reading() as session:
        merged = select(columns(Organisation).id).where(columns(Organisation).state == "merged")
        assert session.execute(merged).first() is None
    return str(refusal.value)


@pytest.mark.parametrize(
    ("reserved", "ceiling", "words"), [(5, 100, "同一家银行"), (0, 1, "容不下")]
)
def test_two_limits_in_use_at_one_bank_stand_against_it_and_no_bank_is_named(
    twin, database, world, reserved: int, ceiling: int, words: str
) -> None:
    with database.writing() as session:
        for firm, top, taken in (("twin", 100, 7), ("supplier", ceiling, reserved)):
            session.add(
                CreditLimit(
                    scope="borrower",
                    holder_id=world.org("bank"),
                    party_id=world.org(firm),
                    ceiling_fen=top * WAN,
                    used_fen=taken * WAN,
                )
            )
    said = refused(database, world)
    assert words in said
    assert "演示农商银行" not in said


def same_paper(
    database: Database, world: World, gone_state: str, stay_state: str
) -> tuple[str, str]:
    ids = []
    with database.writing() as session:
        for firm, state in (("twin", gone_state), ("supplier", stay_state)):
            mine = {name: world.org(firm) for name in ("creditor_id", "borrower_id", "entered_by")}
            asset = confirmed_asset(session, world, document_no="26340000000000000001", **mine)
            asset.state = state
            if state != "confirmed":
                asset.confirmed_fen = 0
            session.add(Receivable(id=asset.id, creditor_id=world.org(firm), invoice_no="1"))
            ids.append(asset.id)
    return ids[0], ids[1]


def test_the_same_invoice_under_both_stands_against_it_with_the_mend(twin, database, world) -> None:
    same_paper(database, world, "entered", "confirmed")
    said = refused(database, world)
    assert "26340000000000000001" in said
    assert "撤回其中一张" in said


@pytest.mark.parametrize(
    ("gone_state", "stay_state", "left"),
    [("withdrawn", "entered", 0), ("entered", "withdrawn", 1), ("withdrawn", "withdrawn", 0)],
)
def test_a_withdrawn_double_stays_with_the_merged_firm(
    twin, database, world, gone_state: str, stay_state: str, left: int
) -> None:
    ids = same_paper(database, world, gone_state, stay_state)
    merge(database, world)
    for model in (Asset, Receivable):
        owner = {row.id: row.creditor_id for row in rows_of(database, model)}
        assert owner[ids[left]] == twin
        assert owner[ids[1 - left]] == world.org("supplier")


def test_documents_between_the_two_stand_against_it(twin, database, world) -> None:
    with database.writing() as session:
        asset = confirmed_asset(session, world, debtor_id=twin, core_id=twin)
        number = asset.document_no
    said = refused(database, world)
    assert number in said
    with database.writing() as session:
        asset = session.get_one(Asset, asset.id)
        asset.state, asset.confirmed_fen = "withdrawn", 0
    merge(database, world)
    assert rows_of(database, Asset)[0].debtor_id == twin


def test_a_link_between_the_two_stands_against_it_until_it_ends(twin, database, world) -> None:
    with database.writing() as session:
        link = add_link(session, world.org("supplier"), twin, state="proposed")
    assert "合作关系" in refused(database, world)
    with database.writing() as session:
        row = session.get_one(TradeLink, link.id)
        row.state = "ended"
    merge(database, world)
    assert rows_of(database, TradeLink, columns(TradeLink).id == link.id)[0].partner_id == twin


@pytest.mark.parametrize(
    ("gone", "stay", "words"),
    [
        ("supplier", "supplier", "同一家企业"),
        ("core", "supplier", "核心企业"),
        ("suspended", "supplier", "已暂停"),
        ("refused", "supplier", "未通过"),
        ("supplier", "suspended", "不是已开通"),
        ("supplier", "applied", "不是已开通"),
    ],
)
def test_some_pairs_are_not_merged(twin, database, world, gone: str, stay: str, words: str) -> None:
    with database.writing() as session:
        for state in ("suspended", "refused", "applied"):
            if state in (gone, stay):
                session.get_one(Organisation, twin).state = state
                world.organisations[state] = twin
    assert words in refused(database, world, gone, stay)


@pytest.mark.parametrize("who", ["core", "bank-approver", "regulator"])
def test_only_the_operator_merges(twin, database, world, who: str) -> None:
    with pytest.raises(NothingIsThere):
        merge(database, world, who=who)


@pytest.mark.parametrize("other", ["bank", "regulator", "missing"])
def test_only_firms_are_merged(twin, database, world, other: str) -> None:
    world.organisations["missing"] = "0" * 26
    with pytest.raises(NothingIsThere):
        merge(database, world, other)


def test_everybody_concerned_is_told_and_learns_no_more_than_the_two_names(
    twin, database, world
) -> None:
    give_business(database, world)
    merge(database, world)
    told = {
        row.organisation_id: row for row in rows_of(database, Notice) if row.kind == "firms_merged"
    }
    assert set(told) == {world.org(name) for name in ("supplier", "core", "core2", "bank", "bank2")}
    assert {row.title for row in told.values()} == {"演示甲供应（二） 已并入 演示甲供应"}
    personal = [row for row in rows_of(database, Notice) if row.user_id == world.users["twin"]]
    assert len(personal) == 1
    assert "原来的用户名" in personal[0].body


def test_a_merge_repeated_is_refused_and_changes_nothing(twin, database, world) -> None:
    give_business(database, world)
    merge(database, world)
    steps = count(database, StateChange)
    with pytest.raises(TheseFirmsCannotBeMerged, match="已合并"):
        merge(database, world)
    assert count(database, StateChange) == steps


def test_the_staying_firm_sees_the_entry_under_the_old_code_and_asks_for_repair(
    twin, database, world, as_
) -> None:
    with database.writing() as session:
        entry = dishonest("supplier")
        entry.uscc = TWIN_CODE
        note_step(session, DISHONESTY, entry, "list", SYSTEM, utc_now())
    merge(database, world)
    client = as_("supplier")
    assert entry.case_no in client.get(f"/enterprises/{world.org('supplier')}").text
    asked = client.post(f"/dishonest/{entry.id}/repair", data={"statement": "已履行"})
    assert asked.status_code == 302
    assert as_("supplier2").get(f"/dishonest/{entry.id}").status_code == 404
    lifted = as_("operator").post(
        f"/dishonest/{entry.id}/decide", data={"event": "lift", "reason": "已核对"}
    )
    assert lifted.status_code == 302
    kinds = {row.kind: row.organisation_id for row in rows_of(database, Notice)}
    assert kinds["dishonesty_lift"] == world.org("supplier")


def test_a_new_entry_under_the_old_code_is_told_to_the_staying_firm(twin, database, world) -> None:
    merge(database, world)
    text = f"uscc,name,case_no,listed_on\n{TWIN_CODE},演示,（2026）演0009号,2026-11-01\n"
    with database.writing() as session:
        context = ImportContext(session, COMMAND, utc_now(), TODAY)
        run_import(IMPORTERS["dishonest"], context, text.encode(), "失信.csv")
    told = [row for row in rows_of(database, Notice) if row.kind == "dishonesty_listed"]
    assert [row.organisation_id for row in told] == [world.org("supplier")]


def test_scorecard_facts_follow_and_the_same_claim_does_not_wait_twice(
    twin, database, world, as_
) -> None:
    with database.writing() as session:
        for firm, title in (("twin", "专精特新"), ("twin", "绿色工厂"), ("supplier", "专精特新")):
            fact = ScorecardFact(enterprise_id=world.org(firm), dimension="technology", title=title)
            note_step(session, FACT, fact, "claim", SYSTEM, utc_now())
    merge(database, world)
    owners = {(row.title, row.enterprise_id) for row in rows_of(database, ScorecardFact)}
    stay = world.org("supplier")
    assert owners == {("专精特新", twin), ("绿色工厂", stay), ("专精特新", stay)}
    assert as_("operator").get("/facts?standing=claimed").text.count("row-link") == 2

"""Answering a set-off: every party's word, the carrying out, and everything that ends it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from characters import TODAY, WAN, World
from deals import accepted
from set_off_samples import (
    FOUR,
    THREE,
    accept,
    accept_all,
    assets,
    clerk,
    colleague,
    debt,
    get,
    paid,
    proposed,
    ring,
    search,
)
from sqlalchemy import select, update
from trade_samples import NOW, audited, count, events

from lianqiao.accounts.models import Notice, Organisation
from lianqiao.financing.match_job import is_outdated
from lianqiao.financing.run_match import run_match
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere, TransitionIsNotAllowed
from lianqiao.shared.models import AuditEntry, StateChange
from lianqiao.shared.tables import columns, table, utc_now
from lianqiao.trade.accept_set_off import accept_set_off
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.end_set_offs import end_set_offs
from lianqiao.trade.errors import (
    AnotherPersonAnswers,
    AnswerIsTooLate,
    OnlyAnApproverAnswers,
    ReasonIsMissing,
    SomebodyDidItAlready,
)
from lianqiao.trade.inspect_payments import paid_equals_payments
from lianqiao.trade.inspect_set_offs import (
    parts_fit_their_documents,
    set_offs_are_agreed,
    set_offs_keep_net_positions,
)
from lianqiao.trade.models import Asset, SetOffAnswer, SetOffPart
from lianqiao.trade.refuse_set_off import refuse_set_off
from lianqiao.trade.settle_asset import settle_asset
from lianqiao.trade.withdraw_set_off import withdraw_set_off
from lianqiao.verify import verify_database


def refuse(database: Database, world: World, firm: str, set_off_id: str) -> str:
    with database.writing() as session:
        actor = world.actor(firm)
        return refuse_set_off(session, actor, set_off_id, "账还没对清", NOW, TODAY).state


def net_positions(database: Database) -> dict[str, int]:
    """By firm: what it is owed less what it owes, over all confirmed receivables."""
    asset = columns(Asset)
    owed = asset.confirmed_fen - asset.credited_fen - asset.paid_fen
    found: dict[str, int] = {}
    with database.reading() as session:
        query = select(asset.debtor_id, asset.creditor_id, owed.label("owed"))
        for row in session.execute(query.where(asset.state.in_(("confirmed", "settled")))):
            found[row.debtor_id] = found.get(row.debtor_id, 0) - row.owed
            found[row.creditor_id] = found.get(row.creditor_id, 0) + row.owed
    return found


def told(database: Database, world: World, firm: str) -> list[str]:
    notice = columns(Notice)
    query = select(notice.kind).where(notice.organisation_id == world.org(firm))
    with database.reading() as session:
        return sorted(session.execute(query).scalars())


def sound(database: Database) -> list[str]:
    """What `lianqiao verify` complains about; documents of these tests have no first step."""
    report = verify_database(database)
    return [one.name for one in report.findings if not one.ok and one.name != "no_step_is_skipped"]


def test_with_the_last_word_the_debts_are_set_off_and_nobodys_position_moves(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    before = net_positions(database)
    (set_off_id,) = search(database, world)
    states = [accept(database, world.actor(firm), set_off_id) for firm in THREE]
    assert states == ["proposed", "proposed", "carried_out"]
    assert paid(database, documents) == [10, 10, 10]
    first, second, third = assets(database, documents)
    assert (first.state, second.state, third.state) == ("settled", "confirmed", "confirmed")
    assert (first.settled_on, first.settled_fen) == (TODAY, 10 * WAN)
    assert net_positions(database) == before
    assert get(database, set_off_id).ended_on == TODAY
    assert sound(database) == []


def test_before_the_last_word_nothing_moves(database: Database, world: World) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    for firm in ("customer", "supplier"):
        accept(database, world.actor(firm), set_off_id)
    assert paid(database, documents) == [0, 0, 0]
    assert {asset.version for asset in assets(database, documents)} == {1}


def test_each_answer_has_its_step_its_audit_row_and_its_row(
    database: Database, world: World
) -> None:
    set_off_id = proposed(database, world)
    accept_all(database, world, set_off_id)
    assert events(database, set_off_id) == ["propose", "accept", "accept", "accept", "carry_out"]
    assert audited(database, set_off_id) == ["accept_set_off"] * 3
    assert count(database, SetOffAnswer) == 3


def test_a_document_is_settled_by_the_platform_and_names_no_stranger(
    database: Database, world: World
) -> None:
    documents = ring(database, world, FOUR)
    (set_off_id,) = search(database, world)
    accept_all(database, world, set_off_id, FOUR)  # supplier2 is the last; it is no party of this
    step = columns(StateChange)
    with database.reading() as session:
        query = select(step.event, step.actor_name, step.organisation_name, step.reason)
        (row,) = session.execute(query.where(step.subject_id == documents[0])).all()
    assert tuple(row) == ("settle", "系统", "平台", "债务抵销 DX-20261124-0001")


def test_everybody_is_told_when_it_is_done(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    accept_all(database, world, set_off_id)
    for firm in THREE:
        assert told(database, world, firm) == ["set_off_carried_out", "set_off_proposed"]
    assert told(database, world, "core2") == []


def test_a_firm_answers_once_and_its_colleague_is_named(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    accept(database, world.actor("core"), set_off_id)
    with pytest.raises(SomebodyDidItAlready, match="演示core 刚刚已处理"):
        accept(database, colleague(world, "core"), set_off_id)
    with pytest.raises(SomebodyDidItAlready):
        refuse(database, world, "core", set_off_id)
    assert get(database, set_off_id).state == "proposed"
    assert count(database, SetOffAnswer) == 1


def test_a_clerk_does_not_answer(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    with pytest.raises(OnlyAnApproverAnswers):
        accept(database, clerk(world, "core"), set_off_id)


@pytest.mark.parametrize("who", ["core2", "supplier2", "bank", "regulator", "operator"])
def test_who_is_no_party_finds_nothing(database: Database, world: World, who: str) -> None:
    set_off_id = proposed(database, world)
    with pytest.raises(NothingIsThere):
        accept(database, world.actor(who), set_off_id)
    with pytest.raises(NothingIsThere):
        accept(database, world.actor(who), "0" * 26)


def test_the_last_day_is_in_time_and_the_next_is_not(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    with database.writing() as session:
        day = date(2026, 12, 1)
        accept_set_off(session, world.actor("core"), set_off_id, NOW, day)
    with database.writing() as session, pytest.raises(AnswerIsTooLate):
        day = date(2026, 12, 2)
        accept_set_off(session, world.actor("supplier"), set_off_id, NOW, day)


def test_one_no_ends_it_and_the_reason_stays_with_the_operator(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    accept(database, world.actor("core"), set_off_id)
    assert refuse(database, world, "supplier", set_off_id) == "refused"
    found = get(database, set_off_id)
    assert (found.end_reason, found.ended_on) == ("有一方未同意", TODAY)
    with database.reading() as session:
        notices = session.execute(select(Notice)).scalars().all()
    assert not any("账还没对清" in f"{one.title}{one.body}" for one in notices)
    assert told(database, world, "core") == ["set_off_proposed", "set_off_refused"]
    assert told(database, world, "supplier") == ["set_off_proposed"]
    with pytest.raises(TransitionIsNotAllowed):
        accept(database, world.actor("customer"), set_off_id)
    assert paid(database, documents) == [0, 0, 0]
    assert sound(database) == []


def test_no_needs_a_reason(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    with database.writing() as session, pytest.raises(ReasonIsMissing):
        refuse_set_off(session, world.actor("core"), set_off_id, " ", NOW, TODAY)
    assert get(database, set_off_id).state == "proposed"


def test_the_operator_withdraws_with_a_reason_that_all_read(
    database: Database, world: World
) -> None:
    set_off_id = proposed(database, world)
    with database.writing() as session:
        withdraw_set_off(session, world.actor("operator"), set_off_id, "单据有误", NOW, TODAY)
    found = get(database, set_off_id)
    assert (found.state, found.end_reason) == ("withdrawn", "单据有误")
    assert told(database, world, "customer") == ["set_off_proposed", "set_off_withdrawn"]
    with pytest.raises(TransitionIsNotAllowed):
        accept(database, world.actor("core"), set_off_id)
    with database.writing() as session, pytest.raises(NothingIsThere):
        withdraw_set_off(session, world.actor("core"), set_off_id, "单据有误", NOW, TODAY)


def test_after_it_is_done_nobody_takes_it_back(database: Database, world: World) -> None:
    set_off_id = proposed(database, world)
    accept_all(database, world, set_off_id)
    with database.writing() as session, pytest.raises(TransitionIsNotAllowed):
        withdraw_set_off(session, world.actor("operator"), set_off_id, "单据有误", NOW, TODAY)
    with database.writing() as session:
        assert end_set_offs(session, date(2027, 12, 1), NOW) == 0


def test_a_document_in_a_proposal_may_still_be_financed_and_the_proposal_falls_void(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    with database.writing() as session:
        accepted(session, world, session.get_one(Asset, documents[0]))
    for firm in ("core",):
        assert accept(database, world.actor(firm), set_off_id) == "void"
    found = get(database, set_off_id)
    assert found.end_reason == "其中有单据已付款、已用于融资或有其他变化，不能再抵销"
    assert paid(database, documents) == [0, 0, 0]
    step = columns(StateChange)
    with database.reading() as session:
        query = select(step.reason).where(step.subject_id == set_off_id, step.event == "void")
        assert "已用于融资" in session.execute(query).scalar_one()
    assert sound(database) == []


def settle(database: Database, world: World, asset_id: str) -> None:
    with database.writing() as session:
        settle_asset(session, world.actor("core"), asset_id, TODAY, NOW, TODAY)


def _plainly(**values: Any) -> Callable[[Database, World, str], None]:
    def change(database: Database, _world: World, asset_id: str) -> None:
        row = table(Asset)
        with database.writing() as session:
            session.execute(update(row).where(row.c.id == asset_id).values(**values))

    return change


CHANGES: dict[str, tuple[Callable[[Database, World, str], None], str]] = {
    "paid": (settle, "现在是「已结清」"),
    "disputed": (_plainly(state="disputed"), "现在是「有争议」"),
    "financed": (_plainly(occupied_fen=1, occupied_share=1), "已用于融资"),
    "credited": (_plainly(credited_fen=1), "尚欠只有 99,999.99 元"),
    "paid in part": (_plainly(paid_fen=1), "尚欠只有 99,999.99 元"),
}


@pytest.mark.parametrize("what", sorted(CHANGES))
@pytest.mark.parametrize("noticed", ["by the guard", "by the first look", "by the job"])
def test_when_a_document_has_changed_nothing_moves_and_it_is_void(
    database: Database,
    world: World,
    what: str,
    noticed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    for firm in ("customer", "supplier"):
        accept(database, world.actor(firm), set_off_id)
    change, words = CHANGES[what]
    change(database, world, documents[0])
    before = paid(database, documents)
    if noticed == "by the job":
        with database.writing() as session:
            assert end_set_offs(session, TODAY, NOW) == 1
    else:
        if noticed == "by the guard":  # the first look is blind: the UPDATE alone must hold
            from lianqiao.trade import accept_set_off as module

            monkeypatch.setattr(module, "find_change", lambda *_: "")
        assert accept(database, world.actor("core"), set_off_id) == "void"
    assert paid(database, documents) == before
    assert get(database, set_off_id).state == "void"
    step = columns(StateChange)
    with database.reading() as session:
        query = select(step.reason).where(step.subject_id == set_off_id, step.event == "void")
        assert words in session.execute(query).scalar_one()
    for firm in THREE:
        assert "set_off_void" in told(database, world, firm)


def test_a_changed_due_date_or_name_of_a_document_is_no_reason(
    database: Database, world: World
) -> None:
    documents = ring(database, world)
    (set_off_id,) = search(database, world)
    _plainly(due_date=date(2027, 5, 5), requested_fen=WAN)(database, world, documents[0])
    assert accept_all(database, world, set_off_id) == "carried_out"


def test_the_job_ends_what_is_late_with_one_audit_row_and_only_that(
    database: Database, world: World
) -> None:
    late = proposed(database, world)
    ring(database, world, ("core2", "supplier2"))
    with database.writing() as session:
        assert end_set_offs(session, date(2026, 12, 1), NOW) == 0
    (other,) = search(database, world)
    accept(database, world.actor("core2"), other)
    with database.writing() as session:
        row = get(database, other)
        assert row.answer_by == date(2026, 12, 1)
        assert end_set_offs(session, date(2026, 12, 2), NOW) == 2
        assert end_set_offs(session, date(2026, 12, 2), NOW) == 0
    assert get(database, late).end_reason == "答复期限已过，没有得到各方同意"
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.payload).where(entry.action == "end_set_offs")
        (payload,) = session.execute(query).scalars()
    assert '"count":2' in payload
    assert told(database, world, "core") == ["set_off_proposed", "set_off_void"]


def test_above_the_amount_two_persons_of_each_firm_agree(database: Database, world: World) -> None:
    set_off_id = proposed(database, world, ("core", "supplier"), wan=(501, 600))
    assert accept(database, world.actor("core"), set_off_id) == "proposed"
    assert count(database, SetOffAnswer) == 0
    assert audited(database, set_off_id) == ["approve_set_off_first"]
    with pytest.raises(AnotherPersonAnswers):
        accept(database, world.actor("core"), set_off_id)
    accept(database, colleague(world, "core"), set_off_id)
    assert count(database, SetOffAnswer) == 1
    accept(database, world.actor("supplier"), set_off_id)
    assert get(database, set_off_id).state == "proposed"
    assert accept(database, colleague(world, "supplier"), set_off_id) == "carried_out"
    assert events(database, set_off_id).count("first_accept") == 2
    assert sound(database) == []


def test_at_the_amount_itself_one_person_is_enough(database: Database, world: World) -> None:
    set_off_id = proposed(database, world, ("core", "supplier"), wan=(500, 600))
    assert accept_all(database, world, set_off_id, ("core", "supplier")) == "carried_out"


def test_one_person_is_enough_to_say_no(database: Database, world: World) -> None:
    set_off_id = proposed(database, world, ("core", "supplier"), wan=(501, 600))
    accept(database, world.actor("core"), set_off_id)
    assert refuse(database, world, "core", set_off_id) == "refused"


def test_two_set_offs_of_one_document_pay_it_twice_and_never_too_much(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        shared = debt(session, world, "core", "supplier", 100).id
        debt(session, world, "supplier", "core", 60)
        debt(session, world, "supplier", "customer", 40)
        debt(session, world, "customer", "core", 40)
    before = net_positions(database)
    first, second = search(database, world)
    accept_all(database, world, first, ("core", "supplier"))
    assert accept_all(database, world, second) == "carried_out"
    (document,) = assets(database, [shared])
    assert (document.paid_fen, document.state) == (100 * WAN, "settled")
    assert net_positions(database) == before
    assert sound(database) == []


def test_what_was_partly_set_off_is_paid_and_financed_for_the_rest(
    database: Database, world: World
) -> None:
    documents = ring(database, world, ("core", "supplier"), (100, 40))
    (set_off_id,) = search(database, world)
    accept_all(database, world, set_off_id, ("core", "supplier"))
    with database.writing() as session:
        application = accepted(session, world, session.get_one(Asset, documents[0]))
        assert application.requested_fen == 48 * WAN  # 80 % of what is still owed
    (financed,) = assets(database, documents[:1])
    assert (financed.paid_fen, financed.occupied_fen) == (40 * WAN, 48 * WAN)
    assert sound(database) == []


def test_a_confirmed_document_of_the_use_cases_goes_all_the_way(
    database: Database, world: World
) -> None:
    """Not planted rows: entered, confirmed, set off, settled; verify has nothing to say."""
    from trade_samples import a_receivable, enter

    first = enter(database, world, a_receivable(world))
    with database.writing() as session:
        confirm_asset(session, world.actor("core"), first, NOW, TODAY)
    with database.writing() as session:
        debt(session, world, "supplier", "core", 100)
    (set_off_id,) = search(database, world)
    accept_all(database, world, set_off_id, ("core", "supplier"))
    assert events(database, first) == ["enter", "confirm", "settle"]
    assert sound(database) == []


def test_a_set_off_makes_the_last_match_run_old(database: Database, world: World) -> None:
    set_off_id = proposed(database, world, ("core", "supplier"), wan=(100, 40))
    accept(database, world.actor("core"), set_off_id)
    with database.writing() as session:
        moment = utc_now()  # the characters took their first steps at the real time
        run = run_match(session, world.actor("operator"), TODAY, moment)
        assert not is_outdated(session, run, TODAY)
    with database.writing() as session:
        later = moment + timedelta(minutes=1)
        accept_set_off(session, world.actor("supplier"), set_off_id, later, TODAY)
    with database.reading() as session:
        assert is_outdated(session, run, TODAY)


def test_an_old_ring_of_two_firms_that_were_merged_breaks_no_invariant(
    database: Database, world: World
) -> None:
    """What a merge leaves: the parts point at the firm that stays, its own answer stays behind."""
    set_off_id = proposed(database, world, FOUR)
    accept_all(database, world, set_off_id, FOUR)
    gone, stay = world.org("core2"), world.org("core")
    with database.writing() as session:
        for model in (SetOffPart, Asset):
            for name in ("debtor_id", "creditor_id"):
                row = table(model)
                session.execute(update(row).where(row.c[name] == gone).values({name: stay}))
        firm = table(Organisation)
        values = {"state": "merged", "merged_into_id": stay}
        session.execute(update(firm).where(firm.c.id == gone).values(**values))
        assert [*set_offs_keep_net_positions(session), *set_offs_are_agreed(session)] == []
        assert [*paid_equals_payments(session), *parts_fit_their_documents(session)] == []

"""催办 and the reminders of the job: who is told what, when, and only once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from characters import TODAY, World
from deals import freeze
from flask.testing import FlaskClient
from sqlalchemy import select, update
from trade_samples import NOW, a_receivable, an_order, audited, count, enter, order, read

from lianqiao.accounts.models import Notice
from lianqiao.jobs import JOBS
from lianqiao.registry.models import TradeLink
from lianqiao.shared.audit import inspect_chain
from lianqiao.shared.clock import local_date
from lianqiao.shared.database import Database
from lianqiao.shared.models import AuditEntry, Outbox, StateChange
from lianqiao.shared.tables import columns, table
from lianqiao.trade.confirm_asset import confirm_asset
from lianqiao.trade.dispute_asset import dispute_asset
from lianqiao.trade.errors import NothingToRemindOf, RemindedAlreadyToday
from lianqiao.trade.models import AssetReminder
from lianqiao.trade.remind_debtor import remind_debtor
from lianqiao.trade.remind_of_confirmations import remind_of_confirmations
from lianqiao.trade.resubmit_asset import resubmit_asset

As = Callable[[str], FlaskClient]
ASKED = local_date(NOW)
LAST = date(2026, 12, 24)


def run(database: Database, day: date) -> int:
    with database.writing() as session:
        return remind_of_confirmations(session, day, NOW)


def told(database: Database, world: World, who: str) -> list[str]:
    """Titles of the reminders of an organisation, oldest first."""
    notice = columns(Notice)
    query = select(notice.title).where(
        notice.kind == "asset_reminder", notice.organisation_id == world.org(who)
    )
    with database.reading() as session:
        return list(session.execute(query.order_by(notice.created_at)).scalars())


def bodies(database: Database) -> str:
    query = select(columns(Notice).body).where(columns(Notice).kind == "asset_reminder")
    with database.reading() as session:
        return "\n".join(session.execute(query).scalars())


def no_law(database: Database) -> None:
    """The debtor is no large enterprise: nothing obliges it to answer."""
    with database.writing() as session:
        session.execute(update(table(TradeLink)).values(core_size="medium"))


def test_the_stages_of_the_law_come_each_once_and_the_creditor_learns_of_the_last(
    database: Database, world: World
) -> None:
    enter(database, world, a_receivable(world))
    raised = [day for day in range(45) if run(database, ASKED + timedelta(days=day))]
    assert raised == [20, 27, 30, 31]
    assert told(database, world, "core") == [
        *["确权期限将到：单据 12345678"] * 3,
        "已过确权期限：单据 12345678",
    ]
    assert told(database, world, "supplier") == ["对方逾期没有答复：单据 12345678"]
    assert "第十六条" in bodies(database)


def test_where_no_law_speaks_it_is_a_courtesy_and_never_called_a_duty(
    database: Database, world: World
) -> None:
    no_law(database)
    enter(database, world, a_receivable(world))
    raised = [day for day in range(45) if run(database, ASKED + timedelta(days=day))]
    assert raised == [7, 14]
    assert told(database, world, "core") == ["单据 12345678等待确权"] * 2
    assert told(database, world, "supplier") == []
    words = bodies(database)
    assert "条例" not in words
    assert "期限" not in words
    assert "应" not in words


def test_orders_are_a_courtesy_too(database: Database, world: World) -> None:
    order(database, world, an_order(world))
    assert run(database, ASKED + timedelta(days=7)) == 1
    assert "期限" not in bodies(database)


def test_after_days_off_only_the_latest_stage_is_raised(database: Database, world: World) -> None:
    enter(database, world, a_receivable(world))
    assert run(database, LAST + timedelta(days=20)) == 1
    assert run(database, LAST + timedelta(days=21)) == 0
    assert run(database, LAST - timedelta(days=3)) == 0
    assert told(database, world, "core") == ["已过确权期限：单据 12345678"]


def test_several_documents_come_in_one_notice(database: Database, world: World) -> None:
    for number in range(60):
        enter(database, world, a_receivable(world, f"M-{number:02d}", amount_fen=100 + number))
    assert run(database, ASKED + timedelta(days=20)) == 60
    assert told(database, world, "core") == ["确权期限将到：60 张单据"]
    assert "另有 10 张" in bodies(database)
    assert count(database, AssetReminder) == 60


def test_who_has_answered_is_left_in_peace(database: Database, world: World) -> None:
    answered = enter(database, world, a_receivable(world, "1"))
    disputed = enter(database, world, a_receivable(world, "2", amount_fen=2))
    with database.writing() as session:
        confirm_asset(session, world.actor("core"), answered, NOW, TODAY)
        dispute_asset(session, world.actor("core"), disputed, "数量不符", NOW)
    assert run(database, LAST) == 0


def test_asked_anew_the_clock_begins_anew(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    assert run(database, LAST) == 1
    later = NOW + timedelta(days=40)
    with database.writing() as session:
        dispute_asset(session, world.actor("core"), asset_id, "数量不符", later)
        resubmit_asset(
            session, world.actor("supplier"), asset_id, "已核对", later, local_date(later)
        )
    assert run(database, local_date(later) + timedelta(days=19)) == 0
    assert run(database, local_date(later) + timedelta(days=20)) == 1


def test_a_colleague_who_sends_it_back_does_not_wind_up_the_clock(
    database: Database, world: World
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        session.add(
            StateChange(
                machine="asset",
                subject_id=asset_id,
                from_state="confirming",
                to_state="entered",
                event="send_back",
                actor_name="演示",
                organisation_name="演示",
                at=NOW + timedelta(days=25),
            )
        )
    assert run(database, LAST - timedelta(days=3)) == 1


def test_notice_reminder_and_audit_are_one_transaction(database: Database, world: World) -> None:
    enter(database, world, a_receivable(world))
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        remind_of_confirmations(session, LAST, NOW)
        raise ZeroDivisionError
    assert count(database, AssetReminder) == 0
    assert told(database, world, "core") == []
    letters = count(database, Outbox)
    run(database, LAST)
    run(database, LAST)
    assert count(database, Outbox) == letters + 1
    entry = columns(AuditEntry)
    with database.reading() as session:
        query = select(entry.seq).where(entry.action == "remind_of_confirmations")
        assert len(session.execute(query).all()) == 1
        assert inspect_chain(session).ok


def test_the_job_is_on_the_schedule() -> None:
    assert "remind_of_confirmations" in {job.name for job in JOBS}


def by_hand(database: Database, world: World, asset_id: str, now: datetime) -> None:
    with database.writing() as session:
        remind_debtor(session, world.actor("supplier"), asset_id, now, local_date(now))


def test_by_hand_once_a_day(database: Database, world: World) -> None:
    asset_id = enter(database, world, a_receivable(world))
    by_hand(database, world, asset_id, NOW)
    with pytest.raises(RemindedAlreadyToday):
        by_hand(database, world, asset_id, NOW)
    by_hand(database, world, asset_id, NOW + timedelta(days=1))
    assert len(told(database, world, "core")) == 2
    assert audited(database, asset_id).count("remind_debtor") == 2
    with database.writing() as session:
        confirm_asset(session, world.actor("core"), asset_id, NOW, TODAY)
    with pytest.raises(NothingToRemindOf):
        by_hand(database, world, asset_id, NOW + timedelta(days=2))


def test_the_button_reminds_and_is_gone_until_tomorrow(
    as_: As, world: World, database: Database
) -> None:
    freeze(database)
    asset_id, client = enter(database, world, a_receivable(world)), as_("supplier")
    page = client.get(f"/receivables/{asset_id}").text
    assert f"/receivables/{asset_id}/remind" in page
    assert "还有 30 天" in page
    assert client.post(f"/receivables/{asset_id}/remind").status_code == 302
    after = client.get(f"/receivables/{asset_id}").text
    assert f"/receivables/{asset_id}/remind" not in after
    assert "今天已经催办" in after
    again = client.post(f"/receivables/{asset_id}/remind")
    assert again.status_code == 409
    assert "今天已经催办过" in again.text
    theirs = as_("core")
    assert "已提醒 1 次" in theirs.get(f"/receivables/{asset_id}").text
    assert "还有 30 天" in theirs.get(f"/receivables/{asset_id}").text
    assert "演示甲供应 催办" in theirs.get("/notices").text


def test_the_page_calls_nothing_a_duty_where_no_law_speaks(
    as_: As, world: World, database: Database
) -> None:
    no_law(database)
    asset_id = enter(database, world, a_receivable(world))
    for who in ("supplier", "core"):
        page = as_(who).get(f"/receivables/{asset_id}").text
        assert "以前答复" not in page
        assert "第十六条" not in page


@pytest.mark.parametrize("who", ["core", "supplier2", "core2", "customer"])
def test_only_the_side_that_waits_reminds(
    as_: As, world: World, database: Database, who: str
) -> None:
    asset_id = enter(database, world, a_receivable(world))
    assert as_(who).post(f"/receivables/{asset_id}/remind").status_code == 404
    assert as_("supplier").post(f"/orders/{asset_id}/remind").status_code == 404
    assert told(database, world, "core") == []
    assert read(database, asset_id).state == "entered"


def test_a_term_that_would_end_on_a_day_off_ends_on_the_next_working_day(
    as_: As, world: World, database: Database
) -> None:
    """30 days from Thursday 26 November end on Saturday 26 December: Monday 28 it is."""
    freeze(database, date(2026, 11, 26))
    asset_id = enter(database, world, a_receivable(world))
    with database.writing() as session:
        step = table(StateChange)
        session.execute(
            update(step).where(step.c.subject_id == asset_id).values(at=NOW + timedelta(days=2))
        )
    page = as_("core").get(f"/receivables/{asset_id}").text
    assert "2026年12月28日" in page or "2026-12-28" in page
    assert run(database, date(2026, 12, 28)) == 1
    assert run(database, date(2026, 12, 29)) == 1

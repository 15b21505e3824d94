"""The ledger of register entries: warned of once, extended in time, struck out at the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from characters import TODAY, World
from deals import accepted, confirmed_asset, freeze
from loan_book import NOW, count_rows
from sqlalchemy import select, update
from sqlmodel import Session

from lianqiao.accounts.models import Notice
from lianqiao.financing import todo_register, warn_expiring
from lianqiao.financing.cancel_application import cancel_application
from lianqiao.financing.errors import (
    DebtIsStillThere,
    OnlyAClerkMayDoThis,
    RegistrationCannotBeExtended,
    RegistrationIsReleased,
    ReleaseDoesNotFit,
)
from lianqiao.financing.extend_registration import extend_registration
from lianqiao.financing.models import Registration
from lianqiao.financing.record_registration import record_registration
from lianqiao.financing.release_registration import release_registration
from lianqiao.loans.draw_down import record_drawdown
from lianqiao.loans.settle_loan import settle_loan
from lianqiao.shared.database import Database
from lianqiao.shared.errors import NothingIsThere
from lianqiao.shared.models import AuditEntry
from lianqiao.shared.tables import columns, table

EXPIRES = date(2027, 8, 22)
WARNS = EXPIRES - timedelta(days=90)


def entry(session: Session, world: World, number: str = "A00001") -> Registration:
    """An entry of the bank's that expires on EXPIRES; its loan is not drawn."""
    application = accepted(session, world, confirmed_asset(session, world))
    bank = world.actor("bank")
    return record_registration(session, bank, application.id, number, NOW, EXPIRES, NOW, NOW)


def settled(session: Session, world: World, number: str = "A00001") -> Registration:
    row, bank = entry(session, world, number), world.actor("bank")
    loan = record_drawdown(session, bank, row.application_id, f"J-{number}", TODAY, NOW, TODAY)
    settle_loan(session, bank, loan.id, NOW, TODAY)
    return row


def release(session: Session, world: World, row: Registration, **more: object) -> Registration:
    values = {"number": "X00001", "day": TODAY, "who": "bank"} | more
    who = world.actor(str(values["who"]))
    number, day = str(values["number"]), values["day"]
    return release_registration(session, who, row.id, number, day, NOW, TODAY)  # type: ignore[arg-type]


def warned(session: Session) -> int:
    return count_rows(session, Notice, columns(Notice).kind == "registration_expires")


@pytest.mark.parametrize(("days", "count"), [(-1, 0), (0, 1), (80, 1)])
def test_it_is_warned_of_within_the_days_before_expiry_and_once(
    database: Database, world: World, days: int, count: int
) -> None:
    with database.writing() as session:
        row = entry(session, world)
        day = WARNS + timedelta(days=days)
        assert warn_expiring.warn_expiring(session, day, NOW) == count
        assert warn_expiring.warn_expiring(session, day, NOW) == 0
        assert warned(session) == count
        session.refresh(row)
        assert row.expiry_warned_on == (day if count else None)
        audited = columns(AuditEntry).action == "warn_expiring"
    with database.reading() as session:
        assert count_rows(session, AuditEntry, audited) == count


def _warn_at_once(database: Database, schedulers: int) -> list[int]:
    def run(_number: int) -> int:
        with database.writing() as session:
            return warn_expiring.warn_expiring(session, WARNS, NOW)

    with ThreadPoolExecutor(schedulers) as pool:
        return list(pool.map(run, range(schedulers)))


def test_eight_schedulers_at_once_warn_of_each_entry_once(database: Database, world: World) -> None:
    with database.writing() as session:
        for number in range(12):
            entry(session, world, f"A0000{number}")
    assert sum(_warn_at_once(database, 8)) == 12
    with database.reading() as session:
        assert warned(session) == 12
        paths = session.execute(
            select(columns(Notice).path).where(columns(Notice).kind == "registration_expires")
        )
        assert len(set(paths.scalars())) == 12


def test_without_the_mark_every_scheduler_warns(
    database: Database, world: World, monkeypatch
) -> None:
    def unguarded(session: Session, *_days: date) -> list[str]:
        return list(session.execute(select(columns(Registration).id)).scalars())

    monkeypatch.setattr(warn_expiring, "_mark", unguarded)
    with database.writing() as session:
        entry(session, world)
    assert sum(_warn_at_once(database, 4)) > 1


def test_an_entry_whose_debt_has_ended_is_not_warned_of(database: Database, world: World) -> None:
    with database.writing() as session:
        settled(session, world)
        assert warn_expiring.warn_expiring(session, WARNS, NOW) == 0


def test_an_extension_within_the_window_begins_the_warning_anew(
    database: Database, world: World
) -> None:
    bank, later = world.actor("bank"), EXPIRES + timedelta(days=365)
    with database.writing() as session:
        row = entry(session, world)
        warn_expiring.warn_expiring(session, WARNS, NOW)
        for day in (WARNS - timedelta(days=1), EXPIRES + timedelta(days=1)):
            with pytest.raises(RegistrationCannotBeExtended, match="90 天"):
                extend_registration(session, bank, row.id, later, NOW, day)
        for until in (EXPIRES, EXPIRES + timedelta(days=366 * 31)):
            with pytest.raises(RegistrationCannotBeExtended, match="新的到期日"):
                extend_registration(session, bank, row.id, until, NOW, WARNS)
        kept = extend_registration(session, bank, row.id, later, NOW, WARNS)
        assert (kept.expires_on, kept.expiry_warned_on) == (later, None)
        assert warn_expiring.warn_expiring(session, WARNS, NOW) == 0
        assert warn_expiring.warn_expiring(session, later, NOW) == 1


@pytest.mark.parametrize("end", ["settled", "cancelled"])
def test_it_is_struck_out_once_when_the_debt_has_ended(
    database: Database, world: World, end: str
) -> None:
    bank = world.actor("bank")
    with database.writing() as session:
        if end == "settled":
            row = settled(session, world)
        else:
            row = entry(session, world)
            with pytest.raises(DebtIsStillThere):
                release(session, world, row)
            cancel_application(session, bank, row.application_id, "不做了", NOW)
        for wrong in ({"number": "短"}, {"day": TODAY + timedelta(days=1)}):
            with pytest.raises(ReleaseDoesNotFit):
                release(session, world, row, **wrong)
        kept = release(session, world, row)
        assert (kept.released_on, kept.release_no) == (TODAY, "X00001")
        with pytest.raises(RegistrationIsReleased):
            release(session, world, row)
        with pytest.raises(RegistrationIsReleased):
            extend_registration(session, bank, row.id, EXPIRES, NOW, TODAY)


@pytest.mark.parametrize("who", ["bank2", "supplier", "operator"])
def test_nobody_but_the_bank_touches_its_entries(
    database: Database, world: World, who: str
) -> None:
    with database.writing() as session:
        row = settled(session, world)
        with pytest.raises(NothingIsThere):
            release(session, world, row, who=who)
        with pytest.raises(NothingIsThere):
            extend_registration(session, world.actor(who), row.id, EXPIRES, NOW, TODAY)
        with pytest.raises(OnlyAClerkMayDoThis):
            release(session, world, row, who="bank-approver")


def test_the_lists_hold_as_many_as_the_things_to_do_say(
    as_, database: Database, world: World
) -> None:
    freeze(database)
    with database.writing() as session:
        settled(session, world, "A00001")
        for number, expires in (("A00002", TODAY + timedelta(days=30)), ("A00003", TODAY)):
            row = entry(session, world, number)
            step = update(table(Registration)).where(columns(Registration).id == row.id)
            session.execute(step.values(expires_on=expires - timedelta(days=number == "A00003")))
        entry(session, world, "A00004")
    bank = as_("bank")
    with database.reading() as session:
        waiting = todo_register.todos(session, world.actor("bank"), TODAY)
    assert [one.count for one in waiting] == [1, 1, 1]
    for one in waiting:
        assert "共 1 条" in bank.get(one.path).text
    everything = bank.get("/registrations")
    assert "共 4 条" in everything.text
    assert "共 1 条" in bank.get("/registrations?q=a00004").text
    assert bank.get("/registrations?format=xlsx").mimetype.endswith("sheet")
    assert "共 0 条" in as_("bank2").get("/registrations").text
    assert as_("supplier").get("/registrations").status_code == 403


def test_the_page_extends_and_strikes_out(as_, database: Database, world: World) -> None:
    freeze(database)
    with database.writing() as session:
        ended = settled(session, world, "A00001")
        row = entry(session, world, "A00002")
        soon = TODAY + timedelta(days=30)
        step = update(table(Registration)).where(columns(Registration).id == row.id)
        session.execute(step.values(expires_on=soon))
    bank = as_("bank")
    path = f"/registrations/{row.id}"
    assert "录入展期" in bank.get(path).text
    wrong = bank.post(f"{path}/extend", data={"expires_on": soon.isoformat()})
    assert wrong.status_code == 422
    assert "新的到期日应晚于" in wrong.text
    assert bank.post(f"{path}/extend", data={"expires_on": "2028-01-05"}).status_code == 302
    assert "2028年1月5日" in bank.get(path).text
    over = f"/registrations/{ended.id}"
    sent = {"release_no": "X7", "released_on": TODAY.isoformat()}
    short = bank.post(f"{over}/release", data=sent)
    assert 'value="X7"' in short.text
    assert bank.post(f"{over}/release", data=sent | {"release_no": "X70001"}).status_code == 302
    assert "X70001" in bank.get(over).text
    firm = as_("supplier").get(f"/applications/{ended.application_id}").text
    assert "X70001" in firm
    assert "已注销" in firm
    assert as_("bank2").get(path).status_code == 404
    assert as_("bank2").post(f"{over}/release", data=sent).status_code == 404
    assert "已经注销" in as_("bank-approver").get(over).text

"""Each invariant: a violation is planted past the guards, and verify names it."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from lianqiao.accounts.passwords import Passwords
from lianqiao.cli import main
from lianqiao.demo.load import load
from lianqiao.loans.models import Loan
from lianqiao.shared.clock import Clock
from lianqiao.shared.database import Database
from lianqiao.verify import INVARIANTS, verify_database

pytestmark = pytest.mark.xdist_group("verify")  # loading the demo takes long: once is enough
LATER = timedelta(days=45)  # the demo may be started on any day
SOME_DAY = Clock().today() + LATER


@pytest.fixture(scope="module")
def demo_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo, to copy and damage."""
    place = tmp_path_factory.mktemp("verify") / "demo.sqlite"
    place.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{place}")
    with database.writing() as session:
        load(session, SOME_DAY, Clock().now() + LATER, "tests only", Passwords(cheap=True))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return place


@pytest.fixture
def damaged(demo_file: Path, tmp_path: Path) -> Iterator["Damaged"]:
    """A copy of the demo whose constraints and triggers rest."""
    place = tmp_path / "damaged.sqlite"
    place.write_bytes(demo_file.read_bytes())
    damaged = Damaged(place)
    yield damaged
    damaged.database.dispose()


class Damaged:
    """A database that can be written past its guards."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.database = Database(f"sqlite:///{place}")

    def plant(self, *statements: str) -> None:
        """Run SQL with checks, foreign keys, unique indexes and triggers out of the way."""
        with self._unguarded() as connection:
            for statement in statements:
                changed = connection.execute(statement).rowcount
                assert changed > 0, f"nothing was damaged: {statement}"

    def found(self) -> dict[str, tuple[str, ...]]:
        """What verify names, by invariant."""
        report = verify_database(self.database)
        return {finding.name: finding.violations for finding in report.findings if not finding.ok}

    @contextmanager
    def _unguarded(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.place)
        try:
            connection.execute("PRAGMA ignore_check_constraints=ON")
            connection.execute("PRAGMA foreign_keys=OFF")
            for kind, name in _guards(connection):
                connection.execute(f"DROP {kind} {name}")
            _drop_unique_constraints(connection)
            yield connection
            connection.commit()
        finally:
            connection.close()


def _guards(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type = 'trigger'"
        " OR (type = 'index' AND sql LIKE 'CREATE UNIQUE%')"
    )
    return [(str(kind).upper(), str(name)) for kind, name in rows.fetchall()]


def _drop_unique_constraints(connection: sqlite3.Connection) -> None:
    """SQLite keeps table constraints in the table's text: rewrite it for what tests damage."""
    for name in ("asset", "alert"):
        sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        plain = re.sub(r",\s*CONSTRAINT \w+ UNIQUE \([^)]*\)", "", sql[0])
        assert plain != sql[0]
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
        connection.execute(plain)
        connection.execute(f"INSERT INTO {name} SELECT * FROM old_{name}")
        connection.execute(f"DROP TABLE old_{name}")


CLAIMED = "SELECT asset_id FROM asset_claim WHERE live LIMIT 1"
SET_OFF = "SELECT id FROM set_off WHERE state = 'carried_out' LIMIT 1"
PART = f"SELECT id FROM set_off_part WHERE set_off_id = ({SET_OFF}) LIMIT 1"
ONE_LOAN = "SELECT id FROM loan WHERE balance_fen > 0 LIMIT 1"
PLANTED: dict[str, tuple[str, ...]] = {
    "limits_have_room": (
        "UPDATE credit_limit SET used_fen = ceiling_fen + 1"
        " WHERE id = (SELECT id FROM credit_limit WHERE scope = 'bank' LIMIT 1)",
    ),
    "quotas_equal_claims": (
        "UPDATE credit_limit SET used_fen = used_fen + 1"
        " WHERE id = (SELECT id FROM credit_limit WHERE scope = 'product' LIMIT 1)",
    ),
    "guarantees_equal_claims": (
        "UPDATE credit_limit SET reserved_fen = reserved_fen + 1 WHERE scope = 'guarantee'",
    ),
    "assets_are_financed_once": (
        f"UPDATE asset SET occupied_fen = occupied_fen - 1 WHERE id = ({CLAIMED})",
    ),
    "claims_belong_to_live_applications": (
        "UPDATE asset_claim SET live = 1 WHERE id ="
        " (SELECT c.id FROM asset_claim c JOIN application a ON a.id = c.application_id"
        "  WHERE a.state = 'cancelled' LIMIT 1)",
    ),
    "orders_and_bills_fit": (
        "UPDATE asset SET occupied_fen = confirmed_fen + 1"
        " WHERE id IN (SELECT id FROM receivable WHERE order_id IS NOT NULL)",
    ),
    "bills_lie_between_the_same_two": (
        "UPDATE receivable SET order_id ="
        " (SELECT id FROM asset WHERE kind = 'receivable' ORDER BY id LIMIT 1)"
        " WHERE order_id IS NOT NULL",
    ),
    "fingerprints_are_unique": (
        "UPDATE asset SET fingerprint = (SELECT fingerprint FROM asset ORDER BY id LIMIT 1)"
        " WHERE id = (SELECT id FROM asset ORDER BY id DESC LIMIT 1)",
    ),
    "only_declared_states": (
        "UPDATE application SET state = 'lost' WHERE id = (SELECT id FROM application LIMIT 1)",
    ),
    "no_step_is_skipped": (
        "DELETE FROM state_change WHERE id ="
        " (SELECT id FROM state_change WHERE machine = 'application' AND event = 'claim' LIMIT 1)",
    ),
    "loans_sum_up": (f"UPDATE loan SET balance_fen = balance_fen - 1 WHERE id = ({ONE_LOAN})",),
    "movements_equal_balances": (
        "UPDATE loan_movement SET amount_fen = amount_fen + 1 WHERE id ="
        " (SELECT id FROM loan_movement WHERE kind = 'drawdown' LIMIT 1)",
    ),
    "one_alert_per_stage": (
        "UPDATE alert SET stage = (SELECT b.stage FROM alert b WHERE b.loan_id = alert.loan_id"
        " AND b.id <> alert.id LIMIT 1) WHERE id = (SELECT a.id FROM alert a JOIN alert b"
        " ON b.loan_id = a.loan_id AND b.id <> a.id LIMIT 1)",
    ),
    "letters_end": (
        "UPDATE outbox SET state = 'failed', last_error = ''"
        " WHERE id = (SELECT id FROM outbox LIMIT 1)",
    ),
    "renewals_are_in_time": (
        "UPDATE renewal SET signed_on = date(maturity_date, '+1 day')"
        " WHERE id = (SELECT id FROM renewal WHERE state = 'signed' LIMIT 1)",
    ),
    "approvers_are_other_people": (
        "UPDATE quote SET approved_by = made_by"
        " WHERE id = (SELECT id FROM quote WHERE state = 'accepted' LIMIT 1)",
    ),
    "registered_before_drawn": (
        "DELETE FROM registration WHERE application_id ="
        " (SELECT id FROM application WHERE state = 'drawn' LIMIT 1)",
    ),
    "two_persons_confirm": (
        "UPDATE asset SET confirmed_by = proposed_by"
        " WHERE state = 'confirmed' AND proposed_by IS NOT NULL",
    ),
    "credit_notes_are_counted": (
        "UPDATE asset SET credited_fen = credited_fen + 1"
        " WHERE id = (SELECT id FROM asset WHERE credited_fen > 0 LIMIT 1)",
    ),
    "set_offs_keep_net_positions": (
        f"UPDATE set_off_part SET amount_fen = amount_fen + 1 WHERE id = ({PART})",
    ),
    "set_offs_are_agreed": (
        "DELETE FROM set_off_answer WHERE id ="
        f" (SELECT id FROM set_off_answer WHERE set_off_id = ({SET_OFF}) LIMIT 1)",
    ),
    "paid_equals_payments": (
        "UPDATE asset SET paid_fen = paid_fen - 1"
        " WHERE id = (SELECT id FROM asset WHERE paid_fen > 0 LIMIT 1)",
    ),
    "parts_fit_their_documents": (
        f"UPDATE set_off_part SET debtor_id = creditor_id WHERE id = ({PART})",
    ),
    "contents_equal_documents": (
        "UPDATE vault_content SET data = x'25504446' WHERE id ="
        " (SELECT id FROM vault_content LIMIT 1)",
    ),
    "replaced_documents_have_successors": (
        "UPDATE vault_document SET replaced_by_id = NULL WHERE state = 'replaced'",
    ),
    "links_are_not_doubled": (
        "INSERT INTO trade_link SELECT 'mirror' || substr(id, 7), created_at, version, partner_id,"
        " core_id, 'customer', state, since, ended_on, annual_volume_fen, payment_days,"
        " contract_no, core_size, partner_size, shown_in_chain FROM trade_link"
        " WHERE state = 'active' AND direction = 'supplier' LIMIT 1",
    ),
    "merged_firms_are_left_alone": (
        "UPDATE organisation SET state = 'merged', merged_into_id ="
        " (SELECT id FROM organisation WHERE kind = 'operator') WHERE id ="
        " (SELECT core_id FROM trade_link WHERE state = 'active' LIMIT 1)",
    ),
    "audit_chain": (
        "UPDATE audit_entry SET payload = replace(payload, 'enter', 'other') WHERE seq ="
        " (SELECT seq FROM audit_entry WHERE payload LIKE '%enter%' LIMIT 1)",
    ),
}


def test_the_demo_breaks_nothing(damaged: Damaged) -> None:
    assert damaged.found() == {}


def test_maturities_lie_on_both_sides_of_whatever_day_the_demo_starts(damaged: Damaged) -> None:
    with damaged.database.reading() as session:
        days = [
            (due - SOME_DAY).days for due in session.execute(select(Loan.maturity_date)).scalars()
        ]
    assert min(days) <= -15
    assert max(days) >= 110
    assert sum(0 <= left <= 30 for left in days) >= 20


def test_every_invariant_has_a_planted_violation() -> None:
    assert {name for name, _check in INVARIANTS} | {"audit_chain"} == set(PLANTED)


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_planted_violation_is_named(name: str, damaged: Damaged) -> None:
    damaged.plant(*PLANTED[name])
    assert name in damaged.found()


MORE: list[tuple[str, str, str]] = [
    (
        "an asset financed twice over",
        "assets_are_financed_once",
        "UPDATE asset_claim SET principal_fen = pair_principal_fen + 1 WHERE live AND id ="
        " (SELECT id FROM asset_claim WHERE live LIMIT 1)",
    ),
    (
        "a claim that is gone while the application is accepted",
        "claims_belong_to_live_applications",
        "UPDATE asset_claim SET live = 0 WHERE application_id ="
        " (SELECT id FROM application WHERE state = 'accepted' LIMIT 1)",
    ),
    (
        "a step that nobody declared",
        "only_declared_states",
        "UPDATE state_change SET from_state = 'submitted', to_state = 'drawn' WHERE id ="
        " (SELECT id FROM state_change WHERE machine = 'application' AND event = 'draw' LIMIT 1)",
    ),
    (
        "a state that no step led to",
        "no_step_is_skipped",
        "UPDATE loan SET state = 'risk' WHERE id = (SELECT id FROM loan WHERE state = 'active'"
        " LIMIT 1)",
    ),
    (
        "an object without a first step",
        "no_step_is_skipped",
        "DELETE FROM state_change WHERE machine = 'quote' AND subject_id ="
        " (SELECT id FROM quote LIMIT 1)",
    ),
    (
        "a cut tail of the chain",
        "audit_chain",
        "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
    ),
    (
        "a document that lost its bytes",
        "contents_equal_documents",
        "DELETE FROM vault_content WHERE id = (SELECT id FROM vault_content LIMIT 1)",
    ),
    (
        "bytes that were altered and kept their number",
        "contents_equal_documents",
        "UPDATE vault_content SET data = zeroblob(length(data)) WHERE id ="
        " (SELECT id FROM vault_content LIMIT 1)",
    ),
    (
        "a gap in the chain",
        "audit_chain",
        "DELETE FROM audit_entry WHERE seq = 5",
    ),
    (
        "a second open renewal",
        "renewals_are_in_time",
        "INSERT INTO renewal SELECT 'second' || substr(id, 7), created_at, version, loan_id,"
        " bank_id, borrower_id, state, opened_on, answer_by, maturity_date, escalated_on,"
        " applied_at, statement, conditions, opinion, opinion_text, opinion_by, approved_by,"
        " answered_at, signed_on, new_loan_id FROM renewal WHERE state = 'opened' LIMIT 1",
    ),
    (
        "a payment that no set-off made",
        "paid_equals_payments",
        "UPDATE asset SET paid_fen = 1 WHERE id ="
        " (SELECT id FROM asset WHERE state = 'confirmed' AND paid_fen = 0 LIMIT 1)",
    ),
    (
        "a payment that was taken back and still counts",
        "paid_equals_payments",
        "UPDATE asset_payment SET taken_back = 1, taken_back_at = created_at WHERE id ="
        " (SELECT id FROM asset_payment WHERE NOT taken_back LIMIT 1)",
    ),
    (
        "a document that is settled with something owed",
        "paid_equals_payments",
        "UPDATE asset SET state = 'settled' WHERE id ="
        " (SELECT id FROM asset WHERE state = 'confirmed' AND paid_fen = 0 LIMIT 1)",
    ),
    (
        "a document paid in full that is still confirmed",
        "paid_equals_payments",
        "UPDATE asset SET state = 'confirmed' WHERE id = (SELECT id FROM asset"
        " WHERE state = 'settled' AND paid_fen = confirmed_fen LIMIT 1)",
    ),
    (
        "a document financed for more than is still owed",
        "paid_equals_payments",
        "UPDATE asset SET occupied_fen = confirmed_fen WHERE id ="
        " (SELECT a.id FROM asset a JOIN set_off_part p ON p.asset_id = a.id"
        "  JOIN set_off s ON s.id = p.set_off_id WHERE s.state = 'carried_out'"
        "  AND a.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM asset_payment q"
        "  WHERE q.asset_id = a.id) LIMIT 1)",
    ),
    (
        "a confirmation whose two steps one person took",
        "two_persons_confirm",
        "UPDATE state_change SET actor_user_id = (SELECT proposed_by FROM asset"
        " WHERE state = 'confirmed' AND proposed_by IS NOT NULL)"
        " WHERE event = 'confirm' AND from_state = 'confirming'",
    ),
    (
        "a credit note that lowers nothing",
        "credit_notes_are_counted",
        "UPDATE asset SET credited_fen = 0 WHERE credited_fen > 0",
    ),
    (
        "credit notes of more than the document",
        "credit_notes_are_counted",
        "UPDATE credit_note SET amount_fen = amount_fen + 100000000000",
    ),
    (
        "a set-off that was carried out against a no",
        "set_offs_are_agreed",
        "UPDATE set_off_answer SET answer = 'refused' WHERE id ="
        f" (SELECT id FROM set_off_answer WHERE set_off_id = ({SET_OFF}) LIMIT 1)",
    ),
    (
        "an answer of a firm that was not asked",
        "set_offs_are_agreed",
        "UPDATE set_off_answer SET enterprise_id = 'stranger' WHERE id ="
        f" (SELECT id FROM set_off_answer WHERE set_off_id = ({SET_OFF}) LIMIT 1)",
    ),
    (
        "a set-off of fewer debts than its amount says",
        "set_offs_keep_net_positions",
        f"DELETE FROM set_off_part WHERE id = ({PART})",
    ),
    (
        "a set-off whose last step is missing",
        "no_step_is_skipped",
        "DELETE FROM state_change WHERE machine = 'set_off' AND event = 'carry_out'",
    ),
    (
        "a fact of the scorecard that its claimant has checked",
        "approvers_are_other_people",
        "UPDATE state_change SET actor_user_id = (SELECT c.actor_user_id FROM state_change c"
        " WHERE c.subject_id = state_change.subject_id AND c.event = 'claim')"
        " WHERE machine = 'scorecard_fact' AND event = 'verify'",
    ),
    (
        "an old loan that is still owed beside its renewal",
        "renewals_are_in_time",
        "UPDATE loan SET balance_fen = 1, repaid_fen = principal_fen - 1 WHERE state = 'renewed'",
    ),
]


@pytest.mark.parametrize(("what", "name", "statement"), MORE, ids=[one[0] for one in MORE])
def test_also_named(what: str, name: str, statement: str, damaged: Damaged) -> None:
    damaged.plant(statement)
    assert name in damaged.found(), what


def test_a_row_that_cannot_be_read_is_told_and_hides_nothing(damaged: Damaged) -> None:
    damaged.plant(
        "UPDATE audit_entry SET payload = x'ff00' WHERE seq = 3", *PLANTED["loans_sum_up"]
    )
    found = damaged.found()
    assert "audit_chain" in found
    assert "loans_sum_up" in found


Ask = Callable[[str], tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """`lianqiao verify --json` against a database."""

    def run(url: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setenv("LIANQIAO_DATABASE_URL", url)
        monkeypatch.setenv("LIANQIAO_MODE", "demo")
        status = main(["verify", "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def test_the_command_prints_the_object_of_the_contract(url: str, ask: Ask, world: object) -> None:
    status, answer = ask(url)
    assert (status, answer["ok"]) == (0, True), answer
    assert set(answer["audit"]) == {"rows", "head", "ok"}
    assert {tuple(sorted(one)) for one in answer["invariants"]} == {("name", "ok", "violations")}


def test_the_command_always_prints_and_exits_1(damaged: Damaged, ask: Ask) -> None:
    damaged.plant("UPDATE audit_entry SET payload = x'ff00' WHERE seq = 3")
    status, answer = ask(damaged.database.url)
    assert status == 1
    assert answer["ok"] is False
    assert answer["audit"]["ok"] is False
    assert answer["audit"]["rows"] > 0


def test_an_empty_database_is_not_ok_and_not_a_traceback(tmp_path: Path, ask: Ask) -> None:
    status, answer = ask(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert status == 1
    assert all("cannot be asked" in one["violations"][0] for one in answer["invariants"])


@pytest.mark.postgresql
def test_a_violation_is_named_on_postgresql_too(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE audit_head SET seq = seq + 1"))
    report = verify_database(database)
    database.dispose()
    assert [finding.name for finding in report.findings if not finding.ok] == ["audit_chain"]

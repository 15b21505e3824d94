"""One seller's real book of 2,466 invoices, read through the mapping of the documentation."""

import csv
import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from characters import World
from sqlalchemy import func, select

from lianqiao.accounts.models import Organisation
from lianqiao.registry.models import Enterprise
from lianqiao.shared.actor import COMMAND, Actor
from lianqiao.shared.database import Database
from lianqiao.shared.imports import ImportContext, ImportResult, run_import
from lianqiao.shared.table_mapping import Mapping
from lianqiao.shared.tables import columns
from lianqiao.shared.uscc import make
from lianqiao.trade.confirm_assets import confirm_assets
from lianqiao.trade.confirm_rules import Answer
from lianqiao.trade.importers import IMPORTERS
from lianqiao.trade.models import Asset
from lianqiao.trade.queries import awaits_confirmation

ROOT = Path(__file__).parents[2]
BOOK = ROOT.parent / "shared" / "data" / "ar_ibm" / "invoices.csv"
MAPPING = ROOT / "docs" / "examples" / "ar_ibm_mapping.json"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
A_DAY_OF_2013 = date(2013, 6, 3)

pytestmark = pytest.mark.skipif(not BOOK.exists(), reason=f"{BOOK.name} of ar_ibm is not here")


def customers() -> dict[str, str]:
    """The book's customer codes, each with a credit code of its own."""
    with BOOK.open(encoding="utf-8-sig") as source:
        codes = sorted({row["customerID"] for row in csv.DictReader(source)})
    return {code: make("91341721", f"MB{number:06d}") for number, code in enumerate(codes)}


def register(database: Database, codes: dict[str, str]) -> None:
    """Register the customers as firms."""
    with database.writing() as session:
        for number, code in enumerate(codes.values()):
            firm = Organisation(kind="enterprise", name=f"演示客户{number:03d}", state="approved")
            session.add_all([firm, Enterprise(id=firm.id, uscc=code, industry="51")])


def mapping(codes: dict[str, str]) -> Mapping:
    """The documented mapping, with the customers."""
    parts = json.loads(MAPPING.read_text(encoding="utf-8"))
    return replace(Mapping.from_json(json.dumps(parts)), parties=codes)


def read_book(database: Database, codes: dict[str, str]) -> ImportResult:
    """One import of the book by the operator."""
    with database.writing() as session:
        context = ImportContext(session, COMMAND, NOW, TODAY, secret="tests only")
        data = BOOK.read_bytes()
        return run_import(IMPORTERS["receivables"], context, data, BOOK.name, mapping(codes))


def test_the_book_is_read_once_and_confirmed_as_of_a_day_of_2013(
    database: Database, world: World
) -> None:
    codes = customers()
    register(database, codes)
    started, on_the_wall = time.process_time(), time.perf_counter()
    first = read_book(database, codes)
    seconds, waited = time.process_time() - started, time.perf_counter() - on_the_wall
    assert (first.rows, first.accepted, first.rejected, len(codes)) == (2466, 2466, 0, 100)
    assert seconds < 5  # of this process: others use the machine meanwhile
    print(f"imported {first.accepted} rows in {seconds:.2f} s, {waited:.2f} s by the clock")
    second = read_book(database, codes)
    assert (second.accepted, second.unchanged, second.rejected) == (0, 2466, 0)
    assert states(database) == {"entered": 1905, "disputed": 561}
    confirmed = confirm_what_is_open(database, A_DAY_OF_2013)
    assert confirmed > 50
    assert states(database)["confirmed"] == confirmed
    third = read_book(database, codes)
    assert (third.accepted, third.rejected) == (confirmed, 0)
    assert states(database) == {"entered": 1905 - confirmed, "disputed": 561, "settled": confirmed}


def test_the_amounts_are_in_thousands(database: Database, world: World) -> None:
    codes = customers()
    register(database, codes)
    read_book(database, codes)
    with BOOK.open(encoding="utf-8-sig") as source:
        amounts = [float(row["InvoiceAmount"]) for row in csv.DictReader(source)]
    with database.reading() as session:
        total = session.execute(select(func.sum(columns(Asset).amount_fen))).scalar_one()
    assert total == sum(round(amount * 100_000) for amount in amounts)


def states(database: Database) -> dict[str, int]:
    """How many documents stand in each state."""
    state = columns(Asset).state
    with database.reading() as session:
        return {
            row.state: row.many
            for row in session.execute(select(state, func.count().label("many")).group_by(state))
        }


def _whole(ids: list[str]) -> dict[str, Answer]:
    return dict.fromkeys(ids, Answer())


def confirm_what_is_open(database: Database, today: date) -> int:
    """Every customer confirms what had been issued, and not yet paid, by that day."""
    asset = columns(Asset)
    confirmed = 0
    with database.writing() as session:
        for (debtor_id,) in session.execute(select(asset.debtor_id).distinct()).all():
            actor = Actor(None, debtor_id, "enterprise", frozenset({"clerk"}), "演示会计", "演示")
            query = select(asset.id).where(
                awaits_confirmation(actor, today), asset.issue_date <= today
            )
            ids = list(session.execute(query).scalars())
            if ids:
                confirmed += len(confirm_assets(session, actor, _whole(ids), NOW, today))
    return confirmed

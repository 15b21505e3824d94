"""lianqiao migrate: the newest tables, and what no installation can do without."""

import argparse
from datetime import UTC, datetime

from .. import schema
from ..config import Settings
from ..essentials import load_essentials
from ..shared.database import Database
from . import Answer

SUMMARY = "bring the database to the newest tables and load parameters, calendar, code lists"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_args: argparse.Namespace) -> Answer:
    """Migrate, then load the essentials; a second run changes nothing."""
    settings = Settings()
    database = Database(settings.url)
    try:
        schema.upgrade(database, settings)
        with database.writing() as session:
            added = load_essentials(session, datetime.now(UTC))
    finally:
        database.dispose()
    return Answer({"ok": True, "added": added}, f"migrated; {added} rows of essentials added")

"""lianqiao demo: invented firms, banks and their business; a second run changes nothing."""

import argparse
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from .. import schema
from ..config import Settings
from ..essentials import load_essentials
from ..shared.database import Database
from . import Answer, InputIsRefused
from .moment import clock_of

SUMMARY = "load the demo data, in demo mode alone"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to start anew."""
    parser.add_argument("--reset", action="store_true", help="drop everything and start anew")


def run(args: argparse.Namespace) -> Answer:
    """Load the demo unless it is there; with --reset drop every table first."""
    settings = Settings()
    if not settings.is_demo:
        raise InputIsRefused("演示数据只能在演示模式（LIANQIAO_MODE=demo）装入")
    database = Database(settings.url)
    try:
        if args.reset:
            _start_anew(database, settings)
        return _load(database, settings)
    except SQLAlchemyError as error:
        raise InputIsRefused(f"数据库不能装入演示数据：{type(error).__name__}") from None
    finally:
        database.dispose()


def _start_anew(database: Database, settings: Settings) -> None:
    if schema.revision(database) is None:
        schema.upgrade(database, settings)
    else:
        schema.rebuild(database, settings)
    with database.writing() as session:
        load_essentials(session, clock_of(session, settings).now())


def _load(database: Database, settings: Settings) -> Answer:
    from ..demo.check import is_loaded  # noqa: PLC0415 - the second run must stay quick

    if schema.revision(database) is None:
        raise InputIsRefused("数据库还是空的，请先运行 lianqiao migrate")
    with database.reading() as session:
        if is_loaded(session):
            return Answer({"ok": True, "loaded": False}, "demo data is there already")
    return _load_all(database, settings)


def _load_all(database: Database, settings: Settings) -> Answer:
    from ..accounts.passwords import Passwords  # noqa: PLC0415
    from ..demo.load import load  # noqa: PLC0415

    with database.writing() as session:
        clock = clock_of(session, settings)
        passwords = Passwords(cheap=settings.cheap_passwords)
        done = load(session, clock.today(), clock.now(), settings.secret, passwords)
    data: dict[str, Any] = {
        "ok": True,
        "loaded": True,
        "organisations": done.organisations,
        "documents": done.documents,
        "applications": done.applications,
        "loans": done.loans,
    }
    words = f"{done.organisations} organisations, {done.documents} documents, {done.loans} loans"
    return Answer(data, words)

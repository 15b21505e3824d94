"""lianqiao match: one match run over the database, which becomes the current one."""

import argparse
from datetime import date
from typing import Any

from ..config import Settings
from ..financing.models import MatchRun
from ..financing.run_match import match_and_keep
from ..shared.actor import COMMAND
from ..shared.business_clock import read_clock
from ..shared.calendar import DateIsNotReadable, parse_date
from ..shared.database import Database
from ..shared.money import format_wan
from . import Answer, InputIsRefused

SUMMARY = "match confirmed, free documents with the banks' products"
KEYS = (
    "assets",
    "eligible_pairs",
    "funded_assets",
    "principal_fen",
    "objective_fen",
    "upper_bound_fen",
    "gap",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The business date, where it is not today."""
    parser.add_argument("--as-of", metavar="DATE", help="business date instead of today")


def run(args: argparse.Namespace) -> Answer:
    """Match once."""
    settings = Settings()
    as_of = _date(args.as_of) if args.as_of else None
    database = Database(settings.url)
    try:
        with database.reading() as session:
            clock = read_clock(session, demo=settings.is_demo)
        done = match_and_keep(database, COMMAND, as_of or clock.today(), clock.now())
    finally:
        database.dispose()
    return Answer(_data(done), _words(done))


def _date(text: str) -> date:
    try:
        return parse_date(text)
    except DateIsNotReadable as error:
        raise InputIsRefused(str(error)) from None


def _data(done: MatchRun) -> dict[str, Any]:
    figures = {key: getattr(done, key) for key in KEYS}
    return {
        "run_id": done.id,
        **figures,
        "as_of": done.as_of.isoformat(),
        "rule_version": done.rule_version,
    }


def _words(done: MatchRun) -> str:
    return (
        f"{done.as_of}：{done.assets} 张单据，{done.eligible_pairs} 个可行配对，"
        f"推荐 {done.funded_assets} 张共 {format_wan(done.principal_fen)}元，"
        f"与理论上限相差 {done.gap:.2%}"
    )

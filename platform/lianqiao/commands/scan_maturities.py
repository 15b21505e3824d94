"""lianqiao scan-maturities: bring alerts and renewal reviews to what a day asks for."""

import argparse
from dataclasses import asdict
from datetime import date

from ..config import Settings
from ..loans.scan_maturities import ScanResult, scan_maturities
from ..shared.business_clock import read_clock
from ..shared.calendar import DateIsNotReadable, parse_date
from ..shared.database import Database
from . import Answer, InputIsRefused

SUMMARY = "raise the alerts that are due and open renewal reviews"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The business date, where it is not today."""
    parser.add_argument("--as-of", metavar="DATE", help="business date instead of today")


def run(args: argparse.Namespace) -> Answer:
    """Scan once. Any number may run at once: each has its own counts."""
    settings = Settings()
    as_of = _date(args.as_of) if args.as_of else None
    database = Database(settings.url)
    try:
        with database.writing() as session:
            clock = read_clock(session, demo=settings.is_demo)
            result = scan_maturities(session, as_of or clock.today(), clock.now())
    finally:
        database.dispose()
    return Answer(asdict(result), _words(result))


def _date(text: str) -> date:
    try:
        return parse_date(text)
    except DateIsNotReadable as error:
        raise InputIsRefused(str(error)) from None


def _words(result: ScanResult) -> str:
    return (
        f"检查贷款 {result.loans_checked} 笔，新提醒 {result.alerts_created} 条，"
        f"开启续贷评估 {result.reviews_opened} 件，升级 {result.reviews_escalated} 件"
    )

"""Jobs of the loan book: each in a transaction of its own, due by what the tables say."""

from datetime import date, datetime

from ..config import Settings
from ..shared.database import Database
from .mark_overdue import mark_overdue
from .scan_maturities import scan_maturities


def run_scan(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Scan the maturities of all loans."""
    with database.writing() as session:
        found = scan_maturities(session, today, now)
    return (
        f"{found.loans_checked} loans, {found.alerts_created} alerts, "
        f"{found.reviews_opened} reviews, {found.reviews_escalated} escalated"
    )


def run_mark_overdue(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Mark the loans that are late."""
    with database.writing() as session:
        return f"{mark_overdue(session, today, now)} loans"

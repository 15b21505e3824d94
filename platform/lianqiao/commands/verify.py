"""lianqiao verify: every invariant asked of the database, in one snapshot."""

import argparse

from ..config import Settings
from ..shared.database import Database
from ..verify import Report, verify_database
from . import Answer

SUMMARY = "ask the database for every invariant"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_args: argparse.Namespace) -> Answer:
    """Print what holds and what does not; exit 1 where something does not."""
    database = Database(Settings().url)
    try:
        report = verify_database(database)
    finally:
        database.dispose()
    return Answer(report.as_data(), _headline(report), 0 if report.ok else 1, _lines(report))


def _headline(report: Report) -> str:
    if report.ok:
        return f"{len(report.findings)} invariants hold; {report.audit_rows} audit rows in a chain"
    return "; ".join(f.name for f in report.findings if not f.ok) or "audit chain"


def _lines(report: Report) -> list[str]:
    return [
        f"{'ok ' if finding.ok else 'NOT'} {finding.name}"
        + "".join(f"\n      {violation}" for violation in finding.violations)
        for finding in report.findings
    ]

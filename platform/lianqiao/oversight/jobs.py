"""The daily job of oversight: search the county for risks, and measure its hubs.

What is due is derived from the last scan that is kept, so that a day off is caught up.
"""

from datetime import date, datetime

from ..config import Settings
from ..shared.actor import SYSTEM
from ..shared.database import Database
from .county import build_county
from .look_for_risks import look_for_risks
from .measure_hubs import keep_measures, measure_hubs
from .risk_queries import find_last_measure, find_last_scan, read_risk_figures
from .scan_risks import keep_findings


def run_scan_risks(database: Database, _settings: Settings, today: date, now: datetime) -> str:
    """Scan and measure, once a day. Nobody waits for a lock while it computes."""
    with database.reading() as session:
        last, measured_on = find_last_scan(session), find_last_measure(session)
        if last is not None and last.on >= today and measured_on == today:
            return "done today already"
        figures, graph = read_risk_figures(session, today), build_county(session)
    look, measured = look_for_risks(graph, figures), measure_hubs(graph, figures.hub_samples)
    with database.writing() as session:
        done = keep_findings(session, SYSTEM, look, today, now)
        hubs = keep_measures(session, SYSTEM, measured, today, now)
    return f"{done.found} findings, {done.new} new, {done.cut_at} firms cut, {hubs} measured"

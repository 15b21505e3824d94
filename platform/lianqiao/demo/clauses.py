"""The demo's contract clauses, and documents that wait long: what checks and reminders show.

The invoices are the scene's own. One is a voucher of seven months with its reason, one has a
clause on a long term, one is paid when a third party pays, and one was never answered.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from ..shared.tables import columns
from ..trade.confirm_asset import confirm_asset
from ..trade.enter_receivable import enter_receivable
from ..trade.models import Asset
from ..trade.papers import NO_CLAUSE, Clauses, NewReceivable, Terms
from ..trade.remind_debtor import remind_debtor
from ..trade.remind_of_confirmations import remind_of_confirmations
from .stage import Stage

FIRST_NUMBER = 960_000_000_000_000  # of invoices: far from those of the other scenes
RUNS = (-24, -12, -6, -4, -2, -1, 0)  # when the job of reminders is played
BY_HAND = (-3, 3)  # the day, and which of the papers


@dataclass(frozen=True)
class Scene:
    """A receivable of the supplier on the core enterprise; days are counted from today."""

    amount_fen: int
    entered: int
    due: int
    clauses: Clauses
    confirmed: int | None = None


PAPERS = (
    # The voucher comes before anything of the core enterprise fell due unpaid: later ones are
    # stopped until it has paid.
    Scene(
        46_000_000,
        -30,
        185,
        Clauses(
            is_voucher=True,
            voucher_reason="设备分三期验收，最后一期在第七个月",
            term_clause="第六条：凭证承诺付款日为末期验收后 30 天",
        ),
        -28,
    ),
    Scene(
        38_200_000,
        -16,
        78,
        Clauses(term_clause="第七条：验收合格后 90 天内付款", late_rate_ppm=48_000),
        -11,
    ),
    Scene(21_350_000, -22, 33, Clauses(pay_when_paid=True)),
    Scene(17_640_000, -36, 41, Clauses(term_clause=NO_CLAUSE)),
)


def agree_on_clauses(stage: Stage) -> None:
    """Put the documents, some answers and the reminders on the timeline."""
    for number, paper in enumerate(PAPERS):
        stage.at(stage.day(paper.entered), partial(_enter, stage, number, paper))
        if paper.confirmed is not None:
            stage.at(stage.day(paper.confirmed), partial(_confirm, stage, number))
    day, number = BY_HAND
    stage.at(stage.day(day), partial(_remind, stage, number))
    for offset in RUNS:
        stage.at(stage.day(offset), partial(_run, stage))


def _invoice(stage: Stage, number: int) -> str:
    issued = stage.day(PAPERS[number].entered - 3)
    return f"{issued:%y}341{FIRST_NUMBER + number}"


def _enter(stage: Stage, number: int, paper: Scene, day: date) -> None:
    issued = day - timedelta(days=3)
    terms = Terms(paper.amount_fen, issued, stage.day(paper.due), issued)
    new = NewReceivable(
        stage.ids["supplier"],
        stage.ids["core"],
        _invoice(stage, number),
        terms,
        clauses=paper.clauses,
    )
    now = stage.moment(day)
    enter_receivable(stage.session, stage.firm("supplier"), new, now, day, secret=stage.secret)


def _asset_id(stage: Stage, number: int) -> str:
    query = select(columns(Asset).id).where(columns(Asset).document_no == _invoice(stage, number))
    return str(stage.session.execute(query).scalar_one())


def _confirm(stage: Stage, number: int, day: date) -> None:
    asset_id, now = _asset_id(stage, number), stage.moment(day)
    confirm_asset(stage.session, stage.firm("core"), asset_id, now, day)


def _remind(stage: Stage, number: int, day: date) -> None:
    asset_id, now = _asset_id(stage, number), stage.moment(day)
    remind_debtor(stage.session, stage.firm("supplier"), asset_id, now, day)


def _run(stage: Stage, day: date) -> None:
    remind_of_confirmations(stage.session, day, stage.moment(day))

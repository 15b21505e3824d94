"""The regulator's pages: the four goals, bank by bank, and the monthly returns."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from ..shared.import_pages import ImportPage, receive_import, show_import
from ..shared.listing import Choice, Column, Listing
from ..shared.tables import columns
from ..shared.web import access, get_session, render, today, viewer
from . import queries
from .importers import IMPORTERS
from .models import MonthlyReturn
from .plots import Plot, draw
from .rules import Goal, judge, month_due, show_count
from .words import ASKS, GOALS, LIMIT_KINDS, MEASURES, PLOTS

oversight = Blueprint("oversight", __name__)
IMPORTS = ImportPage(
    IMPORTERS,
    "oversight.import_returns",
    _l("导入银行月报"),
    "oversight.returns",
    _l("每家银行每月一行；先预览，确认后才写入"),
)
SERIES = {
    "increase": "manufacturing_fen",
    "widen": "borrowers",
    "improve": "medium_long_fen",
    "cheapen": "weighted_rate_ppm",
}


@dataclass(frozen=True)
class Judged:
    """A goal with its plot."""

    goal: Goal
    plot: Plot | None


@oversight.get("/oversight")
@access("regulator", "operator")
def goals() -> Any:
    """The four goals of a month against their targets, bank by bank, and the scarce limits."""
    db = get_session()
    book = queries.read_book(db)
    asked = request.args.get("month", "")
    month = asked if asked in book.months else book.latest
    run = queries.current_run(db)
    due_month, _due = month_due(today())
    return render(
        "oversight/goals.html",
        "goals",
        month=month,
        months=sorted(book.months, reverse=True),
        judged=_judged(db, book, month) if month else [],
        league=queries.league(db, book, month) if month else [],
        due_month=due_month,
        missing=queries.banks_without(db, due_month),
        platform=queries.read_platform(db),
        run=run,
        prices=queries.read_prices(db, run) if run else [],
        small=_small_counts(db),
        words={"goals": GOALS, "asks": ASKS, "measures": MEASURES, "plots": PLOTS},
        limit_kinds=LIMIT_KINDS,
    )


def _judged(db: Session, book: queries.Book, month: str) -> list[Judged]:
    now, before = book.pair(month)
    found = judge(now, before, queries.read_targets(db, today()))
    return [Judged(goal, draw(book.series(SERIES[goal.key], month))) for goal in found]


def _small_counts(db: Session) -> Any:
    below = queries.hidden_below(db, today())
    return lambda count: "—" if count is None else show_count(count, below)


@oversight.get("/returns")
@access("regulator", "operator", "bank")
def returns() -> Any:
    """The monthly returns: a bank sees its own, regulator and operator all."""
    db, actor = get_session(), viewer()
    listing = _returns_listing(db, see_all=actor.kind != "bank")
    query = queries.returns_for(
        actor,
        queries.hidden_below(db, today()),
        listing.chosen("bank"),
        listing.chosen("month"),
    )
    if request.args.get("format") == "xlsx":
        return listing.to_excel(db, query, "returns")
    return render("oversight/returns.html", "listing", page=listing.fetch(db, query))


@oversight.get("/returns/import")
@access("regulator", "operator", "bank")
def import_returns() -> Any:
    """Take a file of returns: template, preview."""
    return show_import(IMPORTS)


@oversight.post("/returns/import")
@access("regulator", "operator", "bank")
def import_returns_post() -> Any:
    """Preview a file of returns, or import the previewed one."""
    return receive_import(IMPORTS)


def _returns_listing(db: Session, *, see_all: bool) -> Listing:
    row = columns(MonthlyReturn)
    months = sorted(queries.read_months(db), reverse=True)
    choices = [Choice("month", _l("月份"), [(month, month) for month in months])]
    if see_all:
        choices.insert(0, Choice("bank", _l("银行"), queries.list_banks(db)))
    return Listing(
        columns=(
            Column("month", _l("月份"), order=row.month),
            Column("bank", _l("银行"), order=row.bank_id),
            Column("all_loans_fen", _l("各项贷款"), "money", row.all_loans_fen),
            Column(
                "manufacturing_loans_fen", _l("制造业贷款"), "money", row.manufacturing_loans_fen
            ),
            Column(
                "manufacturing_medium_long_fen",
                _l("其中中长期"),
                "money",
                row.manufacturing_medium_long_fen,
            ),
            Column(
                "manufacturing_credit_fen",
                _l("其中信用贷款"),
                "money",
                row.manufacturing_credit_fen,
            ),
            Column("manufacturing_borrowers", _l("户数"), "number", row.manufacturing_borrowers),
            Column("first_time_borrowers", _l("首贷户"), "number", row.first_time_borrowers),
            Column("weighted_rate_ppm", _l("加权利率"), "ppm", row.weighted_rate_ppm),
        ),
        args=request.args,
        path=url_for("oversight.returns"),
        choices=choices,
        default_sort="-month",
        searchable=False,
    )

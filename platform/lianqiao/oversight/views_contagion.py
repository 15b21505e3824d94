"""Contagion: the address asks about one core enterprise; the answer as page and workbook."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..shared.listing import Column, Listing
from ..shared.pictures import draw
from ..shared.web import access, get_session, render, today
from . import queries
from .contagion_page import Answer, ask_contagion
from .risk_blueprint import risks
from .risk_forms import ContagionForm
from .risk_queries import list_firms_to_ask
from .risk_words import SHORTAGE_SIGNS, said
from .rules import show_count

FIRMS = (
    Column("name", _l("企业"), order=True, link=True),
    Column("park", _l("园区"), order=True),
    Column("wave", _l("波次"), "number", order=True),
    Column("owed_fen", _l("到期应付（元）"), "money", order=True),
    Column("paid_fen", _l("付得出（元）"), "money", order=True),
    Column("caused_fen", _l("缺口（元）"), "money", order=True),
    Column("on", _l("最紧的日子"), "date", order=True),
)
BANKS = (
    Column("name", _l("银行")),
    Column("firms", _l("受影响的借款企业"), "number"),
    Column("loans", _l("贷款笔数"), "number"),
    Column("balance_fen", _l("贷款余额（元）"), "money"),
)
ASKED = ("firm", "what", "share", "late", "horizon")


@risks.get("/risks/contagion")
@access("regulator", "operator")
def contagion() -> Any:
    """Who runs short if a core enterprise pays too little or late, and who lends to them."""
    session, asked = get_session(), "firm" in request.args
    form = ContagionForm(request.args if asked else None)
    form.offer(list_firms_to_ask(session, request.args.get("firm", "")))
    answer = None
    if asked and form.validate():
        answer = ask_contagion(session, form.question(), today())
    status = 422 if form.errors else 200
    listing = _listing()
    if answer is not None and request.args.get("format") == "xlsx":
        return _workbook(answer, listing)
    return render(
        "oversight/contagion.html",
        "listing",
        status,
        form=form,
        answer=answer,
        page=listing.page_of(answer.firms) if answer else None,
        banks=_banks(answer) if answer else [],
        picture=draw(answer.graph, risks=said(SHORTAGE_SIGNS)) if answer and answer.firms else None,
        href=lambda node: url_for("registry.enterprises_show", enterprise_id=node.id),
    )


def _listing() -> Listing:
    kept = {name: request.args.get(name, "") for name in ASKED}
    return Listing(FIRMS, request.args, url_for("risks.contagion"), searchable=False, kept=kept)


@dataclass(frozen=True)
class BankRow:
    """A bank as the offices see it: a count that could name a firm is hidden."""

    name: str
    firms: str
    loans: str
    balance_fen: int


def _banks(answer: Answer) -> list[BankRow]:
    below = queries.hidden_below(get_session(), today())
    return [
        BankRow(
            bank.name,
            show_count(bank.firms, below),
            show_count(bank.loans, below),
            bank.balance_fen,
        )
        for bank in answer.banks
    ]


def _workbook(answer: Answer, listing: Listing) -> Any:
    """The firms, or with ``sheet=banks`` the banks."""
    if request.args.get("sheet") == "banks":
        banks = Listing(BANKS, request.args, listing.path)
        return banks.workbook(_banks(answer), str(_("传染测算：银行")))
    return listing.workbook(listing.arranged(answer.firms), str(_("传染测算：企业")))

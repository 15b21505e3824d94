"""The demo's mutual debts: a ring of three that was set off, and two proposals that wait.

The documents are the scene's own: nothing else in the demo is asked to be financed on them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from ..registry.importers import IMPORTERS as REGISTRY
from ..shared.actor import COMMAND
from ..shared.tables import columns
from ..trade.accept_set_off import accept_set_off
from ..trade.enter_receivable import enter_receivable
from ..trade.find_set_offs import find_set_offs
from ..trade.models import Asset, SetOff, SetOffPart
from ..trade.papers import NewReceivable, Terms
from .offices import START
from .stage import Stage, TheDemoDoesNotFit

FIRST_NUMBER = 900_000_000_000_000  # of invoices: far from those of the market
LINKS = (
    # seller, buyer: trade beside that of the county's chain
    ("customer", "supplier"),
    ("core2", "supplier2"),
)
SEARCHES = (-16, -1)
AGREED = (
    # day, who agrees: the first ring is complete, of the second one firm has answered
    (-15, "customer"),
    (-14, "supplier"),
    (-13, "core"),
    (-1, "customer"),
)


@dataclass(frozen=True)
class Debt:
    """The debtor owes the creditor; days are counted from today."""

    debtor: str
    creditor: str
    amount_fen: int
    entered: int
    due: int


DEBTS = (
    Debt("core", "supplier", 28_640_000, -40, -20),
    Debt("supplier", "customer", 15_200_000, -40, -18),
    Debt("customer", "core", 19_850_000, -40, 10),
    Debt("core", "supplier", 9_600_000, -8, 52),
    Debt("supplier", "customer", 11_880_000, -8, 45),
    Debt("customer", "core", 8_800_000, -8, 40),
    Debt("core2", "supplier2", 7_560_000, -8, -3),
    Debt("supplier2", "core2", 4_230_000, -8, -2),
)


def owe_each_other(stage: Stage) -> None:
    """Put mutual debts, the searches for them and the answers on the timeline."""
    stage.bring(REGISTRY["links"], COMMAND, stage.day(START), "互购关系.csv", _links(stage))
    for number, debt in enumerate(DEBTS):
        stage.at(stage.day(debt.entered), partial(_enter, stage, number, debt))
    for offset in SEARCHES:
        stage.at(stage.day(offset), partial(_search, stage))
    for offset, who in AGREED:
        stage.at(stage.day(offset), partial(_agree, stage, who))


def _links(stage: Stage) -> list[dict[str, object]]:
    firms = stage.county.firms
    return [
        {
            "core_uscc": firms[buyer].uscc,
            "partner_uscc": firms[seller].uscc,
            "direction": "supplier",
            "since": stage.day(-400),
            "annual_volume": "120万元",
            "payment_days": 60,
            "contract_no": f"HG-{firms[seller].uscc[-9:]}",
        }
        for seller, buyer in LINKS
    ]


def _enter(stage: Stage, number: int, debt: Debt, day: date) -> None:
    """The debtor uploads what it owes, and confirms by that."""
    issued = day - timedelta(days=4)
    terms = Terms(debt.amount_fen, issued, stage.day(debt.due), issued)
    invoice = f"{issued:%y}341{FIRST_NUMBER + number}"
    new = NewReceivable(stage.ids[debt.creditor], stage.ids[debt.debtor], invoice, terms)
    debtor, now = stage.firm(debt.debtor), stage.moment(day)
    enter_receivable(stage.session, debtor, new, now, day, secret=stage.secret)


def _search(stage: Stage, day: date) -> None:
    """Only the scene's own documents: the others have their own stories."""
    asset = columns(Asset)
    own = asset.document_no.contains(f"341{FIRST_NUMBER // 10**6}")
    others = set(stage.session.execute(select(asset.id).where(~own)).scalars())
    operator = stage.people["operator"]
    if not find_set_offs(stage.session, operator, day, stage.moment(day), others):
        raise TheDemoDoesNotFit("no set-off was found")


def _agree(stage: Stage, who: str, day: date) -> None:
    row, part = columns(SetOff), columns(SetOffPart)
    query = (
        select(row.id)
        .join(SetOffPart, part.set_off_id == row.id)
        .where(row.state == "proposed", part.debtor_id == stage.ids[who])
        .order_by(row.number)
        .limit(1)
    )
    set_off_id = stage.session.execute(query).scalar_one()
    accept_set_off(stage.session, stage.firm(who), set_off_id, stage.moment(day), day)

"""Load the demo: the county is planned from a fixed seed, then played through the use cases."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy import select
from sqlmodel import Session

from ..accounts.passwords import Passwords
from ..financing.run_match import run_match
from ..products.models import Product
from ..registry.consent import grant_authorisation
from ..registry.importers import IMPORTERS as REGISTRY
from ..registry.models import Enterprise
from ..shared.actor import COMMAND
from ..shared.tables import columns
from .clauses import agree_on_clauses
from .confirming import confirm_in_twos
from .documents import keep_documents
from .duplicates import add_duplicates, invite_colleagues
from .einvoices import read_from_xml
from .firms import Link, plan_county
from .guarantees import narrow_capacity
from .lending import SIDEWAYS, WAY, Case
from .loans import Aftermath, borrow, bring_older, scan
from .mappings import keep_mappings
from .offices import START, admit_people, open_offices, receive_applicants
from .payments import owe_and_pay, pay_what_is_financed
from .profiles import choose_banks, fill_scorecards, list_dishonest, list_one_lately, tax_grade
from .registers import keep_registers, order_and_borrow
from .returns import bring_returns
from .risks import plant_debts, plant_links, plant_one_hand
from .risks import scan as scan_for_risks
from .set_offs import owe_each_other
from .shelf import fill_shelf, set_limits, tighten
from .stage import Stage
from .trade import WORTH_ASKING, Document, Market, trade_lately, upload
from .words import BANKS

SEED = "链桥"
BRANCHES = "甲乙丙丁戊己庚辛壬癸子丑寅卯"  # so that no two firms share a representative
BANK_KEYS = tuple(key for key, *_rest in BANKS)
# How many recent applications end where: a step of the way, or beside it.
RECENT = {
    "apply": 14,
    "claim": 10,
    "draft": 10,
    "approve": 16,
    "accept": 7,
    "register": 6,
    "returned": 6,
    "refused": 6,
    "withdrawn": 4,
    "sent_back": 4,
    "declined": 5,
    "expired": 4,
    "cancelled": 3,
}
AGO = {**{step: 1 + at for at, step in enumerate(WAY)}, **dict.fromkeys(SIDEWAYS, 9)}


@dataclass(frozen=True)
class Loaded:
    """What was loaded: organisations, documents, applications, loans."""

    organisations: int
    documents: int
    applications: int
    loans: int


def load(session: Session, today: date, now: datetime, secret: str, passwords: Passwords) -> Loaded:
    """Load the demo in the caller's transaction: it is there whole, or not at all."""
    rng = Random(SEED)  # noqa: S311 - a demo, not a secret
    stage = Stage(session, today, now, secret, rng, plan_county(rng, today))
    open_offices(stage)
    _register_firms(stage)
    plant_links(stage)
    admit_people(stage, passwords)
    _authorise(stage)
    products = fill_shelf(stage)
    set_limits(stage)
    market = Market(stage)
    cases: list[Case] = []
    borrow(market, products, cases)
    trade_lately(market)
    _apply_lately(market, products, cases)
    plant_debts(market)
    owe_and_pay(market)
    order_and_borrow(market, products, cases)
    upload(market)
    for case in cases:
        case.schedule()
    bring_older(stage)
    Aftermath(stage).schedule()
    scan(stage)
    owe_each_other(stage)
    agree_on_clauses(stage)
    confirm_in_twos(stage)
    read_from_xml(stage)
    stage.play()
    pay_what_is_financed(stage)
    keep_registers(stage)
    fill_scorecards(stage)
    list_dishonest(stage)
    choose_banks(stage)
    plant_one_hand(stage)
    scan_for_risks(stage)
    bring_returns(stage)
    receive_applicants(stage)
    keep_documents(stage)
    add_duplicates(stage)
    invite_colleagues(stage)
    keep_mappings(stage)
    tighten(stage, products)
    narrow_capacity(stage)
    run_match(session, COMMAND, today, now)
    list_one_lately(stage)
    loans = sum(case.loan is not None for case in cases)
    return Loaded(len(stage.ids), len(market.documents), len(cases), loans)


def _register_firms(stage: Stage) -> None:
    """The operator's two files: firms, and who trades with whom."""
    firms, links = stage.county.firms, stage.county.links
    day = stage.day(START)
    rows = [
        {
            "uscc": firm.uscc,
            "name": firm.name,
            "park": firm.park,
            "industry": firm.industry,
            "employees": firm.employees,
            "revenue": f"{firm.revenue_wan}万元",
            "assets": f"{firm.assets_wan}万元",
            "founded": firm.founded,
            "legal_representative": f"{firm.person}{BRANCHES[number // 10]}",
            "phone": f"0566-0000{number:03d}",
            "is_core": int(firm.is_core),
            "grade": firm.grade,
            "foreign_trade": int(number % 9 == 0),
            "tax_grade": tax_grade(number),
        }
        for number, firm in enumerate(firms.values(), 1)
    ]
    stage.bring(REGISTRY["enterprises"], COMMAND, day, "企业名录.csv", rows)
    enterprise = columns(Enterprise)
    ids = dict(stage.session.execute(select(enterprise.uscc, enterprise.id)).all())
    stage.ids |= {key: ids[firm.uscc] for key, firm in firms.items()}
    stage.bring(
        REGISTRY["links"], COMMAND, day, "合作关系.csv", [_link(stage, one) for one in links]
    )


def _link(stage: Stage, link: Link) -> dict[str, object]:
    firms = stage.county.firms
    return {
        "core_uscc": firms[link.core].uscc,
        "partner_uscc": firms[link.partner].uscc,
        "direction": link.direction,
        "since": link.since,
        "annual_volume": f"{link.annual_wan}万元",
        "payment_days": link.payment_days,
        "contract_no": f"HT-{firms[link.partner].uscc[-9:]}",
        "shown_in_chain": int(not firms[link.core].is_core),
    }


def _authorise(stage: Stage) -> None:
    """Most firms let banks see their file; some have not got round to it."""
    day = stage.day(START + 2)
    for number, key in enumerate(stage.county.firms):
        if number % 13 == 12 and key not in stage.people:
            stage.silent.add(key)
            continue
        grant_authorisation(stage.session, stage.firm(key), stage.day(400), stage.moment(day), day)


def _apply_lately(market: Market, products: list[Product], cases: list[Case]) -> None:
    """Recent applications in every state; some documents are offered to several banks."""
    stage, rng = market.stage, market.rng
    free = [one for one in market.documents if _is_free(stage, one)]
    free = [one for one in free if not any(case.document is one for case in cases)]
    rng.shuffle(free)
    free.sort(key=lambda one: one.borrower not in ("supplier", "supplier2"))
    wanted = [ends for ends, count in RECENT.items() for _case in range(count)]
    rng.shuffle(wanted)
    for ends in ("approve", "returned", "apply"):  # those of the demo's own people come first
        wanted.remove(ends)
        wanted.insert(0, ends)
    for ends in wanted:
        document = next(one for one in free if one.entered < stage.day(-AGO[ends] - 1))
        free.remove(document)
        several = ends == "approve" and rng.random() < 0.4
        for bank in rng.sample(BANK_KEYS, 3 if several else 1):
            starts = stage.day(-AGO[ends])
            cases.append(Case(stage, market, products, document, starts, ends, bank, several))


def _is_free(stage: Stage, one: Document) -> bool:
    worth = one.fate in ("confirmed", "asked") and one.amount_fen >= WORTH_ASKING
    if not worth or one.borrower in stage.silent:
        return False
    return one.entered < stage.day(-3) and one.due > stage.day(40)

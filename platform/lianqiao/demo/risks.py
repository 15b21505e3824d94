"""What the demo's risk pages show: a ring of debts, firms under one hand, and tickets of a scan."""

from sqlalchemy import select

from ..oversight.close_finding import close_finding
from ..oversight.comment_on_finding import comment_on_finding
from ..oversight.county import build_county
from ..oversight.measure_hubs import keep_measures, measure_hubs
from ..oversight.models import RiskFinding
from ..oversight.open_finding import open_finding
from ..oversight.risk_queries import read_risk_figures
from ..oversight.scan_risks import scan_risks
from ..registry.edit_profile import Profile, edit_profile
from ..registry.importers import IMPORTERS as REGISTRY
from ..registry.models import Enterprise
from ..shared.actor import COMMAND, SYSTEM
from ..shared.tables import columns
from .firms import Firm
from .offices import START
from .stage import Stage
from .trade import Document, Market

RING_FEN = (86_200_000, 86_950_000, 86_600_000)  # nearly one amount, owed in a ring
ONE_HAND = ("王示同", "0566-0000999")


def plant_links(stage: Stage) -> None:
    """Three suppliers of the second tier sell to each other in a ring."""
    ring = _ring(stage)
    rows = [
        {
            "core_uscc": buyer.uscc,
            "partner_uscc": seller.uscc,
            "direction": "supplier",
            "since": stage.day(-400),
            "annual_volume": "350万元",
            "payment_days": 60,
            "contract_no": f"HZ-{number}",
        }
        for number, (seller, buyer) in enumerate(_pairs(ring), 1)
    ]
    stage.bring(REGISTRY["links"], COMMAND, stage.day(START), "互相供货.csv", rows)


def plant_debts(market: Market) -> None:
    """Each of the ring owes the next nearly the same amount; the debtor has uploaded it."""
    stage = market.stage
    for number, (seller, buyer) in enumerate(_pairs(_ring(stage))):
        entered = stage.day(-30 + 10 * number)
        market.documents.append(
            Document(
                kind="receivable",
                seller=seller.key,
                buyer=buyer.key,
                borrower=seller.key,
                number=f"{entered:%y}341{888_000_000_000_000 + number}",
                amount_fen=RING_FEN[number],
                issued=stage.day(-34 + 10 * number),
                due=stage.day(50 + 5 * number),
                entered=entered,
                splittable=False,
                fate="confirmed",
            )
        )


def plant_one_hand(stage: Stage) -> None:
    """A supplier and its own supplier write the same representative and phone into their files."""
    person, phone = ONE_HAND
    link = next(
        link
        for link in stage.county.links
        if stage.county.firms[link.core].tier == 1 and _may_be_seen(stage, link.core, link.partner)
    )
    for key in (link.core, link.partner):
        firm = stage.session.get_one(Enterprise, stage.ids[key])
        profile = Profile(
            park=firm.park,
            industry=firm.industry,
            employees=firm.employees,
            revenue_fen=firm.revenue_fen,
            assets_fen=firm.assets_fen,
            founded=firm.founded,
            legal_representative=person,
            phone=phone,
            foreign_trade=firm.foreign_trade,
            tax_grade=firm.tax_grade,
        )
        day = stage.day(-60)
        edit_profile(stage.session, stage.firm(key), profile, stage.moment(day))


def scan(stage: Stage) -> None:
    """Yesterday's and today's scan; one ticket is being looked into, another one is closed."""
    session, yesterday = stage.session, stage.day(-1)
    scan_risks(session, yesterday, stage.moment(yesterday))
    officer = stage.people["regulator"]
    one_hand, hub = _finding(stage, "common_control"), _finding(stage, "single_point")
    now = stage.moment(yesterday)
    open_finding(session, officer, one_hand.id, now)
    comment_on_finding(session, officer, one_hand.id, "已联系两家企业，请提供股东名册。", now)
    open_finding(session, officer, hub.id, now)
    words = "核心企业的配套企业较多，属正常；已请园区关注备用供应商。"
    close_finding(session, officer, hub.id, words, stage.moment(yesterday), yesterday)
    scan_risks(session, stage.today, stage.now)
    samples = read_risk_figures(session, stage.today).hub_samples
    measured = measure_hubs(build_county(session), samples)
    keep_measures(session, SYSTEM, measured, stage.today, stage.now)


def _finding(stage: Stage, kind: str) -> RiskFinding:
    row = columns(RiskFinding)
    query = select(RiskFinding).where(row.kind == kind).order_by(row.severity, row.number)
    found: RiskFinding = stage.session.execute(query.limit(1)).scalar_one()
    return found


def _ring(stage: Stage) -> list[Firm]:
    """The first three second-tier suppliers of one park that let banks see their files."""
    firms = [
        firm
        for firm in stage.county.firms.values()
        if firm.tier == 2 and firm.park == "dongzhi" and _may_be_seen(stage, firm.key)
    ]
    return firms[:3]


def _may_be_seen(stage: Stage, *keys: str) -> bool:
    """Not among every thirteenth, who has not got round to a consent."""
    places = {key: number for number, key in enumerate(stage.county.firms)}
    return all(places[key] % 13 != 12 for key in keys)


def _pairs(ring: list[Firm]) -> list[tuple[Firm, Firm]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))

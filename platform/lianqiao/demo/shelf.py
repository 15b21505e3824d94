"""The demo's bank products and limits: drafted by a clerk, published by another person."""

from dataclasses import dataclass

from sqlalchemy import select

from ..products.draft_product import draft_product
from ..products.models import CreditLimit, Product
from ..products.publish_product import publish_product
from ..products.set_limit import add_limit
from ..products.terms import Terms
from ..shared.tables import columns
from .guarantees import guaranteed
from .offices import START, approver, officer
from .stage import Stage

WAN = 1_000_000
CHEMICAL = ("26", "27", "29", "22", "33", "35")
FOOD = ("01", "04", "13", "14", "15")
SMALL = ("small", "micro")
RECEIVABLE, ORDER = ("receivable",), ("order",)


@dataclass(frozen=True)
class Offer:
    """A product of a bank with its quota."""

    bank: str
    quota_fen: int
    terms: Terms


def _offer(
    bank: str,
    name: str,
    amounts: tuple[int, int, int],
    days: tuple[int, int],
    rate: int,
    summary: str,
    *,
    kinds: tuple[str, ...] = (),
    parks: tuple[str, ...] = (),
    industries: tuple[str, ...] = (),
    sizes: tuple[str, ...] = (),
    grade: int = 7,
    advance: int = 80,
    fee: int = 0,
    first: bool = False,
) -> Offer:
    """Least, most and quota in 万元; rate and fee in basis points; advance in percent."""
    least, most, quota = amounts
    terms = Terms(
        name=name,
        kinds=kinds,
        parks=parks,
        industries=industries,
        sizes=sizes,
        max_grade=grade,
        min_amount_fen=least * WAN,
        max_amount_fen=most * WAN,
        min_days=days[0],
        max_days=days[1],
        advance_ppm=advance * 10_000,
        rate_ppm=rate * 100,
        fee_ppm=fee * 100,
        first_time_only=first,
        summary=summary,
    )
    return Offer(bank, quota * WAN, terms)


SHELF = (
    _offer(
        "bank",
        "红色信e贷",
        (1, 300, 9_000),
        (15, 270),
        385,
        "党建引领的信用贷款，线上申请",
        sizes=SMALL,
        grade=6,
    ),
    _offer(
        "bank",
        "应收账款质押贷",
        (5, 1_000, 20_000),
        (15, 360),
        400,
        "核心企业确权后质押，随借随还",
        kinds=RECEIVABLE,
    ),
    _offer(
        "bank",
        "订单贷",
        (5, 800, 12_000),
        (15, 330),
        420,
        "凭确认的订单备货",
        kinds=ORDER,
        advance=70,
    ),
    _offer(
        "bank",
        "循环贷",
        (3, 500, 8_000),
        (15, 360),
        395,
        "一次授信，循环使用",
        parks=("dongzhi", "dadukou"),
        sizes=SMALL,
        grade=5,
        advance=75,
    ),
    _offer(
        "bank2",
        "链捷贷",
        (10, 2_000, 30_000),
        (15, 360),
        365,
        "国有大行供应链融资",
        grade=6,
        fee=10,
    ),
    _offer(
        "bank2",
        "税融通",
        (5, 300, 8_000),
        (30, 360),
        370,
        "按纳税信用放款",
        kinds=RECEIVABLE,
        sizes=SMALL,
        grade=5,
        advance=70,
    ),
    _offer(
        "bank2",
        "订单e融",
        (10, 1_000, 9_000),
        (15, 300),
        375,
        "化工园区订单融资",
        kinds=ORDER,
        industries=CHEMICAL,
        grade=6,
        advance=70,
        fee=10,
    ),
    _offer(
        "bank2",
        "首贷通",
        (1, 100, 3_000),
        (15, 180),
        390,
        "没有贷过款的企业的第一笔",
        sizes=SMALL,
        grade=8,
        advance=70,
        first=True,
    ),
    _offer(
        "bank3",
        "保理通",
        (20, 3_000, 25_000),
        (15, 360),
        430,
        "有追索权保理",
        kinds=RECEIVABLE,
        advance=90,
        fee=20,
    ),
    _offer(
        "bank3",
        "经销贷",
        (10, 800, 9_000),
        (15, 270),
        440,
        "经销商向核心企业采购",
        kinds=ORDER,
        industries=("51", "52"),
        advance=70,
        fee=10,
    ),
    _offer(
        "bank3",
        "科技信用贷",
        (20, 1_000, 8_000),
        (30, 360),
        360,
        "科技型企业",
        kinds=RECEIVABLE,
        parks=("dongzhi",),
        industries=("26", "27", "35"),
        grade=4,
    ),
    _offer(
        "bank4",
        "村镇小额贷",
        (1, 80, 3_000),
        (15, 270),
        480,
        "微型企业和合作社",
        sizes=("micro",),
        grade=8,
        advance=75,
    ),
    _offer(
        "bank4",
        "农产品收购贷",
        (2, 300, 5_000),
        (15, 240),
        450,
        "收购季周转",
        kinds=ORDER,
        industries=FOOD,
        grade=8,
    ),
    _offer(
        "bank4",
        "年审贷",
        (5, 200, 3_000),
        (30, 360),
        465,
        "年审合格，到期自动续期",
        kinds=RECEIVABLE,
        sizes=SMALL,
        grade=5,
        advance=70,
    ),
    _offer(
        "bank5",
        "邮路快贷",
        (2, 300, 12_000),
        (15, 360),
        380,
        "小微企业应收账款融资",
        kinds=RECEIVABLE,
        sizes=SMALL,
        grade=6,
        advance=75,
    ),
    _offer(
        "bank5",
        "食品产业贷",
        (5, 600, 9_000),
        (15, 300),
        375,
        "大渡口食品产业",
        parks=("dadukou", "other"),
        industries=FOOD,
        advance=75,
    ),
    _offer(
        "bank5",
        "无还本续贷",
        (5, 500, 8_000),
        (15, 360),
        385,
        "到期不用先还本",
        kinds=RECEIVABLE,
        sizes=SMALL,
        grade=5,
    ),
    _offer(
        "bank6",
        "绿色工厂贷",
        (20, 1_500, 9_000),
        (15, 360),
        368,
        "绿色改造企业优惠",
        kinds=RECEIVABLE,
        parks=("dongzhi",),
        industries=("26", "27"),
        grade=6,
    ),
    _offer(
        "bank6",
        "综合订单贷",
        (5, 500, 8_000),
        (15, 330),
        455,
        "各行业订单",
        kinds=ORDER,
        grade=8,
        advance=65,
        fee=10,
    ),
    _offer(
        "bank6",
        "快捷保理",
        (2, 500, 9_000),
        (7, 360),
        485,
        "当天放款，费用稍高",
        kinds=RECEIVABLE,
        grade=9,
        advance=85,
        fee=30,
    ),
)
# What is left of a scarce product's quota, in 万元.
SCARCE = {"保理通": 3_000, "红色信e贷": 600, "快捷保理": 500, "链捷贷": 150, "农产品收购贷": 250}
DRAFT = _offer(
    "bank",
    "预授信贷",
    (2, 200, 5_000),
    (15, 360),
    388,
    "先核额度，用款时再申请",
    sizes=SMALL,
    grade=5,
)
LIMITS = (
    # bank, whole, each core enterprise, each borrower (万元)
    ("bank", 45_000, 8_000, 1_500),
    ("bank2", 60_000, 12_000, 2_500),
    ("bank3", 50_000, 9_000, 2_000),
    ("bank4", 12_000, 2_000, 300),
    ("bank5", 30_000, 6_000, 900),
    ("bank6", 30_000, 6_000, 1_200),
)


def fill_shelf(stage: Stage) -> list[Product]:
    """Every product, on offer; one more is drafted and waits for its approver."""
    day = stage.day(START + 3)
    products = []
    for number, offer in enumerate(SHELF, 1):
        product = draft_product(
            stage.session,
            officer(stage, offer.bank),
            guaranteed(stage, offer.terms),
            stage.moment(day),
            code=f"DEMO-{number:02d}",
            quota_fen=offer.quota_fen,
        )
        publish_product(stage.session, approver(stage, offer.bank), product.id, stage.moment(day))
        products.append(product)
    draft_product(
        stage.session,
        officer(stage, DRAFT.bank),
        DRAFT.terms,
        stage.moment(stage.day(-2)),
        code="DEMO-DRAFT",
        quota_fen=DRAFT.quota_fen,
    )
    return products


def set_limits(stage: Stage) -> None:
    """What each bank will lend at most: as a whole, by core enterprise, by borrower."""
    for bank, whole, core, borrower in LIMITS:
        actor, day = approver(stage, bank), stage.day(START + 4)
        for scope, ceiling in (("bank", whole), ("core", core), ("borrower", borrower)):
            add_limit(stage.session, actor, scope, ceiling * WAN, stage.moment(day))


def tighten(stage: Stage, products: list[Product]) -> None:
    """Some sought-after products are nearly lent out: their quotas are what firms wait for."""
    row = columns(CreditLimit)
    for product in products:
        if product.name not in SCARCE:
            continue
        query = select(row.reserved_fen + row.used_fen).where(row.product_id == product.id)
        ceiling = stage.session.execute(query).scalar_one() + SCARCE[product.name] * WAN
        actor = approver(stage, stage.key_of(product.bank_id))
        day = stage.day(-1)
        add_limit(
            stage.session, actor, "product", ceiling, stage.moment(day), product_id=product.id
        )

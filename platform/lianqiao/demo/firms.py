"""The demo's firms as data: eight core enterprises, their suppliers in tiers, their customers."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ..shared import uscc
from .words import COOPERATIVES, CORES, PERSONS, TRADES, WORDS

CHEMISTRY = ("26", "26", "27", "29", "22", "33", "35", "54")
FOOD = ("01", "01", "04", "13", "14", "22", "29", "54")
BUYERS = ("51", "51", "52")
FIRST_TIER, SECOND_TIER, THIRD_TIER, CUSTOMERS = 7, 3, 1, 4  # of each core enterprise
FIXED = {
    # the firms of the demo users stand first in their core enterprise's list
    ("core", "supplier", 0): ("supplier", "演示金桂化工有限公司", "26"),
    ("core2", "supplier", 0): ("supplier2", "演示白鹭稻米专业合作社", "01"),
    ("core", "customer", 0): ("customer", "演示长亭医药商贸有限公司", "51"),
}


@dataclass(frozen=True)
class Firm:
    """A firm of the demo. Amounts in 万元; ``tier`` 0 core, 1–3 suppliers, −1 customer."""

    key: str
    name: str
    uscc: str
    park: str
    industry: str
    employees: int
    revenue_wan: int
    assets_wan: int
    founded: date
    grade: int
    tier: int
    person: str

    @property
    def is_core(self) -> bool:
        """Whether it is one of the eight."""
        return self.tier == 0


@dataclass(frozen=True)
class Link:
    """``partner`` supplies ``core``, or buys from it; ``core`` may stand in a lower tier."""

    core: str
    partner: str
    direction: str
    since: date
    annual_wan: int
    payment_days: int


@dataclass(frozen=True)
class County:
    """All firms by key, and who trades with whom."""

    firms: dict[str, Firm]
    links: list[Link]

    def partners(self, core: str, direction: str) -> list[str]:
        """Keys of a firm's suppliers or customers."""
        return [
            link.partner for link in self.links if link.core == core and link.direction == direction
        ]

    @property
    def cores(self) -> list[str]:
        """Keys of the core enterprises."""
        return [key for key, firm in self.firms.items() if firm.is_core]


def plan_county(rng: Random, today: date) -> County:
    """About 130 firms and their links, the same for the same seed and day."""
    maker = _Maker(rng, today)
    for key, name, park, industry, employees, revenue, assets, grade in CORES:
        maker.add(key, name, park, industry, (employees, revenue, assets), grade, 0)
    for core in list(maker.county.firms.values()):
        _add_partners(maker, core)
    return maker.county


def _add_partners(maker: "_Maker", core: Firm) -> None:
    pool = CHEMISTRY if core.park == "dongzhi" else FOOD
    for at in range(FIRST_TIER + (core.key in ("core", "core2"))):
        first = maker.partner(core, "supplier", at, pool, 1)
        if at < SECOND_TIER:
            second = maker.partner(first, "supplier", at, pool, 2)
            if at < THIRD_TIER:
                maker.partner(second, "supplier", at, pool, 3)
    for at in range(CUSTOMERS):
        maker.partner(core, "customer", at, BUYERS, -1)


class _Maker:
    def __init__(self, rng: Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.county = County({}, [])
        self._names: set[str] = {name for _key, name, _industry in FIXED.values()}

    def add(
        self,
        key: str,
        name: str,
        park: str,
        industry: str,
        measures: tuple[int, int, int],
        grade: int,
        tier: int,
    ) -> Firm:
        """Enter a firm under its key."""
        number = len(self.county.firms) + 1
        prefix = "93" if industry in COOPERATIVES else "91"
        if number % 17 == 0 and industry in COOPERATIVES:
            prefix = "N2"
        firm = Firm(
            key=key,
            name=name,
            uscc=uscc.make(f"{prefix}341721", f"MADEM{number:03d}"),
            park=park,
            industry=industry,
            employees=measures[0],
            revenue_wan=measures[1],
            assets_wan=measures[2],
            founded=date(2002 + self.rng.randrange(20), self.rng.randrange(1, 13), 8),
            grade=grade,
            tier=tier,
            person=PERSONS[number % len(PERSONS)],
        )
        self.county.firms[key] = firm
        return firm

    def partner(
        self, side: Firm, direction: str, at: int, pool: tuple[str, ...], tier: int
    ) -> Firm:
        """A supplier or customer of ``side``, and the link between them."""
        fixed = FIXED.get((side.key, direction, at))
        industry = fixed[2] if fixed else self.rng.choice(pool)
        key = fixed[0] if fixed else f"firm-{len(self.county.firms) + 1:03d}"
        name = fixed[1] if fixed else self._name(industry)
        park = side.park if self.rng.random() < 0.7 else "other"
        revenue = max(60, int(self.rng.lognormvariate(7.6, 0.9)))
        measures = (max(4, revenue // self.rng.randrange(30, 90)), revenue, revenue * 3 // 4)
        firm = self.add(key, name, park, industry, measures, self.rng.randrange(2, 8), tier)
        self.county.links.append(
            Link(
                core=side.key,
                partner=firm.key,
                direction=direction,
                since=self.today - timedelta(days=self.rng.randrange(200, 2200)),
                annual_wan=max(40, revenue // 3),
                payment_days=self.rng.choice((30, 60, 60, 90)),
            )
        )
        return firm

    def _name(self, industry: str) -> str:
        """A name that nobody has yet."""
        ending = "" if industry in COOPERATIVES else "有限公司"
        while True:
            mark = self.rng.choice(("示例", "演示"))
            trade = self.rng.choice(TRADES[industry])
            name = f"{mark}{self.rng.choice(WORDS)}{trade}{ending}"
            if name not in self._names:
                self._names.add(name)
                return name

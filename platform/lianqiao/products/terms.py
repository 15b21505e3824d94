"""What a product says: its terms, how lists are kept as text, and which terms are possible."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from ..shared.money import PPM
from .errors import TermIsImpossible
from .models import Product

LONGEST_TERM_DAYS = 3650
LISTS = ("kinds", "parks", "industries", "sizes", "core_list")


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of a product. Money in fen, rates in ppm, lists empty where any is accepted."""

    name: str
    max_amount_fen: int
    rate_ppm: int
    kinds: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    core_list: tuple[str, ...] = ()
    max_grade: int = 10
    min_amount_fen: int = 0
    min_days: int = 0
    max_days: int = 365
    advance_ppm: int = 800_000
    fee_ppm: int = 0
    first_time_only: bool = False
    summary: str = ""
    decision_days: int = 3
    guarantor_id: str | None = None

    def as_columns(self) -> dict[str, Any]:
        """The values of the product's columns."""
        return {
            name: joined(value) if name in LISTS else value for name, value in asdict(self).items()
        }


def joined(values: Iterable[str]) -> str:
    """A list as the table keeps it: each once, sorted, joined by ``;``."""
    return ";".join(sorted(set(values)))


def listed(text: str) -> tuple[str, ...]:
    """The values of a list as the table keeps it."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def terms_of(product: Product) -> Terms:
    """The terms of a product that is there."""
    names = Terms.__dataclass_fields__
    values: dict[str, Any] = {name: getattr(product, name) for name in names}
    values |= {name: listed(values[name]) for name in LISTS}
    return Terms(**values)


def differs(product: Product, terms: Terms) -> bool:
    """Whether the product says anything else than the terms."""
    return any(getattr(product, name) != value for name, value in terms.as_columns().items())


def check_terms(terms: Terms) -> None:
    """The terms can be: raises TermIsImpossible with the field and the mend."""
    if not terms.name.strip():
        raise TermIsImpossible(_("请填写产品名称"), "name")
    if not 1 <= terms.max_grade <= 10:
        raise TermIsImpossible(_("信用等级为 1（最好）到 10"), "max_grade")
    _check_amounts(terms)
    _check_days(terms)
    _check_rates(terms)
    if len(joined(terms.core_list)) > 4000:
        raise TermIsImpossible(_("核心企业名单最多约 200 家，请减少"), "core_list")


def _check_amounts(terms: Terms) -> None:
    if terms.max_amount_fen <= 0:
        raise TermIsImpossible(_("单笔最高金额应大于零"), "max_amount_fen")
    if not 0 <= terms.min_amount_fen <= terms.max_amount_fen:
        raise TermIsImpossible(_("单笔最低金额不能高于最高金额"), "min_amount_fen")


def _check_days(terms: Terms) -> None:
    if not 1 <= terms.max_days <= LONGEST_TERM_DAYS:
        words = _("最长期限为 1 到 %(most)s 天", most=LONGEST_TERM_DAYS)
        raise TermIsImpossible(words, "max_days")
    if not 0 <= terms.min_days <= terms.max_days:
        raise TermIsImpossible(_("最短期限不能长于最长期限"), "min_days")
    if not 1 <= terms.decision_days <= 60:
        raise TermIsImpossible(_("答复时限为 1 到 60 个工作日"), "decision_days")


def _check_rates(terms: Terms) -> None:
    if not 0 < terms.advance_ppm <= PPM:
        raise TermIsImpossible(_("融资比例应大于 0，不超过 100"), "advance_ppm")
    for field in ("rate_ppm", "fee_ppm"):
        if not 0 <= getattr(terms, field) < PPM:
            raise TermIsImpossible(_("请填 0 到 100 之间的百分数，例如 3.85"), field)

"""Checks of a document against what the two sides have traded, and against each other.

Pure. They only note: unusual is not wrong. A bank is told that something is unusual, never
the amounts of other documents, which may be another bank's.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from flask_babel import gettext as _

from ..shared.money import PPM, format_wan, format_yuan
from . import checks, checks_vouchers
from .checks import HOUSE, SEVERITIES, Check, Document, Figures, Standing

Audience = Literal["side", "bank"]


@dataclass(frozen=True)
class Between:
    """What is known of two sides; amounts in fen, the checked document left out.

    ``this_year_fen`` is the sum of the year of the document's date until then, ``largest_fen``
    the largest of ``documents`` until then. ``shared`` are the kinds of hints that one hand
    steers both, None where the viewer may not know.
    """

    linked: bool = True
    sizes: tuple[str, str] = ("", "")
    annual_volume_fen: int | None = None
    this_year_fen: int = 0
    largest_fen: int = 0
    documents: int = 0
    shared: tuple[str, ...] | None = None


def annual_volume(
    document: Document, between: Between, figures: Figures, audience: Audience
) -> Check | None:
    """The year so far against the yearly volume that the link states; None where it does not."""
    agreed, share = between.annual_volume_fen, figures.volume_share
    if not agreed or share is None:
        return None
    total = between.this_year_fen + document.terms.amount_fen
    if total * PPM <= agreed * share.number:
        words = _("本年累计没有超过登记的年交易额")
        return Check("annual_volume", "passed", words, share.source)
    words = _("本年累计超过登记的年交易额")
    if audience == "side":
        words = _(
            "连同这一张，本年累计 %(sum)s，超过登记的年交易额 %(volume)s",
            sum=format_wan(total),
            volume=format_wan(agreed),
        )
    advice = _("请核对金额；业务增长的，可在「合作方」更新年交易额")
    return Check("annual_volume", "note", words, share.source, advice)


def usual_amount(
    document: Document, between: Between, figures: Figures, audience: Audience
) -> Check | None:
    """The amount against the largest so far; None while there are too few to compare with."""
    times, least = figures.largest_times, figures.history_least
    if times is None or least is None or between.documents < least.number:
        return None
    if document.terms.amount_fen <= times.number * between.largest_fen:
        words = _("金额在双方以往的范围内")
        return Check("usual_amount", "passed", words, times.source)
    words = _("金额超过双方此前最大一张的 %(n)s 倍", n=times.number)
    if audience == "side":
        largest = format_yuan(between.largest_fen)
        words = _("%(words)s（%(largest)s 元）", words=words, largest=largest)
    advice = _("少见，不是差错：请核对数字，备好合同")
    return Check("usual_amount", "note", words, times.source, advice)


def related(between: Between) -> Check | None:
    """Hints that one hand steers both sides; neither a person's name nor a number is told."""
    if between.shared is None:
        return None
    if not between.shared:
        words = _("没有发现双方有相同的法定代表人或联系电话")
        return Check("related", "passed", words, str(HOUSE))
    named = {"legal_representative": _("法定代表人"), "phone": _("联系电话")}
    what = "、".join(named[hint] for hint in sorted(between.shared))
    words = _("双方登记的%(what)s相同，可能有关联关系", what=what)
    advice = _("这只是线索：请查验股权关系和真实交货")
    return Check("related", "note", words, str(HOUSE), advice)


def look(
    document: Document,
    between: Between,
    standing: Standing,
    figures: Figures,
    today: date,
    audience: Audience = "side",
) -> tuple[Check, ...]:
    """Every check that has something to say, stops first, then warnings, notes, what is well."""
    found = (
        checks.link(linked=between.linked) if document.is_live else None,
        checks.delivery(document, today),
        checks.due(document, today),
        checks.term(document, between.sizes, figures),
        checks_vouchers.voucher_term(document, figures),
        checks_vouchers.voucher_planned(document, figures),
        checks.pay_when_paid(document, between.sizes, figures),
        annual_volume(document, between, figures, audience),
        usual_amount(document, between, figures, audience),
        related(between),
        checks_vouchers.debtor_pays(document, standing, figures),
        checks.dishonest(document, standing),
    )
    told = [check for check in found if check is not None]
    return tuple(sorted(told, key=lambda check: SEVERITIES.index(check.severity)))

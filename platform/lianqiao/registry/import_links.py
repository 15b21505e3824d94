"""Trade links from a file: the operator's count at once, a firm's own are proposed.

``core`` in the file is the side whose supplier or customer the partner is; a firm's own
file may name it on either side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Membership
from ..accounts.notify import notify
from ..shared.cells import amount_cell, date_cell, text_cell, whole_cell, yes_no_cell
from ..shared.imports import Applied, Apply, ImportContext, Importer, RowIsRefused
from ..shared.tables import columns
from ..shared.tabular import Column, Row
from .bulk import Steps, change_stated, in_parts
from .edit_link_terms import tell_of_terms, terms_of, told_terms
from .hold_firms import hold_firms
from .import_columns import direction_cell, uscc_cell
from .merged import merged_words, refuse_merged
from .models import Enterprise, TradeLink
from .permission import own_firm
from .rules import OTHER_WAY, link_starts_active, on_word_of_one_side
from .states import LINK

COLUMNS = (
    Column(
        "core_uscc",
        ("核心企业代码", "核心企业统一社会信用代码", "核心企业信用代码", "本方代码"),
        required=True,
        parse=uscc_cell,
    ),
    Column(
        "partner_uscc",
        ("合作方代码", "合作方统一社会信用代码", "合作方信用代码", "对方代码"),
        required=True,
        parse=uscc_cell,
        example="91350100M000100Y43",
    ),
    Column(
        "direction",
        ("方向", "合作方向", "对方是", "关系", "合作类型"),
        required=True,
        parse=direction_cell(),
        note=_l("合作方是核心企业的什么：供应商或经销商"),
    ),
    Column("since", ("合作起始日", "合作开始日期", "起始日期", "开始日期"), parse=date_cell),
    Column("annual_volume", ("年交易额", "年交易金额", "年采购额"), parse=amount_cell()),
    Column(
        "payment_days",
        ("账期", "账期天数", "付款天数", "Payment terms"),
        parse=whole_cell(0, 3650),
        note=_l("从交付到付款的天数"),
        example="60",
    ),
    Column(
        "contract_no",
        ("合同编号", "合同号", "Contract number"),
        parse=text_cell(80),
        example="HT-2026-001",
    ),
    Column("shown_in_chain", ("链上可见",), parse=yes_no_cell),
)
Side = tuple[str, str, str]  # registering side, partner, direction


@dataclass
class _Book:
    """What rows refer to, and which firms were told of a proposal."""

    firms: dict[str, Enterprise]
    links: dict[Side, TradeLink]
    joined: frozenset[str]
    own: Enterprise | None
    sizes: dict[str, str]
    merged: dict[str, str]
    steps: Steps
    told: set[str] = field(default_factory=set)


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    own = None if context.actor.is_operator else own_firm(context.session, context.actor)
    book = _load(context, rows, own)

    def apply(row: Row) -> Applied:
        side = _side(book, row)
        found = book.links.get(side) or book.links.get(_mirror(side))
        if found is None:
            _add(context, book, side, row)
            return "new"
        return _change(context, book, found, row)

    return apply


def _load(context: ImportContext, rows: Sequence[Row], own: Enterprise | None) -> _Book:
    session = context.session
    codes = [row.text(name) for row in rows for name in ("core_uscc", "partner_uscc")]
    if context.keep:
        hold_firms(session, codes)
    firms: dict[str, Enterprise] = {}
    for part in in_parts(codes):
        query = select(Enterprise).where(columns(Enterprise).uscc.in_(part))
        firms |= {firm.uscc: firm for firm in session.execute(query).scalars()}
    links, joined = _links_among(session, [firm.id for firm in firms.values()])
    sizes = {firm.id: firm.size_class for firm in firms.values()}
    return _Book(firms, links, joined, own, sizes, merged_words(session, codes), Steps(context))


def _links_among(
    session: Session, ids: Sequence[str]
) -> tuple[dict[Side, TradeLink], frozenset[str]]:
    link, member = columns(TradeLink), columns(Membership)
    links: dict[Side, TradeLink] = {}
    joined: set[str] = set()
    for part in in_parts(ids):
        query = select(TradeLink).where(link.core_id.in_(part))
        for row in session.execute(query).scalars():
            links[(row.core_id, row.partner_id, row.direction)] = row
        people = select(member.organisation_id).where(member.organisation_id.in_(part))
        joined |= set(session.execute(people).scalars())
    return links, frozenset(joined)


def _side(book: _Book, row: Row) -> Side:
    """Who registers, with whom, which way; raises RowIsRefused."""
    core = _firm(book, row, "core_uscc")
    partner = _firm(book, row, "partner_uscc")
    direction = row.text("direction")
    if core.id == partner.id:
        raise RowIsRefused("partner_uscc", _("合作方代码与核心企业代码相同，请改正"))
    if book.own is None or book.own.id == core.id:
        return core.id, partner.id, direction
    if book.own.id == partner.id:
        return _mirror((core.id, partner.id, direction))
    raise RowIsRefused("core_uscc", _("两个代码里应有一个是贵公司自己的"))


def _firm(book: _Book, row: Row, name: str) -> Enterprise:
    refuse_merged(book.merged, row, name)
    firm = book.firms.get(row.text(name))
    if firm is None:
        raise RowIsRefused(name, _("平台上没有这个代码的企业，请先登记该企业"))
    return firm


def _mirror(side: Side) -> Side:
    own, partner, direction = side
    return partner, own, OTHER_WAY[direction]


def _terms(row: Row) -> dict[str, Any]:
    return {
        "since": row.day_or_none("since"),
        "annual_volume_fen": row.whole_or_none("annual_volume"),
        "payment_days": row.whole_or_none("payment_days"),
        "contract_no": row.text("contract_no"),
        "shown_in_chain": row.values.get("shown_in_chain"),
    }


def _add(context: ImportContext, book: _Book, side: Side, row: Row) -> None:
    link = TradeLink(core_id=side[0], partner_id=side[1], direction=side[2])
    change_stated(context.session, link, _terms(row))
    book.links[side] = link
    context.session.add(link)
    book.steps.note(LINK, link, "propose")
    if _counts_at_once(book, link):
        _activate(context, book, link, on_word_of_one_side() if book.own else "")
    elif link.partner_id in book.joined:
        _tell_once(context, book, link)


def _counts_at_once(book: _Book, link: TradeLink) -> bool:
    if book.own is None:
        return True
    joined = link.partner_id in book.joined
    return link_starts_active(by_core=book.own.is_core, partner_has_joined=joined)


def _activate(context: ImportContext, book: _Book, link: TradeLink, reason: str = "") -> None:
    link.core_size = book.sizes[link.core_id]
    link.partner_size = book.sizes[link.partner_id]
    link.since = link.since or context.today
    link.state = "active"
    book.steps.note(LINK, link, "accept", source="proposed", reason=reason)
    context.session.add(link)


def _tell_once(context: ImportContext, book: _Book, link: TradeLink) -> None:
    """One notice to a firm, however many rows of the file name it."""
    if link.partner_id in book.told:
        return
    book.told.add(link.partner_id)
    title = _("%(name)s 登记了与贵公司的合作关系，请确认", name=context.actor.organisation_name)
    notify(
        context.session,
        link.partner_id,
        "link_proposed",
        title,
        context.now,
        path="/partners?waiting=answer",
    )


def _change(context: ImportContext, book: _Book, link: TradeLink, row: Row) -> Applied:
    if link.state in ("refused", "ended"):
        raise RowIsRefused(
            "partner_uscc", _("这一合作关系已被拒绝或终止，要恢复请在「合作方」页面重新登记")
        )
    if book.own is not None and book.own.id != link.core_id:
        return _answered(context, book, link)
    before = terms_of(link)
    changed = change_stated(context.session, link, _terms(row))
    if changed:
        _note_change(context, book, link, told_terms(before, terms_of(link)))
    if link.state == "proposed" and book.own is None:
        _activate(context, book, link)
        changed = True
    return "changed" if changed else "unchanged"


def _note_change(context: ImportContext, book: _Book, link: TradeLink, words: str) -> None:
    book.steps.note(LINK, link, "edit_terms", source=link.state, reason=words)
    tell_of_terms(context.session, context.actor, link, words, context.now, mail=False)


def _answered(context: ImportContext, book: _Book, link: TradeLink) -> Applied:
    """The other side entered the link first: naming it in one's own file accepts it."""
    if link.state == "active":
        return "unchanged"
    _activate(context, book, link)
    return "changed"


LINKS = Importer(
    "links", _l("合作关系"), COLUMNS, ("core_uscc", "partner_uscc", "direction"), _prepare
)

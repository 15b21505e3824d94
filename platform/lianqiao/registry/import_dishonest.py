"""The list of dishonest debtors (失信名单) from a file: the operator's alone.

Entries go by credit code and case number, so that a firm may be listed before it comes. A
firm that is here already is told, once a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..accounts.notify import notify
from ..shared.cells import date_cell, text_cell
from ..shared.imports import Applied, Apply, ImportContext, Importer, RowIsRefused
from ..shared.tables import columns, table
from ..shared.tabular import Column, Row
from .bulk import change_stated, in_parts, step_row
from .dishonesty_rules import stands
from .import_columns import uscc_cell
from .merged import acting_firm
from .models import DishonestyListing, Enterprise
from .permission import only_operator
from .states import DISHONESTY

COLUMNS = (
    Column("uscc", ("统一社会信用代码", "信用代码"), required=True, parse=uscc_cell),
    Column("name", ("名称", "被执行人名称", "企业名称"), required=True, parse=text_cell(200)),
    Column("case_no", ("案号",), required=True, parse=text_cell(80)),
    Column("authority", ("执行法院/认定机关", "执行法院", "认定机关"), parse=text_cell(120)),
    Column("reason", ("事由", "失信行为"), parse=text_cell(500)),
    Column("listed_on", ("列入日期", "发布日期"), required=True, parse=date_cell),
    Column("expires_on", ("到期日", "到期日期"), parse=date_cell),
)
Key = tuple[str, str]  # credit code, case number


@dataclass
class _Book:
    """What stands on the list, who of it is on the platform, and who was told by this file."""

    entries: dict[Key, DishonestyListing]
    firms: dict[str, tuple[str, str]]
    told: set[str] = field(default_factory=set)


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    only_operator(context.actor)
    book = _load(context.session, [row.text("uscc") for row in rows])

    def apply(row: Row) -> Applied:
        _check(context, row)
        found = book.entries.get((row.text("uscc"), row.text("case_no")))
        _warn_of_another_name(context, book, row)
        if found is None:
            _add(context, book, row)
            return "new"
        return _change(context, book, found, row)

    return apply


def _load(session: Session, codes: Sequence[str]) -> _Book:
    entry, firm, organisation = (
        columns(DishonestyListing),
        columns(Enterprise),
        columns(Organisation),
    )
    entries: dict[Key, DishonestyListing] = {}
    firms: dict[str, tuple[str, str]] = {}
    for part in in_parts(codes):
        listed = select(DishonestyListing).where(entry.uscc.in_(part))
        entries |= {(row.uscc, row.case_no): row for row in session.execute(listed).scalars()}
        known = (
            select(firm.uscc, acting_firm(), organisation.name)
            .join(table(Organisation), organisation.id == firm.id)
            .where(firm.uscc.in_(part))
        )
        firms |= {uscc: (id_, name) for uscc, id_, name in session.execute(known)}
    return _Book(entries, firms)


def _check(context: ImportContext, row: Row) -> None:
    if row.day("listed_on") > context.today:
        raise RowIsRefused("listed_on", _("列入日期在今天之后，请核对"))
    expires_on = row.day_or_none("expires_on")
    if expires_on is not None and expires_on < row.day("listed_on"):
        raise RowIsRefused("expires_on", _("到期日早于列入日期，请核对"))


def _warn_of_another_name(context: ImportContext, book: _Book, row: Row) -> None:
    found = book.firms.get(row.text("uscc"))
    if found is not None and found[1] != row.text("name"):
        words = _("平台上该代码登记的名称是「%(name)s」，请核对代码", name=found[1])
        context.warn(row, "name", words)


def _stated(row: Row) -> dict[str, Any]:
    return {
        "name": row.text("name"),
        "authority": row.text("authority"),
        "reason": row.text("reason"),
        "listed_on": row.day("listed_on"),
        "expires_on": row.day_or_none("expires_on"),
    }


def _add(context: ImportContext, book: _Book, row: Row) -> None:
    entry = DishonestyListing(uscc=row.text("uscc"), case_no=row.text("case_no"), **_stated(row))
    step = step_row(
        DISHONESTY, entry, "list", context.actor, context.now, reason=row.text("reason")
    )
    context.session.add_all([entry, step])
    book.entries[(entry.uscc, entry.case_no)] = entry
    _tell_once(context, book, entry)


def _change(context: ImportContext, book: _Book, entry: DishonestyListing, row: Row) -> Applied:
    stated = _stated(row)
    differing = {n: v for n, v in stated.items() if v not in (None, "") and getattr(entry, n) != v}
    if not differing:
        return "unchanged"
    if entry.state == "lifted":
        raise RowIsRefused(
            "case_no", _("这一条已移出名单；要重新列入，请打开该条目办理「重新列入」")
        )
    if entry.expires_on is not None and "expires_on" not in differing:
        _check_order(row, entry)
    stood = _stands(context, entry)
    change_stated(context.session, entry, stated)
    if not stood:
        _tell_once(context, book, entry)
    return "changed"


def _check_order(row: Row, entry: DishonestyListing) -> None:
    if entry.expires_on is not None and entry.expires_on < row.day("listed_on"):
        raise RowIsRefused("listed_on", _("列入日期晚于已登记的到期日，请同时填写新的到期日"))


def _stands(context: ImportContext, entry: DishonestyListing) -> bool:
    return stands(entry.state, entry.listed_on, entry.expires_on, entry.lifted_on, context.today)


def _tell_once(context: ImportContext, book: _Book, entry: DishonestyListing) -> None:
    """One notice to a firm that is here, for the first entry that stops it."""
    found = book.firms.get(entry.uscc)
    if found is None or entry.uscc in book.told or not _stands(context, entry):
        return
    book.told.add(entry.uscc)
    notify(
        context.session,
        found[0],
        "dishonesty_listed",
        _("贵公司被列入失信名单，不能融资（案号 %(no)s）", no=entry.case_no),
        context.now,
        body=_("履行义务后，可在企业资料里申请信用修复；移出或到期后恢复。"),
        path=f"/dishonest/{entry.id}",
    )


DISHONEST = Importer("dishonest", _l("失信名单"), COLUMNS, ("uscc", "case_no"), _prepare)

"""Firms from a file: the operator's are live; a firm's own file registers partners.

A partner's file never changes a firm that somebody else entered or that has joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Membership, Organisation
from ..accounts.states import ORGANISATION
from ..shared.cells import amount_cell, date_cell, text_cell, whole_cell, yes_no_cell
from ..shared.imports import Applied, Apply, ImportContext, Importer
from ..shared.tables import columns
from ..shared.tabular import Column, Row
from .bulk import Steps, change_stated, in_parts
from .import_columns import industry_cell, park_cell, tax_grade_cell, uscc_cell
from .merged import merged_words, refuse_merged
from .models import Enterprise
from .permission import own_firm
from .register_firm import NewFirm, firm_rows
from .rules import measure

COLUMNS = (
    Column(
        "uscc",
        (
            "统一社会信用代码",
            "信用代码",
            "社会信用代码",
            "企业代码",
            "税号",
            "纳税人识别号",
            "Tax ID",
        ),
        required=True,
        parse=uscc_cell,
    ),
    Column(
        "name",
        ("名称", "企业名称", "公司名称", "单位名称", "Company", "Company name"),
        required=True,
        parse=text_cell(200),
        example="演示甲供应有限公司",
    ),
    Column("park", ("园区", "所在园区", "所属园区"), parse=park_cell()),
    Column(
        "industry",
        ("行业代码", "行业", "所属行业", "国民经济行业代码"),
        required=True,
        parse=industry_cell,
    ),
    Column(
        "employees",
        ("从业人员", "从业人数", "人数", "员工人数", "职工人数", "Headcount"),
        parse=whole_cell(0, 10_000_000),
        example="120",
    ),
    Column("revenue", ("营业收入", "年营业收入", "年营收", "营收", "销售额"), parse=amount_cell()),
    Column("assets", ("资产总额", "总资产", "资产总计", "Total assets"), parse=amount_cell()),
    Column("founded", ("成立日期", "成立时间", "注册日期", "Founded on"), parse=date_cell),
    Column(
        "legal_representative",
        ("法定代表人", "法人", "法人代表", "法定代表人姓名"),
        parse=text_cell(80),
        example="演示人",
    ),
    Column(
        "phone",
        ("联系电话", "电话", "联系方式", "Telephone"),
        parse=text_cell(30),
        example="0566-0000000",
    ),
    Column(
        "is_core", ("是否核心企业", "核心企业"), parse=yes_no_cell, note=_l("只有平台运营填的算数")
    ),
    Column(
        "grade",
        ("信用等级", "等级"),
        parse=whole_cell(1, 10),
        note=_l("1 到 10 的整数，1 最好；只有平台运营填的算数"),
        example="5",
    ),
    Column("foreign_trade", ("外贸企业", "是否外贸企业"), parse=yes_no_cell),
    Column("tax_grade", ("纳税信用等级", "纳税等级"), parse=tax_grade_cell()),
)


@dataclass(frozen=True)
class _Known:
    """What stands on the platform already, by credit code."""

    firms: dict[str, tuple[Organisation, Enterprise]]
    joined: frozenset[str]
    merged: dict[str, str]


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    own = None if context.actor.is_operator else own_firm(context.session, context.actor)
    known = _known(context.session, [row.text("uscc") for row in rows])
    steps = Steps(context)

    def apply(row: Row) -> Applied:
        if own is not None:
            _warn_of_ranks(context, row)
        refuse_merged(known.merged, row, "uscc")
        found = known.firms.get(row.text("uscc"))
        if found is None:
            _add(context, steps, own, row)
            return "new"
        if own is not None and not _may_change(own, found[1], known.joined):
            context.warn(row, "uscc", _("该企业已在平台登记，资料以它自己填写的为准，未改动"))
            return "unchanged"
        return _change(context.session, *found, row, by_operator=own is None)

    return apply


def _known(session: Session, codes: Sequence[str]) -> _Known:
    firms: dict[str, tuple[Organisation, Enterprise]] = {}
    joined: set[str] = set()
    member = columns(Membership)
    for part in in_parts(codes):
        query = (
            select(Organisation, Enterprise)
            .join(Enterprise, columns(Enterprise).id == columns(Organisation).id)
            .where(columns(Enterprise).uscc.in_(part))
        )
        firms |= {firm.uscc: (organisation, firm) for organisation, firm in session.execute(query)}
    for part in in_parts(firm.id for _organisation, firm in firms.values()):
        people = select(member.organisation_id).where(member.organisation_id.in_(part))
        joined |= set(session.execute(people).scalars())
    return _Known(firms, frozenset(joined), merged_words(session, codes))


def _may_change(own: Enterprise, firm: Enterprise, joined: frozenset[str]) -> bool:
    if firm.id == own.id:
        return True
    return firm.registered_by == own.id and firm.id not in joined


def _warn_of_ranks(context: ImportContext, row: Row) -> None:
    for name in ("is_core", "grade"):
        if row.values.get(name) not in (None, False):
            context.warn(row, name, _("核心企业标志和信用等级由平台运营设定，此处已忽略"))


def _add(context: ImportContext, steps: Steps, own: Enterprise | None, row: Row) -> None:
    vouched = own is None or own.is_core
    organisation, firm = firm_rows(
        _new_firm(row),
        state="approved" if vouched else "applied",
        registered_by=None if own is None else own.id,
        is_core=own is None and row.flag("is_core"),
        grade=(row.whole_or_none("grade") if own is None else None) or 5,
    )
    context.session.add_all([organisation, firm])
    steps.note(ORGANISATION, organisation, "register")


def _new_firm(row: Row) -> NewFirm:
    return NewFirm(
        uscc=row.text("uscc"),
        name=row.text("name"),
        industry=row.text("industry"),
        park=row.text("park") or "other",
        employees=row.whole_or_none("employees"),
        revenue_fen=row.whole_or_none("revenue"),
        assets_fen=row.whole_or_none("assets"),
        founded=row.day_or_none("founded"),
        legal_representative=row.text("legal_representative"),
        phone=row.text("phone"),
        foreign_trade=row.flag("foreign_trade"),
        tax_grade=row.text("tax_grade"),
    )


def _change(
    session: Session,
    organisation: Organisation,
    firm: Enterprise,
    row: Row,
    *,
    by_operator: bool,
) -> Applied:
    stated: dict[str, Any] = {
        "park": row.text("park"),
        "employees": row.whole_or_none("employees"),
        "revenue_fen": row.whole_or_none("revenue"),
        "assets_fen": row.whole_or_none("assets"),
        "founded": row.day_or_none("founded"),
        "legal_representative": row.text("legal_representative"),
        "phone": row.text("phone"),
        "foreign_trade": row.values.get("foreign_trade"),
        "tax_grade": row.text("tax_grade"),
    }
    if by_operator:
        stated |= {"is_core": row.values.get("is_core"), "grade": row.whole_or_none("grade")}
    renamed = change_stated(session, organisation, {"name": row.text("name")})
    changed = change_stated(session, firm, stated)
    measured = measure(row.text("industry"), firm.employees, firm.revenue_fen, firm.assets_fen)
    classed = {"industry": measured.division, "size_class": measured.size_class}
    resized = change_stated(session, firm, classed)
    return "changed" if renamed or changed or resized else "unchanged"


ENTERPRISES = Importer("enterprises", _l("企业"), COLUMNS, ("uscc",), _prepare)

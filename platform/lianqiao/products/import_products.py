"""Products from a file: the operator's and an approver's are live, a clerk's are drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..registry.bulk import in_parts, step_row
from ..registry.merged import merged_words
from ..registry.models import Enterprise
from ..shared.cells import amount_cell, percent_cell, text_cell, whole_cell
from ..shared.imports import Applied, Apply, ImportContext, Importer, RowIsRefused
from ..shared.tables import columns
from ..shared.tabular import Column, Row
from .edit_product import apply_terms
from .errors import TermIsImpossible
from .guarantors import guarantors_by_code
from .import_bank import banks_by_code, own_bank
from .import_columns import (
    cores_cell,
    guarantor_cell,
    industries_cell,
    kinds_cell,
    parks_cell,
    sizes_cell,
)
from .limits import Line
from .models import CreditLimit, Product
from .set_limit import set_ceiling
from .states import PRODUCT
from .terms import LONGEST_TERM_DAYS, Terms, check_terms, differs, listed

COLUMNS = (
    Column("product_id", ("产品编号",), required=True, parse=text_cell(40)),
    Column("name", ("产品名称", "名称"), parse=text_cell(120)),
    Column("bank", ("银行代码", "银行"), parse=text_cell(40)),
    Column("kinds", ("业务种类", "种类"), parse=kinds_cell, default=""),
    Column("parks", ("园区",), parse=parks_cell, default=""),
    Column("industries", ("行业", "行业代码"), parse=industries_cell, default=""),
    Column("sizes", ("企业规模", "规模"), parse=sizes_cell, default=""),
    Column("max_grade", ("最低信用等级", "信用等级"), parse=whole_cell(1, 10), default=10),
    Column("min_amount", ("最低金额", "单笔最低金额"), parse=amount_cell(), default=0),
    Column("max_amount", ("最高金额", "单笔最高金额"), required=True, parse=amount_cell()),
    Column("min_days", ("最短期限",), parse=whole_cell(0, LONGEST_TERM_DAYS), default=0),
    Column("max_days", ("最长期限",), parse=whole_cell(1, LONGEST_TERM_DAYS), default=365),
    Column("advance_rate", ("融资比例",), parse=percent_cell, default=800_000),
    Column("rate", ("年利率",), required=True, parse=percent_cell),
    Column("fee", ("手续费率", "费率"), parse=percent_cell, default=0),
    Column("quota", ("产品额度", "额度"), parse=amount_cell()),
    Column("core_list", ("核心企业名单",), parse=cores_cell, default=""),
    Column("guarantor", ("担保机构", "担保公司"), parse=guarantor_cell),
)
FIELDS = {
    "max_amount_fen": "max_amount",
    "min_amount_fen": "min_amount",
    "advance_ppm": "advance_rate",
    "rate_ppm": "rate",
    "fee_ppm": "fee",
}


@dataclass
class _Import:
    """What the rows refer to, loaded at once."""

    context: ImportContext
    banks: dict[str, str]
    products: dict[str, Product] = field(default_factory=dict)
    quotas: dict[str, CreditLimit] = field(default_factory=dict)
    cores: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    guarantors: dict[str, str] = field(default_factory=dict)

    @property
    def publishes(self) -> bool:
        actor = self.context.actor
        return actor.is_operator or actor.has("approver")

    def load(self, rows: Sequence[Row]) -> None:
        session, product, quota = self.context.session, columns(Product), columns(CreditLimit)
        for part in in_parts([row.text("product_id") for row in rows]):
            found = session.execute(select(Product).where(product.code.in_(part))).scalars()
            self.products |= {known.code: known for known in found}
            asked = (
                select(CreditLimit)
                .join(Product, product.id == quota.product_id)
                .where(product.code.in_(part))
            )
            self.quotas |= {str(q.product_id): q for q in session.execute(asked).scalars()}
        codes = sorted({code for row in rows for code in listed(row.text("core_list"))})
        self.merged = merged_words(session, codes)
        named = sorted({row.text("guarantor") for row in rows})
        self.guarantors = guarantors_by_code(session, named)
        for part in in_parts(codes):
            firm = columns(Enterprise)
            self.cores |= set(
                session.execute(select(firm.uscc).where(firm.uscc.in_(part))).scalars()
            )

    def apply(self, row: Row) -> Applied:
        bank_id = self._bank(row)
        known = self.products.get(row.text("product_id"))
        terms = self._terms(row, known)
        quota_fen = row.whole_or_none("quota")
        if known is None:
            self._add(row, bank_id, terms, quota_fen)
            return "new"
        if known.bank_id != bank_id:
            raise RowIsRefused("product_id", gettext("该产品编号已被使用，请换一个"))
        return self._change(known, terms, quota_fen)

    def _bank(self, row: Row) -> str:
        code = row.text("bank")
        own = own_bank(self.context.actor)
        if not code and own:
            return own
        bank_id = self.banks.get(code)
        if bank_id is None or (own and bank_id != own):
            raise RowIsRefused(
                "bank", gettext("没有代码为“%(code)s”的银行，或不是本行的产品", code=code)
            )
        return bank_id

    def _terms(self, row: Row, known: Product | None) -> Terms:
        terms = replace(terms_of_row(row, known), guarantor_id=self._guarantor(row, known))
        for code in terms.core_list:
            if code in self.merged:
                raise RowIsRefused("core_list", self.merged[code])
        unknown = sorted(set(terms.core_list) - self.cores)
        if unknown:
            raise RowIsRefused(
                "core_list",
                gettext("平台上没有代码为 %(unknown)s 的企业，请先登记", unknown=unknown[0]),
            )
        try:
            check_terms(terms)
        except TermIsImpossible as refusal:
            name = refusal.field or ""
            raise RowIsRefused(FIELDS.get(name, name), str(refusal)) from None
        return terms

    def _guarantor(self, row: Row, known: Product | None) -> str | None:
        """Whom the row names; whom the product has already where it says nothing."""
        if row.values.get("guarantor") is None:
            return known.guarantor_id if known else None
        code = row.text("guarantor")
        if code and code not in self.guarantors:
            raise RowIsRefused(
                "guarantor",
                gettext("没有代码为 %(code)s 的担保机构，请平台运营先登记并审核", code=code),
            )
        return self.guarantors.get(code)

    def _add(self, row: Row, bank_id: str, terms: Terms, quota_fen: int | None) -> None:
        session, actor, now = self.context.session, self.context.actor, self.context.now
        product = Product(
            code=row.text("product_id"),
            bank_id=bank_id,
            state="published" if self.publishes else "draft",
            **terms.as_columns(),
        )
        event = "publish" if self.publishes else "create"
        session.add_all([product, step_row(PRODUCT, product, event, actor, now)])
        if quota_fen is not None:
            session.add(
                CreditLimit(
                    scope="product",
                    holder_id=bank_id,
                    product_id=product.id,
                    ceiling_fen=quota_fen,
                )
            )

    def _change(self, product: Product, terms: Terms, quota_fen: int | None) -> Applied:
        other = differs(product, terms)
        moved = self._quota_moves(product, quota_fen)
        waits = self.publishes and product.state == "draft"
        if (other or waits) and product.state == "retired":
            raise RowIsRefused("product_id", gettext("该产品已下架，不能再改；请用新的产品编号"))
        if moved and quota_fen is not None:
            line = Line("product", product.bank_id, product_id=product.id)
            set_ceiling(self.context.session, line, quota_fen, self.context.now)
        if other or waits:
            self._rewrite(product, terms, edited=other)
        return "changed" if other or waits or moved else "unchanged"

    def _quota_moves(self, product: Product, quota_fen: int | None) -> bool:
        row = self.quotas.get(product.id)
        if quota_fen is None or (row is not None and row.ceiling_fen == quota_fen):
            return False
        if not self.publishes:
            raise RowIsRefused("quota", gettext("额度由审批人调整，请由审批人导入，或去掉这一列"))
        if row is not None and row.reserved_fen + row.used_fen > quota_fen:
            raise RowIsRefused("quota", gettext("已占用的额度高于它，请填更高的额度"))
        return True

    def _rewrite(self, product: Product, terms: Terms, *, edited: bool) -> None:
        session, actor, now = self.context.session, self.context.actor, self.context.now
        steps = (["edit"] if edited else []) + (["publish"] if self.publishes else [])
        apply_terms(product, terms)
        for event in steps:
            source, product.state = product.state, PRODUCT.target(product.state, event)
            session.add(step_row(PRODUCT, product, event, actor, now, source=source))
        session.add(product)


def terms_of_row(row: Row, known: Product | None) -> Terms:
    """The terms that a row states; what files do not hold stays as it is."""
    stated = Terms(
        name=row.text("name") or (known.name if known else row.text("product_id")),
        kinds=listed(row.text("kinds")),
        parks=listed(row.text("parks")),
        industries=listed(row.text("industries")),
        sizes=listed(row.text("sizes")),
        core_list=listed(row.text("core_list")),
        max_grade=row.whole("max_grade"),
        min_amount_fen=row.whole("min_amount"),
        max_amount_fen=row.whole("max_amount"),
        min_days=row.whole("min_days"),
        max_days=row.whole("max_days"),
        advance_ppm=row.whole("advance_rate"),
        rate_ppm=row.whole("rate"),
        fee_ppm=row.whole("fee"),
    )
    if known is None:
        return stated
    return replace(
        stated,
        first_time_only=known.first_time_only,
        summary=known.summary,
        decision_days=known.decision_days,
    )


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    own_bank(context.actor)
    job = _Import(context, banks_by_code(context.session))
    job.load(rows)
    return job.apply


PRODUCTS = Importer("products", _l("银行产品"), COLUMNS, ("product_id",), _prepare)

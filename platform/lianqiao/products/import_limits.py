"""Limits from a file: a bank's whole, its lines for core enterprises, its limits for borrowers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..registry.bulk import in_parts
from ..registry.merged import merged_words, refuse_merged
from ..registry.models import Enterprise
from ..shared.cells import amount_cell, text_cell, uscc_cell
from ..shared.imports import Applied, Apply, ImportContext, Importer, RowIsRefused
from ..shared.tables import columns
from ..shared.tabular import Column, Row
from .errors import LimitIsTooLow
from .import_bank import banks_by_code, own_bank
from .import_columns import scope_cell
from .limits import NO_CEILING, Line
from .models import CreditLimit
from .permission import approver_of
from .set_limit import LARGEST_FEN, hold_bank, set_ceiling

COLUMNS = (
    Column("bank", ("银行代码", "银行"), parse=text_cell(40), default=""),
    Column("scope", ("额度种类", "种类"), required=True, parse=scope_cell),
    Column("party_uscc", ("对方代码", "统一社会信用代码"), parse=uscc_cell, default=""),
    Column("limit", ("额度", "限额"), required=True, parse=amount_cell()),
)


@dataclass
class _Import:
    """What the rows refer to, loaded at once; each bank is held while its rows are applied."""

    context: ImportContext
    banks: dict[str, str]
    firms: dict[str, str] = field(default_factory=dict)
    known: dict[Line, CreditLimit] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)

    def load(self, rows: Sequence[Row]) -> None:
        session, firm, limit = self.context.session, columns(Enterprise), columns(CreditLimit)
        held = sorted({bank for row in rows if (bank := self._find_bank(row))})
        for bank_id in held:
            hold_bank(session, bank_id, self.context.now)
        codes = sorted({row.text("party_uscc") for row in rows} - {""})
        self.merged = merged_words(session, codes)
        for part in in_parts(codes):
            found = session.execute(select(firm.uscc, firm.id).where(firm.uscc.in_(part)))
            self.firms |= {row.uscc: row.id for row in found}
        for part in in_parts(held):
            query = select(CreditLimit).where(limit.holder_id.in_(part), limit.product_id.is_(None))
            for row in session.execute(query).scalars():
                self.known[Line(row.scope, row.holder_id, party_id=row.party_id)] = row

    def apply(self, row: Row) -> Applied:
        line, ceiling_fen = self._line(row), row.whole("limit")
        if ceiling_fen > LARGEST_FEN:
            raise RowIsRefused("limit", gettext("额度过大，请核对单位"))
        known = self.known.get(line)
        if known is None and line.party_id is not None:
            self._add(line, ceiling_fen)
            return "new"
        if known is not None and not known.inherited and known.ceiling_fen == ceiling_fen:
            return "unchanged"
        self._set(line, known, ceiling_fen)
        is_new = known is None or known.ceiling_fen == NO_CEILING
        return "new" if is_new else "changed"

    def _find_bank(self, row: Row) -> str | None:
        own, code = own_bank(self.context.actor), row.text("bank")
        found = own if own and not code else self.banks.get(code)
        return None if own and found != own else found

    def _line(self, row: Row) -> Line:
        bank_id, code = self._find_bank(row), row.text("party_uscc")
        if bank_id is None:
            raise RowIsRefused(
                "bank", gettext("没有代码为“%(row)s”的银行，或不是本行的额度", row=row.text("bank"))
            )
        scope = row.text("scope")
        if scope == "bank" and code:
            raise RowIsRefused("party_uscc", gettext("全行额度不填对方代码，请删去"))
        refuse_merged(self.merged, row, "party_uscc")
        if code and code not in self.firms:
            raise RowIsRefused(
                "party_uscc", gettext("平台上没有代码为 %(code)s 的企业，请先登记", code=code)
            )
        return Line(scope, bank_id, party_id=self.firms[code] if code else None)

    def _add(self, line: Line, ceiling_fen: int) -> None:
        added = CreditLimit(
            scope=line.scope,
            holder_id=line.holder_id,
            party_id=line.party_id,
            ceiling_fen=ceiling_fen,
        )
        self.context.session.add(added)

    def _set(self, line: Line, known: CreditLimit | None, ceiling_fen: int) -> None:
        """Heirs of a default row are checked by the same statement that moves them."""
        session = self.context.session
        if known is not None and known.reserved_fen + known.used_fen > ceiling_fen:
            raise RowIsRefused("limit", gettext("已占用的额度高于它，请填更高的额度"))
        if known is None or line.party_id is None:
            self._refuse_below_heirs(line, ceiling_fen)
        try:
            set_ceiling(session, line, ceiling_fen, self.context.now)
        except LimitIsTooLow as refusal:
            raise RowIsRefused("limit", str(refusal)) from None
        if known is not None:
            session.expire(known)

    def _refuse_below_heirs(self, line: Line, ceiling_fen: int) -> None:
        for other, row in self.known.items():
            heir = (other.scope, other.holder_id) == (line.scope, line.holder_id) and row.inherited
            if heir and row.reserved_fen + row.used_fen > ceiling_fen:
                raise RowIsRefused("limit", gettext("有企业已占用的额度高于它，请填更高的额度"))


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    if own_bank(context.actor) is not None:
        approver_of(context.actor)
    job = _Import(context, banks_by_code(context.session))
    job.load(rows)
    return job.apply


LIMITS = Importer("limits", _l("银行额度"), COLUMNS, ("bank", "scope", "party_uscc"), _prepare)

"""Banks from a file: the operator's alone; they are approved and live."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlmodel import Session

from ..accounts.models import Organisation
from ..accounts.states import ORGANISATION
from ..shared.cells import amount_cell, text_cell
from ..shared.imports import Applied, Apply, ImportContext, Importer
from ..shared.tables import columns
from ..shared.tabular import Column, Row
from .bulk import Steps, change_stated, in_parts
from .import_columns import bank_kind_cell, uscc_cell
from .models import Bank
from .permission import only_operator
from .register_institution import NewBank, bank_row

COLUMNS = (
    Column(
        "bank",
        ("银行代码", "代码", "机构代码", "Bank code"),
        required=True,
        parse=text_cell(40),
        note=_l("本平台上称呼这家银行的代码，最多 40 个字"),
        example="demo-bank",
    ),
    Column(
        "name",
        ("名称", "银行名称", "机构名称", "Bank name"),
        required=True,
        parse=text_cell(200),
        example="演示农商银行",
    ),
    Column("uscc", ("统一社会信用代码", "信用代码", "Tax ID"), parse=uscc_cell),
    Column("kind", ("类型", "银行类型", "机构类型"), parse=bank_kind_cell()),
    Column("net_capital", ("资本净额",), parse=amount_cell()),
    Column("tier1_capital", ("一级资本净额",), parse=amount_cell()),
)


def _prepare(context: ImportContext, rows: Sequence[Row]) -> Apply:
    only_operator(context.actor)
    known = _known(context.session, [row.text("bank") for row in rows])
    steps = Steps(context)

    def apply(row: Row) -> Applied:
        found = known.get(row.text("bank"))
        if found is None:
            _add(context, steps, row)
            return "new"
        return _change(context.session, *found, row)

    return apply


def _known(session: Session, codes: Sequence[str]) -> dict[str, tuple[Organisation, Bank]]:
    found: dict[str, tuple[Organisation, Bank]] = {}
    for part in in_parts(codes):
        query = (
            select(Organisation, Bank)
            .join(Bank, columns(Bank).id == columns(Organisation).id)
            .where(columns(Bank).code.in_(part))
        )
        found |= {bank.code: (organisation, bank) for organisation, bank in session.execute(query)}
    return found


def _add(context: ImportContext, steps: Steps, row: Row) -> None:
    organisation = Organisation(kind="bank", name=row.text("name"), state="approved")
    bank = NewBank(
        code=row.text("bank"),
        name=organisation.name,
        kind=row.text("kind") or "local",
        uscc=row.text("uscc"),
        net_capital_fen=row.whole_or_none("net_capital"),
        tier1_capital_fen=row.whole_or_none("tier1_capital"),
    )
    context.session.add_all([organisation, bank_row(organisation.id, bank)])
    steps.note(ORGANISATION, organisation, "register")


def _change(session: Session, organisation: Organisation, bank: Bank, row: Row) -> Applied:
    renamed = change_stated(session, organisation, {"name": row.text("name")})
    changed = change_stated(
        session,
        bank,
        {
            "kind": row.text("kind"),
            "uscc": row.text("uscc"),
            "net_capital_fen": row.whole_or_none("net_capital"),
            "tier1_capital_fen": row.whole_or_none("tier1_capital"),
        },
    )
    return "changed" if renamed or changed else "unchanged"


BANKS = Importer("banks", _l("银行"), COLUMNS, ("bank",), _prepare)

"""A merged firm's code keeps resolving: whoever names it is told which one to use."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from ..accounts.models import Organisation
from ..shared.imports import RowIsRefused
from ..shared.tables import columns, table
from ..shared.tabular import Row
from .bulk import in_parts
from .errors import TheFirmIsMerged
from .models import Enterprise


def merged_words(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """For each of the codes whose firm was merged: the words that name the one to use."""
    firm, organisation = columns(Enterprise), columns(Organisation)
    into, name = aliased(table(Enterprise)), aliased(table(Organisation))
    found: dict[str, str] = {}
    for part in in_parts(code for code in codes if code):
        query = (
            select(firm.uscc, name.c.name, into.c.uscc.label("code"))
            .select_from(table(Enterprise))
            .join(table(Organisation), organisation.id == firm.id)
            .join(into, into.c.id == organisation.merged_into_id)
            .join(name, name.c.id == organisation.merged_into_id)
            .where(firm.uscc.in_(part))
        )
        for row in session.execute(query):
            found[row.uscc] = _(
                "该企业已并入 %(name)s（代码 %(code)s），请改用新代码", name=row.name, code=row.code
            )
    return found


def codes_of(enterprise_id: str) -> Any:
    """The firm's own code and those of firms that were merged into it, as a subquery."""
    firm, organisation = aliased(table(Enterprise)), aliased(table(Organisation))
    return (
        select(firm.c.uscc)
        .join_from(firm, organisation, organisation.c.id == firm.c.id)
        .where(or_(firm.c.id == enterprise_id, organisation.c.merged_into_id == enterprise_id))
    )


def codes_by_firm(session: Session, firm_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By firm its own code, and after it those of the firms that were merged into it."""
    firm, organisation = columns(Enterprise), columns(Organisation)
    own: dict[str, str] = {}
    former: dict[str, list[str]] = {}
    for part in in_parts(firm_ids):
        query = (
            select(firm.id, firm.uscc, organisation.merged_into_id)
            .join_from(table(Enterprise), table(Organisation), organisation.id == firm.id)
            .where(or_(firm.id.in_(part), organisation.merged_into_id.in_(part)))
            .order_by(firm.id)
        )
        for row in session.execute(query):
            own[row.id] = row.uscc
            former.setdefault(row.merged_into_id, []).append(row.uscc)
    return {firm_id: (code, *former.get(firm_id, ())) for firm_id, code in own.items()}


def acting_firm() -> Any:
    """Who acts for the firm of the enclosing query, joined with its organisation, as a column."""
    return func.coalesce(columns(Organisation).merged_into_id, columns(Enterprise).id)


def find_acting(session: Session, code: str) -> str | None:
    """The id of the firm that acts for a credit code: that of the firm, or into which it went."""
    query = (
        select(acting_firm())
        .select_from(table(Enterprise))
        .join(table(Organisation), columns(Organisation).id == columns(Enterprise).id)
        .where(columns(Enterprise).uscc == code)
    )
    found: str | None = session.execute(query).scalar_one_or_none()
    return found


def refuse_merged(words: Mapping[str, str], row: Row, *names: str) -> None:
    """Raises RowIsRefused at the first of these columns that names a merged firm's code."""
    for name in names:
        if row.text(name) in words:
            raise RowIsRefused(name, words[row.text(name)])


def check_not_merged(session: Session, code: str, field: str) -> None:
    """Raises TheFirmIsMerged at the form's field where the code is a merged firm's."""
    words = merged_words(session, [code])
    if words:
        raise TheFirmIsMerged(words[code], field)

"""A merged firm's code keeps resolving: whoever names it is told which one to use."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import select
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

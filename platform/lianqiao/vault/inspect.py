"""What must hold of the vault, asked by ``lianqiao verify``: each check yields its violations."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session

from ..shared.tables import columns, table
from .models import VaultContent, VaultDocument

AT_ONCE = 4  # a file may weigh 10 MB


def contents_equal_documents(session: Session) -> Iterator[str]:
    """Every document has its bytes, as many and with the hash that its row says."""
    row, content = columns(VaultDocument), columns(VaultContent)
    query = (
        select(row.id, row.size_bytes, row.sha256, content.data)
        .select_from(table(VaultDocument))
        .outerjoin(table(VaultContent), content.id == row.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for id, size, sha256, data in session.execute(query):
        if data is None:
            yield f"document {id} has no content"
        elif len(data) != size:
            yield f"document {id} holds {len(data)} bytes, its row says {size}"
        elif hashlib.sha256(data).hexdigest() != sha256:
            yield f"document {id}: the bytes do not have the hash of its row"


def replaced_documents_have_successors(session: Session) -> Iterator[str]:
    """A document names a newer version exactly when it is replaced."""
    row = columns(VaultDocument)
    query = select(row.id, row.state).where(
        (row.state == "replaced") != row.replaced_by_id.is_not(None)
    )
    for id, state in session.execute(query):
        yield f"document {id} is {state}, which does not fit its newer version"

"""A document of one's own vault is shown at a subject, or taken off it again."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlmodel import Session

from ..shared import audit
from ..shared.actor import Actor
from ..shared.errors import NothingIsThere
from ..shared.tables import columns
from . import rules
from .errors import ItIsAttachedAlready
from .models import VaultUse
from .places import Phase
from .queries import lock_own_document


def attach_document(
    session: Session,
    actor: Actor,
    document_id: str,
    subject_kind: str,
    subject_id: str,
    now: datetime,
    phase: Phase,
) -> VaultUse:
    """Show a document of one's own at a subject: whoever may see that may open it.

    ``phase`` fetches the subject with permission to change it. Raises NothingIsThere,
    AttachmentsStayAsTheyAre, TheDocumentIsNotCurrent, ItIsAttachedAlready.
    """
    rules.check_may_attach(phase(session, actor, subject_id))
    row = lock_own_document(session, actor, document_id)
    rules.check_current(row.state)
    if _find(session, document_id, subject_kind, subject_id) is not None:
        raise ItIsAttachedAlready(_("这份文件已经在附件里了"), "document_id")
    use = VaultUse(
        created_at=now, document_id=row.id, subject_kind=subject_kind, subject_id=subject_id
    )
    session.add(use)
    session.flush()
    _note(session, actor, "attach_document", use, now)
    return use


def detach_document(
    session: Session,
    actor: Actor,
    document_id: str,
    subject_kind: str,
    subject_id: str,
    now: datetime,
    phase: Phase,
) -> None:
    """Take a document of one's own off a subject; the vault keeps it.

    Raises NothingIsThere also where it does not stand there, AttachmentsStayAsTheyAre.
    """
    state = phase(session, actor, subject_id)
    lock_own_document(session, actor, document_id)
    use = _find(session, document_id, subject_kind, subject_id)
    if use is None:
        raise NothingIsThere
    rules.check_may_detach(state)
    session.delete(use)
    _note(session, actor, "detach_document", use, now)


def _find(
    session: Session, document_id: str, subject_kind: str, subject_id: str
) -> VaultUse | None:
    use = columns(VaultUse)
    query = select(VaultUse).where(
        use.document_id == document_id,
        use.subject_kind == subject_kind,
        use.subject_id == subject_id,
    )
    return session.execute(query).scalar_one_or_none()


def _note(session: Session, actor: Actor, action: str, use: VaultUse, now: datetime) -> None:
    subject = {"subject_kind": use.subject_kind, "subject": use.subject_id}
    audit.record(session, actor, action, use.document_id, now, **subject)

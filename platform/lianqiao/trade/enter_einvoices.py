"""Enter several e-invoices at once, each with its XML as an attachment; all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from ..shared.actor import Actor
from ..shared.errors import Refusal
from ..vault.attach_document import attach_document
from ..vault.errors import TheFileIsThereAlready
from ..vault.upload_document import NewDocument, upload_document
from .documents import SUBJECT, asset_phase
from .enter_receivable import enter_receivable
from .errors import OneOfManyIsRefused
from .models import Asset
from .papers import NewReceivable


@dataclass(frozen=True)
class InvoiceFile:
    """An e-invoice's file as it came."""

    filename: str
    data: bytes


def enter_einvoices(
    session: Session,
    actor: Actor,
    entries: Sequence[tuple[NewReceivable, InvoiceFile]],
    now: datetime,
    today: date,
    *,
    secret: str,
) -> list[Asset]:
    """Enter receivables in the caller's transaction, in order; ``secret`` keys the fingerprints.

    Raises OneOfManyIsRefused with the words and the place of the first that cannot be entered.
    """
    entered = []
    for at, (new, file) in enumerate(entries):
        try:
            asset = enter_receivable(session, actor, new, now, today, secret=secret)
            _keep_file(session, actor, asset, file, now)
        except Refusal as refusal:
            raise OneOfManyIsRefused(refusal, at) from None
        entered.append(asset)
    return entered


def _keep_file(
    session: Session, actor: Actor, asset: Asset, file: InvoiceFile, now: datetime
) -> None:
    title = _("发票 %(no)s", no=asset.document_no)
    new = NewDocument("invoice", title, file.filename, file.data)
    try:
        document_id = upload_document(session, actor, new, now).id
    except TheFileIsThereAlready as same:
        document_id = same.document_id
    attach_document(session, actor, document_id, SUBJECT, asset.id, now, asset_phase)

"""Tables of the document vault: what an organisation keeps once and shows where it is asked for."""

from datetime import date

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from ..shared.tables import Row, check, extends, one_of, reference, text

DOCUMENT_KINDS = (
    "licence",
    "statement",
    "tax",
    "permit",
    "authorisation",
    "contract",
    "invoice",
    "delivery_note",
    "acceptance",
    "dispute",
    "credit_repair",
    "honour",
    "other",
)
DOCUMENT_STATES = ("current", "replaced", "withdrawn")
SUBJECT_KINDS = ("enterprise", "trade_link", "asset", "dishonesty_listing", "scorecard_fact")


class VaultDocument(Row, table=True):
    """A file of an organisation with the days on which it is valid; the newest one is current."""

    __tablename__ = "vault_document"
    __table_args__ = (
        one_of("kind", DOCUMENT_KINDS),
        one_of("state", DOCUMENT_STATES),
        check("size", "size_bytes > 0"),
        check("validity", "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to"),
        Index(
            "uq_vault_document_current",
            "owner_id",
            "sha256",
            unique=True,
            sqlite_where=sql("state = 'current'"),
            postgresql_where=sql("state = 'current'"),
        ),
    )

    owner_id: str = reference("organisation.id")
    kind: str = text(20)
    title: str = text(200)
    filename: str = text(200)
    media_type: str = text(100)
    size_bytes: int
    sha256: str = text(64)
    valid_from: date | None = None
    valid_to: date | None = None
    state: str = text(10, default="current")
    replaced_by_id: str | None = reference("vault_document.id", index=False, default=None)
    uploaded_by: str = text(80, default="")


class VaultContent(Row, table=True):
    """The bytes of a document, apart from what lists read."""

    __tablename__ = "vault_content"

    id: str = extends("vault_document.id")
    data: bytes = Field(sa_type=LargeBinary)


class VaultUse(Row, table=True):
    """A document shown at a subject: whoever may see the subject may open the document."""

    __tablename__ = "vault_use"
    __table_args__ = (
        UniqueConstraint("document_id", "subject_kind", "subject_id"),
        one_of("subject_kind", SUBJECT_KINDS),
        Index("ix_vault_use_subject", "subject_kind", "subject_id"),
    )

    document_id: str = reference("vault_document.id")
    subject_kind: str = text(20)
    subject_id: str = text(26)

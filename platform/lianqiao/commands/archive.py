"""The file of a backup: tables as JSON lines in a zip with a manifest, alike on both engines."""

import base64
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Date, DateTime, LargeBinary, Table, delete, insert, select
from sqlmodel import Session

from ..shared.audit import inspect_chain
from ..shared.models import AuditHead
from ..shared.tables import columns, table
from ..tables import metadata
from . import InputIsRefused

FORMAT = 1
MANIFEST = "manifest.json"
BATCH = 1000
BATCH_OF_FILES = 4  # rows that may carry an uploaded file each


@dataclass(frozen=True)
class Contents:
    """What a backup holds: rows per table, the chain's head, the migration it was made at."""

    revision: str
    tables: dict[str, int]
    audit_head: str

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.tables.values())

    def as_data(self) -> dict[str, Any]:
        """The object that the commands print."""
        return {"tables": len(self.tables), "rows": self.rows, "audit_head": self.audit_head}


def write_archive(session: Session, place: Path, revision: str) -> Contents:
    """Write every table, seen in the session's snapshot; the file appears whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            counts = {one.name: _dump(session, archive, one) for one in metadata.sorted_tables}
            head = session.execute(select(columns(AuditHead).hash)).scalar_one()
            contents = Contents(revision, counts, head)
            archive.writestr(MANIFEST, _manifest(contents))
        draft.chmod(0o600)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    return contents


def _manifest(contents: Contents) -> str:
    parts = {
        "format": FORMAT,
        "revision": contents.revision,
        "tables": contents.tables,
        "audit_head": contents.audit_head,
    }
    return json.dumps(parts, ensure_ascii=False, indent=1)


def _dump(session: Session, archive: zipfile.ZipFile, one: Table) -> int:
    names = [column.name for column in one.columns]
    rows = session.execute(select(one).execution_options(yield_per=_batch(one)))
    count = 0
    with archive.open(f"tables/{one.name}.jsonl", "w") as out:
        for row in rows:
            values = dict(zip(names, map(_plain, row), strict=True))
            out.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _batch(one: Table) -> int:
    """How many rows of a table are held in memory at a time."""
    holds_files = any(isinstance(column.type, LargeBinary) for column in one.columns)
    return BATCH_OF_FILES if holds_files else BATCH


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, date) else value


def read_contents(place: Path) -> Contents:
    """The manifest of a backup; raises InputIsRefused where the file is none."""
    try:
        with zipfile.ZipFile(place) as archive:
            parts = json.loads(archive.read(MANIFEST))
        contents = Contents(parts["revision"], dict(parts["tables"]), parts["audit_head"])
    except OSError as error:
        raise InputIsRefused(f"文件“{place}”无法读取：{error.strerror or error}") from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise InputIsRefused(f"文件“{place}”不是本平台的备份") from None
    if parts.get("format") != FORMAT:
        raise InputIsRefused("备份的格式版本不认识")
    return contents


def load_archive(session: Session, place: Path, contents: Contents) -> None:
    """Insert every row into empty tables and walk the chain; raises InputIsRefused.

    The caller commits without sealing: the chain ends where the backup's chain ended.
    """
    known = {one.name: one for one in metadata.sorted_tables}
    if set(contents.tables) != set(known):
        raise InputIsRefused("备份中的表与本版本不一致")
    session.execute(delete(table(AuditHead)))
    with zipfile.ZipFile(place) as archive:
        for name, one in known.items():
            count = sum(_insert(session, one, batch) for batch in _batches(archive, one))
            if count != contents.tables[name]:
                raise InputIsRefused(f"备份不完整：表 {name} 缺少记录")
    chain = inspect_chain(session)
    if not chain.ok or chain.head != contents.audit_head:
        raise InputIsRefused("备份的审计链不完整，未恢复：" + "；".join(chain.faults[:3]))


def _insert(session: Session, one: Table, rows: list[dict[str, Any]]) -> int:
    session.execute(insert(one), rows)
    return len(rows)


def _batches(archive: zipfile.ZipFile, one: Table) -> Iterator[list[dict[str, Any]]]:
    try:
        lines = archive.open(f"tables/{one.name}.jsonl")
    except KeyError:
        raise InputIsRefused(f"备份不完整：缺少表 {one.name}") from None
    with lines:
        while batch := [_row(one, line) for line in islice(lines, _batch(one))]:
            yield batch


def _row(one: Table, line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line)
        return {column.name: _typed(column.type, values[column.name]) for column in one.columns}
    except (ValueError, KeyError, TypeError):
        raise InputIsRefused(f"备份损坏：表 {one.name} 有一行无法读取") from None


def _typed(kind: Any, value: Any) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    inner = getattr(kind, "impl", kind)
    if isinstance(inner, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(inner, Date):
        return date.fromisoformat(value)
    return value

"""lianqiao import: a file of one kind, row by row, for the operator or for an organisation."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from ..accounts.models import Organisation
from ..config import SecretKeyIsMissing, Settings
from ..registry.merged import merged_words
from ..registry.models import Bank, Enterprise, Guarantor
from ..shared import uscc
from ..shared.actor import COMMAND, Actor
from ..shared.audit import drop_pending
from ..shared.database import Database, commit
from ..shared.errors import Refusal
from ..shared.imports import ImportContext, Importer, ImportResult, run_import, with_second_try
from ..shared.table_mapping import Mapping as FileMapping
from ..shared.tables import columns, table
from ..shared.tabular import FileIsRefused
from . import Answer, InputIsRefused
from .moment import clock_of

SUMMARY = "read a CSV or xlsx file into the database"
KINDS = {
    "banks": "registry",
    "enterprises": "registry",
    "links": "registry",
    "dishonest": "registry",
    "receivables": "trade",
    "orders": "trade",
    "products": "products",
    "limits": "products",
    "loans": "loans",
    "returns": "oversight",
    "people": "accounts",
    "invitations": "registry",
}
RIGHTS = frozenset({"clerk", "approver", "administrator"})
LONGEST_LIST = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to read, for whom, and how its headers are meant."""
    parser.add_argument("kind", choices=sorted(KINDS), metavar="KIND", help=" ".join(KINDS))
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--as", dest="on_behalf", metavar="USCC", help="act for an organisation")
    parser.add_argument("--mapping", metavar="JSON", help="inline JSON, or the path of a file")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen, keep nothing"
    )


def run(args: argparse.Namespace) -> Answer:
    """Import a file; exit 0 when it could be read, even where rows were refused."""
    settings = Settings()
    data = _read(args.file, settings.upload_limit_bytes)
    database = Database(settings.url)
    try:
        with database.open(write=True) as session:
            result, context = _run(session, settings, args, data)
            _end(session, keep=not args.dry_run)
    except (FileIsRefused, Refusal, SecretKeyIsMissing) as refusal:
        raise InputIsRefused(str(refusal)) from None
    except SQLAlchemyError as error:
        raise InputIsRefused(f"数据库不能写入这份文件：{_first_line(error)}") from None
    finally:
        database.dispose()
    return _answer(args, settings, result, _handouts(context, settings, args))


def find_importer(kind: str) -> Importer:
    """The importer of a kind, from the slice that owns it."""
    module = import_module(f"lianqiao.{KINDS[kind]}.importers")
    importers: Mapping[str, Importer] | Sequence[Importer] = module.IMPORTERS
    listed = importers.values() if isinstance(importers, Mapping) else importers
    return next(importer for importer in listed if importer.kind == kind)


def actor_for(session: Session, code: str | None) -> Actor:
    """The operator, or somebody with the rights of the organisation of that code."""
    if not code:
        return COMMAND
    found = _organisation_of(session, uscc.normalise(code), code.strip())
    if found is None:
        raise InputIsRefused(f"没有统一社会信用代码为“{code}”的机构，请先登记")
    organisation, is_core = found
    if organisation.state == "merged":
        words = merged_words(session, [uscc.normalise(code)])
        raise InputIsRefused("；".join(words.values()))
    if organisation.state != "approved":
        raise InputIsRefused(f"“{organisation.name}”未获准入或已停用，不能代其导入")
    actor = Actor(None, organisation.id, organisation.kind, RIGHTS, "cli", organisation.name)
    return replace(actor, is_core=is_core)


def _organisation_of(session: Session, code: str, typed: str) -> tuple[Organisation, bool] | None:
    for model, name, wanted in (
        (Enterprise, "uscc", code),
        (Bank, "uscc", code),
        (Guarantor, "uscc", code),
        (Bank, "code", typed),
    ):
        place = columns(model)
        query = select(place.id).where(getattr(place, name) == wanted, place[name] != "")
        ids = session.execute(query.limit(2)).scalars().all()
        if len(ids) == 1:
            return _with_core(session, ids[0])
    return None


def _with_core(session: Session, organisation_id: str) -> tuple[Organisation, bool]:
    organisation = session.get_one(Organisation, organisation_id)
    core = select(table(Enterprise).c.is_core).where(table(Enterprise).c.id == organisation_id)
    return organisation, bool(session.execute(core).scalar())


def _context(session: Session, settings: Settings, args: argparse.Namespace) -> ImportContext:
    actor = actor_for(session, args.on_behalf)
    clock = clock_of(session, settings)
    return ImportContext(
        session,
        actor,
        clock.now(),
        clock.today(),
        settings.secret,
        public_url=settings.public_url,
    )


def _handouts(
    context: ImportContext, settings: Settings, args: argparse.Namespace
) -> list[dict[str, str]]:
    """What is given out this once; with a mail server the letters carry it."""
    if settings.smtp_url or args.dry_run:
        return []
    headers = [str(header) for header in find_importer(args.kind).handout]
    return [dict(zip(headers, row, strict=True)) for row in context.handouts]


def _run(
    session: Session, settings: Settings, args: argparse.Namespace, data: bytes
) -> tuple[ImportResult, ImportContext]:
    mapping = FileMapping.from_option(args.mapping) if args.mapping else None

    def attempt() -> tuple[ImportResult, ImportContext]:
        context = _context(session, settings, args)
        importer = find_importer(args.kind)
        return run_import(importer, context, data, args.file.name, mapping), context

    return with_second_try(session, attempt)


def _end(session: Session, *, keep: bool) -> None:
    if keep:
        commit(session)
    else:
        drop_pending(session)
        session.rollback()


def _read(place: Path, limit: int) -> bytes:
    try:
        if place.stat().st_size > limit:
            raise InputIsRefused(f"文件超过 {limit // 1024 // 1024} MB，请拆分后再导入")
        return place.read_bytes()
    except OSError as error:
        raise InputIsRefused(f"文件“{place}”无法读取：{error.strerror}") from None


def _answer(
    args: argparse.Namespace,
    settings: Settings,
    result: ImportResult,
    handouts: list[dict[str, str]],
) -> Answer:
    kept = _keep_rejected(args.file, settings.var_dir, result.rejected_file)
    data: dict[str, Any] = {
        "kind": args.kind,
        "dry_run": args.dry_run,
        "rows": result.rows,
        "accepted": result.accepted,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "rejected_file": str(kept) if kept else None,
        "errors": [asdict(error) for error in result.errors],
        "warnings": [asdict(warning) for warning in result.warnings],
        "notes": result.notes,
        "handouts": handouts,
    }
    words = (
        f"共 {result.rows} 行：接受 {result.accepted}，未变 {result.unchanged}，"
        f"拒绝 {result.rejected}" + ("（试运行，未保存）" if args.dry_run else "")
    )
    lines = _lines(result, kept) + ["\t".join(handout.values()) for handout in handouts]
    return Answer(data, words, lines=lines)


def _lines(result: ImportResult, kept: Path | None) -> list[str]:
    lines = list(result.notes)
    lines += [f"第 {error.row} 行：{error.message}" for error in result.errors[:LONGEST_LIST]]
    if len(result.errors) > LONGEST_LIST:
        lines.append(f"……另有 {len(result.errors) - LONGEST_LIST} 处")
    return [*lines, f"被拒绝的行另存为 {kept}"] if kept else lines


def _keep_rejected(source: Path, var_dir: Path, data: bytes | None) -> Path | None:
    """Write the refused rows beside the file, or under var/ where that may not be written."""
    if data is None:
        return None
    name = f"{source.stem}.rejected.csv"
    for folder in (source.parent, var_dir / "rejected"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        except OSError:
            continue
        return (folder / name).resolve()
    return None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]

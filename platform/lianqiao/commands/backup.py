"""lianqiao backup: every table in one file, seen in one snapshot."""

import argparse
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from .. import schema
from ..config import Settings
from ..shared.database import Database
from . import Answer, InputIsRefused
from .archive import Contents, write_archive

SUMMARY = "write every table into one file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write."""
    parser.add_argument("file", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> Answer:
    """Write the file; it appears whole or not at all."""
    database = Database(Settings().url)
    try:
        contents = _write(database, args.file)
    except OSError as error:
        raise InputIsRefused(f"文件“{args.file}”无法写入：{error.strerror or error}") from None
    except SQLAlchemyError as error:
        raise InputIsRefused(f"数据库无法读取：{type(error).__name__}") from None
    finally:
        database.dispose()
    words = f"{contents.rows} rows of {len(contents.tables)} tables in {args.file}"
    return Answer({**contents.as_data(), "file": str(args.file)}, words)


def _write(database: Database, place: Path) -> Contents:
    revision = schema.revision(database)
    if revision is None:
        raise InputIsRefused("数据库还是空的，请先运行 lianqiao migrate")
    with database.open(write=False) as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return write_archive(session, place, revision)

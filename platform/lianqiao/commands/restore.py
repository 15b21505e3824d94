"""lianqiao restore: a backup into an empty database, of the same engine or the other."""

import argparse
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from .. import schema
from ..accounts.models import Organisation, User
from ..config import Settings
from ..shared.database import Database
from ..shared.models import AuditEntry
from ..shared.tables import columns
from . import Answer, InputIsRefused
from .archive import Contents, load_archive, read_contents

SUMMARY = "load a backup into an empty, migrated database"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to read."""
    parser.add_argument("file", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> Answer:
    """Load the backup in one transaction and walk its audit chain before it is kept."""
    settings = Settings()
    contents = read_contents(args.file)
    database = Database(settings.url)
    try:
        _prepare(database, settings, contents)
        with database.open(write=True) as session:
            load_archive(session, args.file, contents)
            session.commit()
    except SQLAlchemyError as error:
        raise InputIsRefused(f"备份不能写入数据库：{type(error).__name__}") from None
    finally:
        database.dispose()
    words = f"{contents.rows} rows of {len(contents.tables)} tables restored"
    return Answer(contents.as_data(), words)


def _prepare(database: Database, settings: Settings, contents: Contents) -> None:
    """Make sure that nothing would be lost, then start from fresh tables."""
    if schema.revision(database) is not None:
        with database.reading() as session:
            if _is_in_use(session):
                raise InputIsRefused("数据库里已有数据；只能恢复到空的数据库")
        schema.rebuild(database, settings)
    else:
        schema.upgrade(database, settings)
    found = schema.revision(database)
    if found != contents.revision:
        raise InputIsRefused(f"备份是版本 {contents.revision} 的，本程序的数据库是版本 {found}")


def _is_in_use(session: Session) -> bool:
    """Whether there is more than the essentials that every migrated database has."""
    organisation, entry = columns(Organisation), columns(AuditEntry)
    for query in (
        select(func.count()).select_from(User),
        select(func.count()).where(organisation.kind != "operator"),
        select(func.count()).where(entry.action != "load_essentials"),
    ):
        if session.execute(query).scalar_one():
            return True
    return False

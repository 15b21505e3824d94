"""The application as the race serves it; RACE_WITHOUT names a guard that is taken away here.

The product has no such switch: the controls live in this module, which only tests load.
"""

import os
import time
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import Session

from lianqiao.app import create_app
from lianqiao.config import Settings
from lianqiao.products import limits
from lianqiao.products.errors import LimitIsExhausted
from lianqiao.products.models import CreditLimit
from lianqiao.shared import database
from lianqiao.shared.tables import columns, table


def _read_then_write(session: Session, line: Any, amount_fen: int, now: datetime) -> None:
    """What a limit would be without the guarded UPDATE."""
    limits.ensure(session, line, now)
    row = columns(CreditLimit)
    query = select(row.reserved_fen, row.used_fen, row.ceiling_fen).where(*limits.condition(line))
    found = session.execute(query).one()
    if found.reserved_fen + found.used_fen + amount_fen > found.ceiling_fen:
        raise LimitIsExhausted("exhausted")
    time.sleep(0.02)
    step = update(table(CreditLimit)).where(*limits.condition(line))
    session.execute(step.values(reserved_fen=found.reserved_fen + amount_fen))


def _deferred(connection: Connection) -> None:
    """What SQLite would do without BEGIN IMMEDIATE."""
    connection.exec_driver_sql("BEGIN")


def _without(guard: str) -> None:
    if guard == "guarded_update":
        limits._reserve_one = _read_then_write
    if guard == "begin_immediate":
        database._begin_sqlite = _deferred


_without(os.environ.get("RACE_WITHOUT", ""))
app = create_app(Settings(_env_file=None))
app.config["WTF_CSRF_ENABLED"] = False

"""Addresses for machines: health, and the script that pages load from an installed package."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, send_file
from sqlalchemy import func, select
from sqlmodel import Session

from . import __version__
from .paths import htmx_script
from .shared import outbox
from .shared.models import JobTick
from .shared.tables import columns
from .shared.web import access, database

operations = Blueprint("operations", __name__)


@operations.get("/healthz")
@access("anyone")
def healthz() -> Any:
    """200 when the database answers, 503 when it is away."""
    if not database().answers():
        return jsonify(status="error", database="away", version=__version__), 503
    with database().reading() as session:
        return jsonify(
            status="ok",
            database="ok",
            scheduler={"last_tick": _last_tick(session)},
            outbox={"oldest_seconds": outbox.oldest_seconds(session, datetime.now(UTC))},
            version=__version__,
        )


def _last_tick(session: Session) -> str | None:
    last = session.execute(select(func.max(columns(JobTick).last_tick))).scalar()
    return last.isoformat() if last else None


@operations.get("/vendor/htmx.js")
@access("anyone")
def htmx() -> Response:
    """htmx 2, served from the package that carries it."""
    return send_file(htmx_script(), mimetype="text/javascript", max_age=86400, conditional=True)

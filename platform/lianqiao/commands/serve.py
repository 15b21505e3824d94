"""lianqiao serve: the web under gunicorn; in `make run` the scheduler lives in the same process."""

import argparse
import os
import sys

from ..config import SecretKeyIsMissing, Settings
from . import Answer, InputIsRefused

SUMMARY = "serve the web"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many hands."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--with-scheduler", action="store_true")


def run(args: argparse.Namespace) -> Answer:
    """Serve until told to stop."""
    from gunicorn.app.wsgiapp import WSGIApplication  # noqa: PLC0415 - only this command needs it

    _refuse_without_secret()
    if args.with_scheduler:
        os.environ["LIANQIAO_SCHEDULER_IN_WEB"] = "1"
    options = [
        "gunicorn",
        "lianqiao.served:app",
        "--bind",
        f"{args.host}:{args.port}",
        "--workers",
        str(args.workers),
        "--threads",
        str(args.threads),
        "--worker-class",
        "gthread",
        "--no-control-socket",
        "--log-level",
        "warning",
        "--keep-alive",
        "15",
        "--timeout",
        "90",
    ]
    sys.argv = options
    WSGIApplication("%(prog)s [OPTIONS]").run()
    return Answer({"ok": True})


def _refuse_without_secret() -> None:
    """Say it once in words, instead of a worker that dies with a traceback."""
    try:
        _secret = Settings().secret
    except SecretKeyIsMissing as missing:
        raise InputIsRefused(str(missing)) from None

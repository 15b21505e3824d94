"""lianqiao scheduler: the jobs by the clock, until told to stop."""

import argparse
import signal
import threading
from types import FrameType

from ..config import Settings
from ..jobs import Scheduler
from . import Answer

SUMMARY = "run the jobs by the clock until told to stop"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(_args: argparse.Namespace) -> Answer:
    """Block until SIGTERM or SIGINT; running jobs are let end."""
    over = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    scheduler = Scheduler(Settings())
    scheduler.start()
    over.wait()
    scheduler.stop()
    return Answer({"ok": True}, "stopped")

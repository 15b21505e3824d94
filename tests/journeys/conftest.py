"""A browser and a server for journeys."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from characters import build_world
from live import browsing, find_chromium, serving_demo
from playwright.sync_api import Browser

from lianqiao.shared.database import Database


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    executable = find_chromium()
    if executable is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("Chromium is missing on this machine")
    with browsing(executable) as found:
        yield found


@pytest.fixture
def base(sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    """A server with the standing characters."""
    database = Database(sqlite_url)
    build_world(database)
    database.dispose()
    with serving_demo(sqlite_url, tmp_path) as address:
        yield address

"""A real server on a free loopback port, and a real browser in front of it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from lianqiao.app import create_app
from lianqiao.config import Settings
from lianqiao.shared.web import Application

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The system's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def serving(app: Application) -> Iterator[str]:
    """Serve an application with threads; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving_demo(url: str, folder: Path) -> Iterator[str]:
    """The address of a server in demo mode over a database, with its files in a folder."""
    settings = Settings(
        mode="demo",
        database_url=url,
        secret_key="tests only",
        cheap_passwords=True,
        var_dir=folder / "var",
        _env_file=None,
    )
    app = create_app(settings)
    with serving(app) as address:
        yield address
    app.database.dispose()


@contextmanager
def browsing(executable: str) -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person at one browser window; remembers errors of the console and foreign requests."""

    def __init__(self, browser: Browser, base: str, width: int = 1280) -> None:
        self.base = base
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, locale="zh-CN", base_url=base
        )
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._watch)

    def _listen(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.faults.append(str(getattr(message, "text", "")))

    def _watch(self, request: object) -> None:
        address = str(getattr(request, "url", ""))
        if not address.startswith((self.base, "data:")):
            self.faults.append(f"a request to {address}")

    def sign_in(self, username: str, password: str) -> "Visitor":
        """Sign in by the form."""
        self.page.goto("/login")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click(".gate-form .button--wide")
        self.page.wait_for_url(f"{self.base}/")
        return self

    def is_wide(self) -> bool:
        """Whether the page scrolls sideways."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )

    def shot(self, place: Path) -> None:
        """A picture of the whole page."""
        self.page.screenshot(path=place, full_page=True)

    def close(self) -> None:
        """Close the window."""
        self.context.close()

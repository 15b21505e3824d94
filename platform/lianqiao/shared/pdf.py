"""Letters as PDF, printed by the system's Chromium where there is one.

The page is a local file with its styles inside: no script runs, nothing is fetched.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from markupsafe import escape

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TIME_LIMIT_SECONDS = 30
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<style>{style}
@page {{ size: A4; margin: 20mm 18mm; }}
:root {{ color-scheme: light; }}
body {{ background: #fff; color: #000; }}
.card {{ border: 0; padding: 0; }}
</style></head>
<body><main>{body}</main></body></html>
"""
_one_at_a_time = threading.Lock()


class PdfIsNotPossible(RuntimeError):
    """There is no program that prints, or it did not print; the message says which."""


def page_of(title: str, style: str, body: str) -> str:
    """A whole page around a letter. Its policy lets nothing run and nothing be fetched."""
    return PAGE.format(title=escape(title), style=style, body=body)


def find_printer(configured: str = "") -> str | None:
    """The program that prints: the configured one, else the system's Chromium."""
    if configured:
        return shutil.which(configured)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def print_pdf(html: str, printer: str | None, seconds: float = TIME_LIMIT_SECONDS) -> bytes:
    """The page as PDF. One at a time in a process: each print takes a browser's memory.

    Raises PdfIsNotPossible.
    """
    if printer is None:
        raise PdfIsNotPossible("no Chromium is installed")
    if not _one_at_a_time.acquire(timeout=seconds):
        raise PdfIsNotPossible("too many letters are being printed")
    try:
        with tempfile.TemporaryDirectory(
            prefix="lianqiao-pdf-", ignore_cleanup_errors=True
        ) as folder:
            return _print(html, printer, Path(folder), seconds)
    finally:
        _one_at_a_time.release()


def _print(html: str, printer: str, folder: Path, seconds: float) -> bytes:
    page, printed = folder / "letter.html", folder / "letter.pdf"
    page.write_text(html, encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [printer, *QUIET, *_as_root(), profile, f"--print-to-pdf={printed}", page.as_uri()]
    _run(command, folder, seconds)
    data = printed.read_bytes() if printed.is_file() else b""
    if not data.startswith(b"%PDF"):
        raise PdfIsNotPossible("the browser printed nothing")
    return data


def _as_root() -> list[str]:
    """Chromium refuses its sandbox to root; the page has no script and no network anyway."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run in a group of its own, so that the time limit ends the browser's children too."""
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - the program is the operator's, no shell
            command,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
    except OSError as error:
        raise PdfIsNotPossible(f"the browser does not start: {error}") from None
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise PdfIsNotPossible("the browser took too long") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the browser and what it left behind; it is no harm where nothing is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """The browser is told nothing of the platform's settings, which hold secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    return kept | {"HOME": str(folder), "TMPDIR": str(folder)}

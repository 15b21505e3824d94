"""Uploaded files between preview and import: under a random name, for the uploader alone."""

import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import NothingIsThere

KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True)
class Upload:
    """A kept file: its bytes, and what was said about it."""

    token: str
    owner: str
    kind: str
    filename: str
    mapping: str
    data: bytes


class Uploads:
    """The folder of kept files. They outlive a restart, and are swept a day later."""

    def __init__(self, var_dir: Path) -> None:
        self._folder = var_dir / "uploads"

    def keep(self, owner: str, kind: str, filename: str, mapping: str, data: bytes) -> Upload:
        """Keep a file for its uploader and sweep the old ones away."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        upload = Upload(secrets.token_urlsafe(32), owner, kind, filename, mapping, data)
        about = {name: value for name, value in asdict(upload).items() if name != "data"}
        self._place(upload.token, "data").write_bytes(data)
        self._place(upload.token, "json").write_text(json.dumps(about), encoding="utf-8")
        return upload

    def get(self, token: str, owner: str, kind: str = "") -> Upload:
        """A kept file of this uploader; raises NothingIsThere for foreign and missing alike."""
        if not _TOKEN.fullmatch(token):
            raise NothingIsThere
        try:
            about = json.loads(self._place(token, "json").read_text(encoding="utf-8"))
            data = self._place(token, "data").read_bytes()
        except (OSError, ValueError):
            raise NothingIsThere from None
        upload = Upload(**about, data=data)
        if upload.owner != owner or (kind and upload.kind != kind):
            raise NothingIsThere
        return upload

    def drop(self, token: str) -> None:
        """Forget a file that was imported."""
        for part in ("data", "json"):
            self._place(token, part).unlink(missing_ok=True)

    def _place(self, token: str, part: str) -> Path:
        return self._folder / f"{token}.{part}"

    def _sweep(self) -> None:
        oldest = time.time() - KEPT_SECONDS
        for place in self._folder.iterdir():
            try:
                if place.stat().st_mtime < oldest:
                    place.unlink()
            except FileNotFoundError:
                continue  # another worker swept it

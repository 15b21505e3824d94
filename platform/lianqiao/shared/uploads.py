"""Uploaded files between preview and import: under a random name, for the uploader alone.

Beside a file lie small files of the same name: what was said of it, how far its import is,
who has begun it (docs/decisions/0011-progress-beside-the-upload.md).
"""

import fcntl
import json
import re
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .errors import NothingIsThere

KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True)
class Upload:
    """A kept file: whose it is, what it holds, how it is read.

    ``mapping`` is JSON; ``mapping_id`` names the kept mapping that it came from.
    """

    token: str
    owner: str
    kind: str
    filename: str
    mapping: str = ""
    mapping_id: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.filename.rpartition(".")[0] or self.filename


class Uploads:
    """The folder of kept files. They outlive a restart, and are swept a day later."""

    def __init__(self, var_dir: Path) -> None:
        self.folder = var_dir / "uploads"

    def keep(self, upload: Upload, data: bytes) -> Upload:
        """Keep a file under a name of its own and sweep the old ones away."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        kept = replace(upload, token=secrets.token_urlsafe(32))
        self._place(kept.token, "data").write_bytes(data)
        self.note(kept)
        return kept

    def note(self, upload: Upload) -> None:
        """Keep what is said of a file, in place of what was."""
        self.write(upload.token, "json", asdict(upload))

    def get(self, token: str, owner: str) -> Upload:
        """A kept file of this uploader; raises NothingIsThere for foreign and missing alike."""
        about = self.read(token, "json") if _TOKEN.fullmatch(token) else None
        if about is None or about["owner"] != owner:
            raise NothingIsThere
        return Upload(**about)

    def recent(self, owner: str, kinds: Collection[str], most: int) -> list[Upload]:
        """The uploader's last files of these kinds, the newest first."""
        places = self.folder.glob("*.json") if self.folder.is_dir() else ()
        aged = sorted(((_age(place), place) for place in places), key=lambda pair: pair[0])
        found: list[Upload] = []
        for _seconds, place in aged:
            about = self.read(place.stem, "json")
            if about and about["owner"] == owner and about["kind"] in kinds:
                found.append(Upload(**about))
            if len(found) == most:
                break
        return found

    def data(self, upload: Upload) -> bytes:
        """The file's bytes; raises NothingIsThere once it was imported."""
        try:
            return self._place(upload.token, "data").read_bytes()
        except FileNotFoundError:
            raise NothingIsThere from None

    def write(self, token: str, part: str, value: Any) -> None:
        """Keep something beside a file; who reads at the same time sees the old or the new."""
        draft = self._place(token, f"{part}.{secrets.token_hex(4)}")
        draft.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._place(token, part))

    def read(self, token: str, part: str) -> Any:
        """What was kept beside a file, None where nothing is."""
        try:
            return json.loads(self._place(token, part).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def claim(self, token: str, part: str, who: str) -> bool:
        """Put a mark beside a file; False where one stands already, whoever put it."""
        try:
            with self._place(token, part).open("x", encoding="ascii") as mark:
                mark.write(who)
        except FileExistsError:
            return False
        return True

    def has(self, token: str, part: str) -> bool:
        """Whether something stands beside a file."""
        return self._place(token, part).exists()

    def age(self, token: str, part: str) -> float:
        """Seconds since something was put beside a file."""
        return _age(self._place(token, part))

    def holder(self, token: str, part: str) -> str:
        """Who put a mark, empty where none stands."""
        try:
            return self._place(token, part).read_text(encoding="ascii")
        except FileNotFoundError:
            return ""

    def release(self, token: str, part: str, who: str) -> None:
        """Take one's own mark away; another's stays."""
        with self.one_at_a_time():
            if self.holder(token, part) == who:
                self.take_away(token, part)

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Of several processes one looks at marks and changes them; it takes no time."""
        with (self.folder / "marks.lock").open("a", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def take_away(self, token: str, part: str) -> bool:
        """Take something from beside a file; of several at once only one has taken it."""
        draft = self._place(token, f"{part}.{secrets.token_hex(4)}")
        try:
            self._place(token, part).rename(draft)
        except FileNotFoundError:
            return False
        draft.unlink(missing_ok=True)
        return True

    def _place(self, token: str, part: str) -> Path:
        return self.folder / f"{token}.{part}"

    def _sweep(self) -> None:
        for place in self.folder.iterdir():
            if _age(place) > KEPT_SECONDS and place.suffix != ".lock":
                with suppress(FileNotFoundError):  # another worker swept it
                    place.unlink()


def _age(place: Path) -> float:
    """Seconds since a file was written; of one that is gone, none."""
    try:
        return time.time() - place.stat().st_mtime
    except FileNotFoundError:
        return 0.0

"""Where the house stands, and the files that git keeps of it."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps, new ones that are not ignored included."""
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    places = (ROOT / name for name in found.stdout.split("\0") if name)
    return tuple(sorted(place for place in places if place.is_file()))


def python_files(*tops: str) -> list[Path]:
    """Kept Python files under the named folders of the repository."""
    return [
        place
        for place in tracked()
        if place.suffix == ".py" and place.relative_to(ROOT).parts[0] in tops
    ]

"""Where templates and migrations lie: override, installed package, or the repository's top."""

from importlib.util import find_spec
from pathlib import Path

from .config import Settings


def templates_folder(settings: Settings) -> Path:
    """The folder of page templates."""
    return _find("templates", settings.templates_dir, "shared/base.html")


def migrations_folder(settings: Settings) -> Path:
    """The folder of Alembic migrations."""
    return _find("migrations", settings.migrations_dir, "env.py")


def htmx_script() -> Path:
    """htmx 2, out of the installed package that carries it."""
    spec = find_spec("js_lib_htmx")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package that carries htmx is not installed")
    return Path(spec.submodule_search_locations[0]) / "static" / "htmx" / "htmx.min.js"


def _find(name: str, override: Path | None, proof: str) -> Path:
    here = Path(__file__).resolve().parent
    for place in (override, here / name, here.parents[1] / name):
        if place is not None and (place / proof).exists():
            return place
    raise RuntimeError(f"no {name} folder was found")

"""The access list: every route with its methods and who may call it, kept as a text file.

After a route was added or changed on purpose: ``python -m tests.access_list``.
"""

from pathlib import Path

from flask import Flask

from lianqiao.app import create_app
from lianqiao.config import Settings
from lianqiao.shared.web import access_of

LIST = Path(__file__).parent / "web" / "access_list.txt"
HEAD = "# endpoint · methods · address · who may call it. Written by: python -m tests.access_list\n"


def lines(app: Flask) -> list[str]:
    """A line per route; NOBODY stands where a view declares nothing."""
    found = []
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = " ".join(sorted(access.who)) if access else "NOBODY"
        found.append(f"{rule.endpoint} · {methods} · {rule.rule} · {who}")
    return sorted(found)


def main() -> None:
    """Write the list anew."""
    app = create_app(
        Settings(mode="demo", database_url="sqlite://", secret_key="list", _env_file=None)
    )
    LIST.write_text(HEAD + "\n".join(lines(app)) + "\n", encoding="utf-8")
    app.database.dispose()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()

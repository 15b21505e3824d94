"""Every route is on the access list, with its methods and with who may call it."""

import pytest
from access_list import HEAD, LIST, lines
from flask import Blueprint

from lianqiao.app import create_app
from lianqiao.config import Settings
from lianqiao.shared.web import Application, access


@pytest.fixture
def bare() -> Application:
    """The application without a database: only its routes matter here."""
    return create_app(
        Settings(mode="demo", database_url="sqlite://", secret_key="list", _env_file=None)
    )


def _pinned() -> list[str]:
    return LIST.read_text(encoding="utf-8").removeprefix(HEAD).splitlines()


def test_the_routes_are_those_of_the_list(bare: Application) -> None:
    # On purpose? Then: python -m tests.access_list
    unlisted = sorted(set(lines(bare)) - set(_pinned()))
    gone = sorted(set(_pinned()) - set(lines(bare)))
    assert (unlisted, gone) == ([], [])


def test_no_view_forgets_to_say_who_may_call_it(bare: Application) -> None:
    assert [line for line in lines(bare) if line.endswith("NOBODY")] == []


def test_only_a_few_routes_are_open_to_anyone(bare: Application) -> None:
    anyone = {line.split(" · ")[0] for line in lines(bare) if line.endswith(" · anyone")}
    assert {name.split(".")[0] for name in anyone} <= {"accounts", "operations", "static"}


def test_nothing_is_changed_by_a_safe_method(bare: Application) -> None:
    both = [line for line in lines(bare) if "GET" in line and "POST" in line.split(" · ")[1]]
    assert both == []


def test_a_new_route_turns_the_list_red(bare: Application) -> None:
    stray = Blueprint("stray", __name__)

    @stray.get("/stray")
    @access("operator")
    def show() -> str:
        return "stray"

    @stray.get("/silent")
    def silent() -> str:
        return "silent"

    bare.register_blueprint(stray)
    added = set(lines(bare)) - set(_pinned())
    assert "stray.show · GET · /stray · operator" in added
    assert "stray.silent · GET · /silent · NOBODY" in added
    assert bare.test_client().get("/silent").status_code in (302, 403)

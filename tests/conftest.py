"""Fixtures that every test may use: databases of both engines, the application, clients."""

import copy
import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from characters import PASSWORD, World, build_world
from databases import PostgreSQL, fast_folder, find_postgresql, migrate
from flask.testing import FlaskClient
from shared_engines import OneDialect

from lianqiao.app import create_app
from lianqiao.config import Settings
from lianqiao.shared import database as databases_module
from lianqiao.shared.database import Database
from lianqiao.shared.web import Application

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
ON_CI = os.environ.get("CI") == "true"


def pytest_configure() -> None:
    """Look less often for what nobody holds any more: a test is soon over."""
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    """Leave out of that what is imported by now: it stays."""
    gc.collect()
    gc.freeze()


def missing(what: str) -> None:
    """Skip by name where a part of the system is missing; on CI that is a failure."""
    if ON_CI:
        pytest.fail(f"{what} is missing on this machine")
    pytest.skip(f"{what} is missing on this machine")


@pytest.fixture(scope="session", autouse=True)
def _one_dialect() -> Iterator[None]:
    """SQL is compiled once; each database keeps an engine of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(databases_module, "_engine", OneDialect(databases_module._engine))
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    place = tmp_path_factory.mktemp("template") / "lianqiao.sqlite"
    migrate(f"sqlite:///{place}")
    return place


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A throw-away server with a migrated database named ``migrated``."""
    binaries = find_postgresql()
    if binaries is None:
        missing("PostgreSQL's server")
    # Not in pytest's own folder: another run at the same time would clear it away.
    with tempfile.TemporaryDirectory(
        prefix="lianqiao-", dir=fast_folder(), ignore_cleanup_errors=True
    ) as folder:
        server = PostgreSQL(binaries, Path(folder) / "postgresql")
        migrate(server.create("migrated"))
        yield server
        server.stop()


def asks_for_the_world(request: pytest.FixtureRequest) -> bool:
    """Whether the test or one of its fixtures names the standing characters."""
    return "world" in request.fixturenames


def build_world_at(url: str) -> World:
    """The standing characters in an empty, migrated database that nobody is connected to then."""
    database = Database(url)
    try:
        return build_world(database)
    finally:
        database.dispose()


@pytest.fixture(scope="session")
def sqlite_world(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World]:
    """A SQLite file with the standing characters."""
    place = tmp_path_factory.mktemp("world") / "lianqiao.sqlite"
    shutil.copyfile(sqlite_template, place)
    return place, build_world_at(f"sqlite:///{place}")


@pytest.fixture(scope="session")
def postgresql_world(postgresql: PostgreSQL) -> tuple[str, World]:
    """A database with the standing characters, by its name."""
    return "world", build_world_at(postgresql.create("world", "migrated"))


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, sqlite_template: Path) -> Iterator[str]:
    """A migrated SQLite database of one's own, with the characters where the test asks for them."""
    template = sqlite_template
    if asks_for_the_world(request):
        template, _world = request.getfixturevalue("sqlite_world")
    with tempfile.TemporaryDirectory(
        prefix="lianqiao-", dir=fast_folder(), ignore_cleanup_errors=True
    ) as folder:
        place = Path(folder) / "lianqiao.sqlite"
        shutil.copyfile(template, place)
        yield f"sqlite:///{place}"


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest, postgresql: PostgreSQL) -> Iterator[str]:
    """A migrated PostgreSQL database of one's own, with the characters where they are asked for."""
    template = "migrated"
    if asks_for_the_world(request):
        template, _world = request.getfixturevalue("postgresql_world")
    name = f"t{uuid.uuid4().hex[:12]}"
    yield postgresql.create(name, template)
    postgresql.drop(name)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    """A migrated database of each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    """Settings of a demo-mode application with cheap passwords."""
    return Settings(
        mode="demo",
        database_url=url,
        secret_key="tests only",
        cheap_passwords=True,
        var_dir=tmp_path / "var",
        _env_file=None,
    )


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """The database of each engine in turn."""
    database = Database(url)
    yield database
    database.dispose()


@pytest.fixture
def app(settings: Settings, database: Database) -> Application:
    """The application on each engine in turn; it and the test share their connections."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.database = database
    return app


@pytest.fixture
def world(request: pytest.FixtureRequest, database: Database) -> World:
    """The standing characters, in the database of each engine in turn.

    They are put together once for each engine; a test's database is a copy that holds them.
    """
    if not asks_for_the_world(request):
        return build_world(database)
    _template, world = request.getfixturevalue(f"{database.engine.name}_world")
    return copy.deepcopy(world)


@pytest.fixture
def as_(app: Application, world: World) -> Callable[[str], FlaskClient]:
    """A client that is signed in as one of the characters: ``as_("bank")``."""

    def sign_in(username: str) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/login", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return sign_in

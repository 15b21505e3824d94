"""Fixtures that every test may use: databases of both engines, the application, clients."""

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

from lianqiao.app import create_app
from lianqiao.config import Settings
from lianqiao.shared.database import Database
from lianqiao.shared.web import Application

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
ON_CI = os.environ.get("CI") == "true"


def missing(what: str) -> None:
    """Skip by name where a part of the system is missing; on CI that is a failure."""
    if ON_CI:
        pytest.fail(f"{what} is missing on this machine")
    pytest.skip(f"{what} is missing on this machine")


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


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> Iterator[str]:
    """A migrated SQLite database of one's own."""
    with tempfile.TemporaryDirectory(
        prefix="lianqiao-", dir=fast_folder(), ignore_cleanup_errors=True
    ) as folder:
        place = Path(folder) / "lianqiao.sqlite"
        shutil.copyfile(sqlite_template, place)
        yield f"sqlite:///{place}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """A migrated PostgreSQL database of one's own."""
    name = f"t{uuid.uuid4().hex[:12]}"
    yield postgresql.create(name, "migrated")
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
def app(settings: Settings) -> Iterator[Application]:
    """The application on each engine in turn."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.database.dispose()


@pytest.fixture
def world(database: Database) -> World:
    """The standing characters, in the database of each engine in turn."""
    return build_world(database)


@pytest.fixture
def as_(app: Application, world: World) -> Callable[[str], FlaskClient]:
    """A client that is signed in as one of the characters: ``as_("bank")``."""

    def sign_in(username: str) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/login", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return sign_in

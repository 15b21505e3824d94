"""Databases for tests: a migrated SQLite file to copy, and a throw-away PostgreSQL server."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from lianqiao import schema
from lianqiao.config import Settings
from lianqiao.essentials import load_essentials
from lianqiao.shared.database import Database
from lianqiao.shared.tables import utc_now

BINARIES = (
    "/usr/lib/postgresql/17/bin",
    "/usr/lib/postgresql/16/bin",
    "/usr/lib/postgresql/15/bin",
)


IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of the system's, for what tests throw away
ENOUGH_BYTES = 4 * 1024**3


def fast_folder() -> Path | None:
    """A folder in memory where there is room for it: copying databases is half of the tests' work.

    None stands for the system's own folder of temporary files.
    """
    if not os.access(IN_MEMORY, os.W_OK) or shutil.disk_usage(IN_MEMORY).free < ENOUGH_BYTES:
        return None
    return IN_MEMORY


def migrate(url: str) -> None:
    """Bring a database to the newest tables, with the essentials."""
    database = Database(url)
    try:
        schema.upgrade(database, Settings(database_url=url, mode="demo", _env_file=None))
        with database.writing() as session:
            load_essentials(session, utc_now())
    finally:
        database.dispose()


def find_postgresql() -> Path | None:
    """The folder of the system's PostgreSQL server binaries."""
    for folder in BINARIES:
        if (Path(folder) / "initdb").exists():
            return Path(folder)
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class PostgreSQL:
    """A server of our own on a free loopback port, its data in a folder that is thrown away."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.data = binaries, folder / "data"
        self.port = _free_port()
        self._engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        self._as_user: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            self._as_user = ["runuser", "-u", "postgres", "--"]
            shutil.chown(folder, "postgres")
            for parent in (folder.parent, folder.parent.parent):
                if parent.name.startswith(("lianqiao-", "soak-")):
                    parent.chmod(0o755)
        self._run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "tests",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        self._server = subprocess.Popen(
            [
                *self._as_user,
                str(binaries / "postgres"),
                "-D",
                str(self.data),
                "-p",
                str(self.port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                f"unix_socket_directories={folder}",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=300",
                "-c",
                "log_min_messages=fatal",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        self._wait()

    def url(self, name: str) -> str:
        """The address of a database on this server."""
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, copied from a template; returns its address."""
        # Copying files is cheaper than writing every page to the log first: nothing here is to
        # survive a crash, and no template is written to.
        self._statement(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database with whoever is connected."""
        self._statement(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server at once."""
        self._engine.dispose()
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        self._server.wait(timeout=30)

    def _statement(self, sql: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(sql))

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [*self._as_user, str(self.binaries / program), *words],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.data.parent,
        )

    def _wait(self) -> None:
        for _attempt in range(600):
            try:
                self._statement("SELECT 1")
            except Exception:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start for {getpass.getuser()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

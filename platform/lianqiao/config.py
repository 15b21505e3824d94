"""Settings: environment variables LIANQIAO_* (also from .env), read once at start."""

import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SecretKeyIsMissing(RuntimeError):
    """Outside demo mode the application refuses to start without a secret key."""


class Settings(BaseSettings):
    """What an installation may set. Production is the mode when nothing is said."""

    model_config = SettingsConfigDict(
        env_prefix="LIANQIAO_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    mode: Literal["demo", "production"] = "production"
    var_dir: Path = Path("var")
    database_url: str = ""
    secret_key: str = ""
    smtp_url: str = ""
    mail_from: str = "lianqiao@localhost"
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: str = ""
    secure_cookies: bool | None = None
    cheap_passwords: bool = False
    templates_dir: Path | None = None
    migrations_dir: Path | None = None
    upload_limit_bytes: int = Field(default=10 * 1024 * 1024, gt=0)
    scheduler_in_web: bool = False
    chromium: str = ""

    @property
    def is_demo(self) -> bool:
        """Whether demo users, the banner and the one-key reset exist."""
        return self.mode == "demo"

    @cached_property
    def url(self) -> str:
        """The database's address; an embedded SQLite file when none is set."""
        if self.database_url:
            return self.database_url
        self.var_dir.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{(self.var_dir / 'lianqiao.sqlite').resolve()}"

    @cached_property
    def secret(self) -> str:
        """The secret key; demo mode makes one of its own on first start."""
        if self.secret_key:
            return self.secret_key
        if not self.is_demo:
            raise SecretKeyIsMissing(
                "LIANQIAO_SECRET_KEY is not set; outside demo mode there is no default"
            )
        return _secret_in(self.var_dir)


def _secret_in(folder: Path) -> str:
    """Read the demo's key, or create it atomically so that two workers never differ."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "secret_key"
    draft = folder / f"secret_key.{os.getpid()}.{secrets.token_hex(4)}"
    if not place.exists():
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        draft.chmod(0o600)
        try:
            os.link(draft, place)
        except FileExistsError:
            pass  # another worker was first; its key is the key
        finally:
            draft.unlink(missing_ok=True)
    return place.read_text(encoding="ascii")

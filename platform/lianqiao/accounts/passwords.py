"""Passwords: argon2id hashes, a profile for new ones, and a constant cost for unknown users."""

import re
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import gettext as _

from ..shared.errors import Refusal

CONTEXT_WORDS = ("lianqiao", "dongzhi", "dadukou", "password", "123456", "qwerty", "admin")
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


class PasswordIsTooWeak(Refusal):
    """The new password is too short, too plain, or a common word."""


class Passwords:
    """Hashes and checks; ``cheap`` lowers the cost for tests alone."""

    def __init__(self, *, cheap: bool = False) -> None:
        self._hasher = (
            PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
            if cheap
            else PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        )

    def hash(self, password: str) -> str:
        """The argon2id hash to store."""
        return self._hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password fits; an unknown user costs the same time."""
        try:
            self._hasher.verify(stored or self._dummy(), password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return stored is not None

    @lru_cache(maxsize=1)  # noqa: B019 - one instance lives as long as the application
    def _dummy(self) -> str:
        return self._hasher.hash("nobody has this password")


def check_profile(password: str, username: str = "") -> None:
    """Length ≥ 12, or ≥ 8 with three classes; no common or context word. Raises otherwise."""
    classes = sum(bool(re.search(pattern, password)) for pattern in CLASSES)
    if len(password) < 8 or (len(password) < 12 and classes < 3):
        raise PasswordIsTooWeak(
            _("密码至少 12 位；或至少 8 位并包含大写、小写、数字、符号中的三类"), "password"
        )
    lowered = password.lower()
    words = (*CONTEXT_WORDS, *([username.lower()] if len(username) >= 4 else []))
    if any(word in lowered for word in words) or len(set(lowered)) < 4:
        raise PasswordIsTooWeak(_("密码里有常见词、平台名或用户名，请换一个更难猜的"), "password")

"""The builders of addresses are compiled once per process, however many applications it makes."""

from collections.abc import Callable
from typing import Any, Final

from werkzeug.routing import Rule

_KEPT: Final[dict[tuple[Any, ...], Callable[..., tuple[str, str]]]] = {}


class RuleOnce(Rule):
    """A route's rule; rules of the same text share the functions that build their addresses."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # Werkzeug writes and compiles two functions for every rule, nine tenths of the time that
        # making an application takes. A function gets its rule as an argument, so nothing of one
        # application stays in it. Should Werkzeug call this step otherwise one day, its own
        # compiling takes place as before.
        key = (self.rule, *self._trace, repr(self.defaults), append_unknown)
        if key not in _KEPT:
            _KEPT[key] = super()._compile_builder(append_unknown)
        return _KEPT[key]

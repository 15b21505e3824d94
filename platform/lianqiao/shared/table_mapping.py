"""How a foreign file is read: its headers, constants, date format, factor and party codes."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from flask_babel import gettext

from lianqiao.shared.money import half_width
from lianqiao.shared.table_headers import find_header
from lianqiao.shared.xlsx_guard import FileIsRefused

_LONGEST_MAPPING: Final = 1_000_000


class MappingIsRefused(FileIsRefused):
    """A mapping of a foreign file cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a foreign file is read (CONTRACT: columns ours → theirs, constants, parties …).

    A column of ours whose header is empty is left out, whatever the file's headers say.
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    date_format: str | None = None
    amount_factor: Fraction = Fraction(1)
    parties: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_option(cls, option: str) -> "Mapping":
        """A mapping from a command line: inline JSON, or the path of a JSON file."""
        return cls.from_json(option if option.lstrip().startswith("{") else Path(option))

    @classmethod
    def from_json(cls, source: str | Path) -> "Mapping":
        """A mapping from JSON text, or from the file at a path. Raises MappingIsRefused."""
        text = _mapping_text(source) if isinstance(source, Path) else source
        return cls.from_parts(_json_object(text))

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> "Mapping":
        """A mapping from JSON that was read. Raises MappingIsRefused."""
        known = [part.name for part in fields(cls)]
        if unknown := sorted(set(parts) - set(known)):
            raise MappingIsRefused(
                gettext(
                    "映射中的“%(unknown)s”不认识，可用：%(known)s",
                    unknown=unknown[0],
                    known="、".join(known),
                )
            )
        return cls(
            columns=_texts(parts, "columns"),
            constants=_texts(parts, "constants"),
            date_format=_date_format(parts.get("date_format")),
            amount_factor=_factor(parts.get("amount_factor", "1")),
            parties=_texts(parts, "parties"),
        )

    def parts(self) -> dict[str, Any]:
        """The mapping as JSON has it, without what says nothing."""
        parts: dict[str, Any] = {
            "columns": self.columns,
            "constants": self.constants,
            "date_format": self.date_format,
            "amount_factor": "" if self.amount_factor == 1 else plain_factor(self.amount_factor),
            "parties": self.parties,
        }
        return {name: part for name, part in parts.items() if part}

    def to_json(self) -> str:
        """The mapping as text, empty where it says nothing."""
        parts = self.parts()
        return json.dumps(parts, ensure_ascii=False) if parts else ""

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether every header that the mapping names stands in a file; one at least."""
        named = [theirs for theirs in self.columns.values() if theirs]
        return bool(named) and all(find_header(headers, one) is not None for one in named)


def plain_factor(factor: Fraction) -> str:
    """A factor as it was typed: 1000, 0.01. It has nine decimals at most."""
    return f"{Decimal(factor.numerator) / Decimal(factor.denominator):f}"


def read_factor(text: str) -> Fraction:
    """A factor for a file's amounts. Raises MappingIsRefused."""
    return _factor(half_width(text) or "1")


def _mapping_text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as source:
            return source.read(_LONGEST_MAPPING + 1)
    except (OSError, ValueError):
        raise MappingIsRefused(
            gettext("映射文件“%(path)s”无法读取，应为 UTF-8 的 JSON 文件", path=path)
        ) from None


def _json_object(text: str) -> dict[str, object]:
    if len(text) > _LONGEST_MAPPING:
        raise MappingIsRefused(gettext("映射过长，最多一百万字"))
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        raise MappingIsRefused(gettext("映射不是正确的 JSON，请检查引号和逗号")) from None
    if not isinstance(parsed, dict):
        raise MappingIsRefused(gettext('映射应为 JSON 对象，例如 {"columns": {}}'))
    return parsed


def _texts(parts: dict[str, object], name: str) -> dict[str, str]:
    part = parts.get(name, {})
    if not isinstance(part, dict) or not all(isinstance(text, str) for text in part.values()):
        raise MappingIsRefused(gettext("映射中的“%(name)s”应为“名称: 文字”的对象", name=name))
    return {key.strip(): text.strip() for key, text in part.items()}


def _date_format(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not all(sign in value for sign in ("%d", "%m")):
        raise MappingIsRefused(gettext("映射中的“date_format”应含 %Y、%m、%d，例如 %d/%m/%Y"))
    return value


def _factor(value: object) -> Fraction:
    text = str(value)
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII) or not Fraction(text):
        raise MappingIsRefused(gettext("映射中的“amount_factor”应为正数，例如 1000"))
    return Fraction(text)

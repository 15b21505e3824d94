"""A foreign file's own codes of firms, in two columns: their code, and the credit code."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from flask_babel import gettext as _

from lianqiao.shared import uscc
from lianqiao.shared.errors import Refusal
from lianqiao.shared.tabular_reading import read_table

MOST_CODES: Final = 5_000
_LINE: Final = re.compile(r"(.+?)[\t,，;；:：=\s]+(\S+)")


class CodesAreRefused(Refusal):
    """A list of codes cannot be read; the message names the line and the mend."""


def read_pasted_codes(text: str) -> dict[str, str]:
    """Codes from lines of two columns, copied from a spreadsheet or typed.

    Raises CodesAreRefused.
    """
    return _codes(
        (number, _pair(number, line))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    )


def read_code_file(data: bytes, filename: str) -> dict[str, str]:
    """Codes from the first two columns of a CSV or xlsx, with or without a header.

    Raises FileIsRefused and CodesAreRefused.
    """
    table = read_table(data, filename)
    lines = zip([1, *table.row_numbers], [table.headers, *table.rows], strict=True)
    return _codes((number, [cell for cell in cells if cell][:2]) for number, cells in lines)


def print_codes(codes: dict[str, str]) -> str:
    """The codes as they are typed."""
    return "\n".join(f"{theirs}\t{ours}" for theirs, ours in codes.items())


def _pair(number: int, line: str) -> Sequence[str]:
    match = _LINE.fullmatch(line.strip())
    return match.groups() if match else [line.strip()]


def _codes(lines: Iterable[tuple[int, Sequence[str]]]) -> dict[str, str]:
    listed, codes = list(lines), dict[str, str]()
    if len(listed) > 1 and _is_header(listed[0][1]):
        del listed[0]
    for number, pair in listed:
        theirs, ours = _checked(number, pair)
        if codes.setdefault(theirs, ours) != ours:
            raise CodesAreRefused(
                _("第 %(n)s 行：代码「%(code)s」已对应另一家企业", n=number, code=theirs)
            )
        if len(codes) > MOST_CODES:
            raise CodesAreRefused(_("代码最多 %(n)s 个", n=f"{MOST_CODES:,}"))
    return codes


def _is_header(pair: Sequence[str]) -> bool:
    return not any(re.search(r"\d", cell) for cell in pair)


def _checked(number: int, pair: Sequence[str]) -> tuple[str, str]:
    if len(pair) < 2:
        raise CodesAreRefused(
            _("第 %(n)s 行只有一列：每行写对方代码和统一社会信用代码，用空格隔开", n=number)
        )
    theirs, ours = pair
    if uscc.is_valid(uscc.normalise(theirs)) and not uscc.is_valid(uscc.normalise(ours)):
        theirs, ours = ours, theirs
    try:
        return theirs.strip(), uscc.parse(ours)
    except uscc.UsccIsInvalid as error:
        raise CodesAreRefused(_("第 %(n)s 行：%(why)s", n=number, why=str(error))) from None

"""Invoice numbers (数电票 and older ones) and keyed fingerprints of trade documents."""

import hashlib
import hmac
import re
from datetime import date
from typing import Final

from flask_babel import gettext

from lianqiao.shared.money import half_width

_PROVINCES: Final = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82),
)
PROVINCES: Final = frozenset(map(str, _PROVINCES))
"""First two digits of GB/T 2260; 34 is 安徽."""

FIRST_ELECTRONIC_YEAR: Final = 21

_NEAR: Final = "near"
_DOCUMENT: Final = "document"
_NUMBER: Final = "number"
_CONTRACT: Final = "contract"
_LOOK_ALIKE: Final = str.maketrans("OQDIL|ZSB", "000111258")
_FOREIGN: Final = re.compile(r"[0-9A-Z][0-9A-Z/._#-]{0,39}", re.ASCII)


class InvoiceNumberIsInvalid(ValueError):
    """The number or its code cannot be an invoice's; the message says in Chinese why."""


def normalise(text: str) -> str:
    """The number without blanks, in half-width capitals; not checked."""
    return half_width(text).replace(" ", "").upper()


def check(number: str, code: str = "", *, issued: date | None = None, strict: bool = True) -> None:
    """Check a normalised number and code.

    A 数电票 has 20 digits (year 2, province 2, channel 1, sequence 15) and no code; an older
    invoice has a code of 10 or 12 digits and a number of 8. With `issued` the year must
    agree. With `strict=False` (books of foreign systems) any short number will do.

    Raises InvoiceNumberIsInvalid.
    """
    if not strict:
        _check_foreign(number, code)
    elif not re.fullmatch(r"\d+", number, re.ASCII):
        raise InvoiceNumberIsInvalid(gettext("发票号码应为数字：数电票 20 位，其他发票 8 位"))
    elif len(number) == 20:
        _check_electronic(number, code, issued)
    elif len(number) == 8:
        _check_older(code)
    else:
        raise InvoiceNumberIsInvalid(
            gettext(
                "发票号码应为 20 位（数电票）或 8 位（另填发票代码），现为 %(number)s 位",
                number=len(number),
            )
        )


def _check_electronic(number: str, code: str, issued: date | None) -> None:
    if code:
        raise InvoiceNumberIsInvalid(gettext("数电票（20 位号码）没有发票代码，请清空发票代码"))
    year = int(number[:2])
    if year < FIRST_ELECTRONIC_YEAR:
        raise InvoiceNumberIsInvalid(
            gettext("数电票号码前两位“%(number)s”是年份，应不早于 21", number=number[:2])
        )
    if number[2:4] not in PROVINCES:
        raise InvoiceNumberIsInvalid(
            gettext("数电票号码第 3–4 位“%(number)s”不是省级代码（安徽为 34）", number=number[2:4])
        )
    if issued and issued.year % 100 != year:
        raise InvoiceNumberIsInvalid(
            gettext(
                "数电票号码前两位“%(number)s”与开票年份 %(issued)s 不符",
                number=number[:2],
                issued=issued.year,
            )
        )


def _check_older(code: str) -> None:
    if not code:
        raise InvoiceNumberIsInvalid(gettext("8 位发票号码须同时填写 10 位或 12 位发票代码"))
    if not re.fullmatch(r"\d{10}|\d{12}", code, re.ASCII):
        raise InvoiceNumberIsInvalid(
            gettext("发票代码应为 10 位或 12 位数字，现为“%(code)s”", code=code[:20])
        )


def _check_foreign(number: str, code: str) -> None:
    if not _FOREIGN.fullmatch(number) or (code and not _FOREIGN.fullmatch(code)):
        raise InvoiceNumberIsInvalid(gettext("发票号码应为 1–40 位数字、字母或 - / . _ #"))


def is_valid(number: str, code: str = "") -> bool:
    """Whether a normalised number and code pass the strict check."""
    try:
        check(number, code)
    except InvoiceNumberIsInvalid:
        return False
    return True


def fingerprint(
    secret: bytes, number: str, code: str, day: date, amount_fen: int, *, seller: str, buyer: str
) -> str:
    """The keyed digest of one trade document: the same document gives the same 64 hex digits.

    Number, code and USCCs are normalised first. HMAC-SHA-256 over length-prefixed fields, so
    no two different documents can run into the same text.
    """
    codes = (normalise(text) for text in (number, code, seller, buyer))
    return _digest(secret, _DOCUMENT, *codes, day.isoformat(), str(amount_fen))


def near_fingerprint(secret: bytes, buyer: str, amount_fen: int, due_date: date) -> str:
    """The keyed digest of what two papers on one claim share: buyer, amount and due date."""
    return _digest(secret, _NEAR, normalise(buyer), str(amount_fen), due_date.isoformat())


def bare(text: str) -> str:
    """A number as two people may have typed it: what is easily mistaken does not count.

    Widths, blanks, punctuation, leading zeros of each run of digits, and letters that look
    like digits: INV-0012, ＩＮＶ 12 and lNV12 are one.
    """
    plain = normalise(text).translate(_LOOK_ALIKE)
    signs = re.sub(r"[^0-9A-Z\u4e00-\u9fff]+", "", plain)
    return re.sub(r"(?<!\d)0+(?=\d)", "", signs)


def near_number(secret: bytes, kind: str, number: str, *, seller: str, buyer: str) -> str:
    """The keyed digest of a bare number between two firms; empty where nothing is left of it."""
    plain = bare(number)
    if not plain:
        return ""
    return _digest(secret, _NUMBER, kind, plain, normalise(seller), normalise(buyer))


def near_contract(
    secret: bytes, contract_no: str, instalment: int | None, *, seller: str, buyer: str
) -> str:
    """The keyed digest of one instalment of a contract; empty where either is not stated."""
    plain = bare(contract_no)
    if not plain or instalment is None:
        return ""
    sides = (normalise(seller), normalise(buyer))
    return _digest(secret, _CONTRACT, plain, str(instalment), *sides)


def _digest(secret: bytes, *fields: str) -> str:
    parts = [field.encode() for field in fields]
    text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.new(secret, text, hashlib.sha256).hexdigest()

"""Rules of the vault: values and today in, an outcome or a refusal out."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _

from .errors import (
    AttachmentsStayAsTheyAre,
    TheDatesDoNotFit,
    TheDocumentIsNotCurrent,
    TheDocumentIsUsed,
    TheFileIsEmpty,
    TheFileIsTooLarge,
)

EXPIRES_SOON: Final = timedelta(days=30)
MAX_BYTES: Final = 10 * 1024 * 1024
LONGEST_NAME_BYTES: Final = 200
"""In UTF-8: file systems take 255 bytes, and a browser may add a number."""
LONGEST_TITLE: Final = 200

_NOT_IN_NAMES: Final = re.compile(r'[<>:"|?*/\\]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE | re.ASCII)


def standing(valid_from: date | None, valid_to: date | None, today: date) -> str:
    """How a document stands on a day: ``ahead``, ``expired``, ``expiring`` or ``valid``.

    The last day still counts; ``expiring`` is 30 days before it. Without an end it is valid.
    """
    if valid_to is not None and valid_to < today:
        return "expired"
    if valid_from is not None and valid_from > today:
        return "ahead"
    if valid_to is not None and valid_to - today <= EXPIRES_SOON:
        return "expiring"
    return "valid"


def check_dates(valid_from: date | None, valid_to: date | None) -> None:
    """Raises TheDatesDoNotFit where a document would end before it begins."""
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise TheDatesDoNotFit(_("截止日早于起始日，请核对"), "valid_to")


def check_size(size_bytes: int) -> None:
    """Raises TheFileIsEmpty, TheFileIsTooLarge."""
    if size_bytes == 0:
        raise TheFileIsEmpty(_("文件是空的，请重新选择"), "file")
    if size_bytes > MAX_BYTES:
        raise TheFileIsTooLarge(_("文件超过 10 MB，请压缩或拆分后再传"), "file")


def clean_text(text: str, longest: int = LONGEST_TITLE) -> str:
    """One line of text without control characters, bidi overrides and other unseen signs."""
    kept = "".join(
        " " if unicodedata.category(sign) in ("Zl", "Zp") or sign in "\t\r\n" else sign
        for sign in unicodedata.normalize("NFC", text)
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") or sign in "\t\r\n"
    )
    return " ".join(kept.split())[:longest].strip()


def clean_filename(name: str, extensions: tuple[str, ...]) -> str:
    """A name that is safe to offer for a download; never used as a path.

    Only the last part of a path counts. A name that does not end as its content asks gets
    the first of ``extensions`` (with the dot) added, so that 「发票.exe」 is opened as what
    it is.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = _NOT_IN_NAMES.sub("", clean_text(last, len(last))).rstrip(" .")
    fits = next((one for one in extensions if plain.lower().endswith(one)), "")
    ending = plain[-len(fits) :] if fits else extensions[0]
    stem = (plain.removesuffix(ending) if fits else plain).strip(" .")
    if not stem or _RESERVED.fullmatch(stem):
        stem = _("文件") + stem
    return _cut(stem, LONGEST_NAME_BYTES - len(ending)) + ending


def _cut(text: str, longest: int) -> str:
    """At most so many bytes of UTF-8, no character cut in two."""
    return text.encode()[:longest].decode(errors="ignore").strip(" .")


def title_from(title: str, filename: str) -> str:
    """What a document is called: as it was typed, else after its file."""
    return clean_text(title) or clean_text(filename.rpartition(".")[0])


def check_current(state: str) -> None:
    """Raises TheDocumentIsNotCurrent for what was replaced or withdrawn."""
    if state != "current":
        raise TheDocumentIsNotCurrent(_("这份文件已有新版或已撤下，请改用新版"))


def check_unused(live_places: list[str]) -> None:
    """A document that stands somewhere under way is not withdrawn. Raises TheDocumentIsUsed."""
    if live_places:
        named = _("、").join(live_places[:3]) + (_("等") if len(live_places) > 3 else "")
        raise TheDocumentIsUsed(
            _(
                "这份文件还用在 %(n)s 处：%(named)s。请先到那里取下，或换成新版",
                n=len(live_places),
                named=named,
            )
        )


def check_may_attach(phase: str) -> None:
    """Raises AttachmentsStayAsTheyAre for a place that is over."""
    if phase == "over":
        raise AttachmentsStayAsTheyAre(_("事情已经了结，附件留作凭据，不能再增减"))


def check_may_detach(phase: str) -> None:
    """Raises AttachmentsStayAsTheyAre where somebody has decided by what is attached."""
    check_may_attach(phase)
    if phase == "decided":
        raise AttachmentsStayAsTheyAre(_("对方已凭这些附件办理，只能再加，不能取下"))

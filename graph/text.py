"""How wide a text is on the screen, and how to shorten it so that it fits."""

import unicodedata

ELLIPSIS = "…"
_WIDE = frozenset("WFA")


def width_px(text: str, size_px: int) -> int:
    """Estimate the width of a text, rounded up, so that a box that is sized by it does fit.

    Parameters
    ----------
    text : str
        Any text; Chinese characters and full-width signs count one em, Latin about half.
    size_px : int
        Font size.

    Returns
    -------
    int
        Pixels.

    Examples
    --------
    >>> width_px("链桥", 14), width_px("ab", 14)
    (28, 17)
    """
    return -(-sum(_hundredths(char) for char in text) * size_px // 100)


def fit(text: str, room_px: int, size_px: int) -> str:
    """Shorten a text with an ellipsis to the room there is.

    Parameters
    ----------
    text : str
        Line breaks and runs of blanks become single blanks.
    room_px, size_px : int
        Room and font size.

    Returns
    -------
    str
        The text itself where it fits.

    Examples
    --------
    >>> fit("演示绿色食品有限公司", 70, 14)
    '演示绿色…'
    >>> fit("演示银行", 70, 14)
    '演示银行'
    """
    text = " ".join(text.split())
    if width_px(text, size_px) <= room_px:
        return text
    while text and width_px(text + ELLIPSIS, size_px) > room_px:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def _hundredths(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in _WIDE:
        return 100
    return 74 if char.isupper() or char in "mw%@&" else 58

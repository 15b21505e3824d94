"""Unified social credit codes: check characters, and codes for invented firms."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def body_check(body: str) -> str:
    """Check character of the eight characters of a body code (GB 11714)."""
    total = sum(BODY_ALPHABET.index(c) * w for c, w in zip(body, BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def check_character(code: str) -> str:
    """Check character of the first 17 characters (GB 32100-2015)."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(code, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """18 characters of the alphabet whose last one is the check character."""
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        return False
    return check_character(code[:17]) == code[17]


def invented(number: int, kind: str = "91", region: str = "341721") -> str:
    """A valid code for the invented firm with this number (below 31**6)."""
    body = "MA"
    for power in range(5, -1, -1):
        body += ALPHABET[number // 31**power % 31]
    code = kind + region + body + body_check(body)
    return code + check_character(code)

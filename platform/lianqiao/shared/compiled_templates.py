"""Templates are compiled once per process, however many applications it makes."""

from typing import Final

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_KEPT: Final[dict[str, tuple[str, bytes]]] = {}


class CompiledOnce(BytecodeCache):
    """Keeps what was compiled by the template's name and place, as long as its text is the same."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what is kept; a changed text is compiled anew."""
        checksum, code = _KEPT.get(bucket.key, ("", b""))
        if code and checksum == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        _KEPT[bucket.key] = (bucket.checksum, bucket.bytecode_to_string())

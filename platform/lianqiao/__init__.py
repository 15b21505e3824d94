"""链桥: supply-chain finance for a county."""

__version__ = "0.1.0"

"""``make bench``: every benchmark as a table of ratios, in one run on one machine."""

import sys
from importlib import import_module
from pathlib import Path

BENCHES = ("matching", "changes", "graph", "clearing", "imports")


def main(names: list[str]) -> None:
    """Run the benchmarks named, or all of them."""
    sys.path.insert(0, str(Path(__file__).parent))
    for name in names or BENCHES:
        import_module(f"bench_{name}").main()
        print()


if __name__ == "__main__":
    main(sys.argv[1:])

"""lianqiao generate-instance: invented files for match-files, at four scales."""

import argparse
from pathlib import Path

from . import Answer, InputIsRefused

SUMMARY = "write invented assets.csv, products.csv and limits.csv"
SCALES = ("county", "prefecture", "province", "nation")


def arguments(parser: argparse.ArgumentParser) -> None:
    """How big, which seed, where to."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--scale", required=True, choices=SCALES)
    parser.add_argument("--seed", required=True, type=_seed, metavar="N")


def run(args: argparse.Namespace) -> Answer:
    """Write the files; the same seed gives the same bytes."""
    from matching.generate import generate_instance  # noqa: PLC0415 - heavy

    try:
        counts = generate_instance(args.scale, args.seed, args.folder)
    except OSError as error:
        raise InputIsRefused(f"无法写入 {args.folder}：{error.strerror}") from None
    return Answer(counts, f"{counts['assets']} assets, {counts['products']} products")


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)

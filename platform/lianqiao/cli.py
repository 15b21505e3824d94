"""The command line: each command in a module of its own; --json prints one object and no more."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from .commands import Answer, InputIsRefused

COMMANDS = {
    "migrate": "lianqiao.commands.migrate",
    "demo": "lianqiao.commands.demo",
    "serve": "lianqiao.commands.serve",
    "scheduler": "lianqiao.commands.scheduler",
    "import": "lianqiao.commands.import_file",
    "match": "lianqiao.commands.match",
    "match-files": "lianqiao.commands.match_files",
    "generate-instance": "lianqiao.commands.generate_instance",
    "scan-maturities": "lianqiao.commands.scan_maturities",
    "verify": "lianqiao.commands.verify",
    "backup": "lianqiao.commands.backup",
    "restore": "lianqiao.commands.restore",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 input refused, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in words if not word.startswith("-")), "")
    args = _parser(name).parse_args(words)
    if not getattr(args, "command", None):
        _parser("").print_help()
        return 2
    module = import_module(COMMANDS[args.command])
    try:
        answer = module.run(args)
    except InputIsRefused as refusal:
        answer = Answer({"error": str(refusal)}, str(refusal), 1)
    except KeyboardInterrupt:
        return 130
    _print(answer, as_json=args.json)
    return int(answer.status)


def _parser(name: str) -> argparse.ArgumentParser:
    """The parser, with the arguments of the one command that is asked for."""
    parser = argparse.ArgumentParser(prog="lianqiao", description="链桥 supply-chain finance")
    parser.add_argument("--json", action="store_true", default=False, help="one JSON object only")
    several = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command, place in COMMANDS.items():
        module: Any = import_module(place) if command == name else None
        one = several.add_parser(command, help=getattr(module, "SUMMARY", None))
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        if module is not None:
            module.arguments(one)
    return parser


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        text = json.dumps(answer.data, ensure_ascii=False)
    else:
        text = "\n".join([*([answer.words] if answer.words else []), *answer.lines])
    stream = sys.stderr if answer.status and not as_json else sys.stdout
    if text:
        stream.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())

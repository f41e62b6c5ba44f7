"""The commands of local mode: up, seed, reset, logs, invoke."""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from infra.local.emulator import forget_aws_settings
from infra.local.failure import LocalError
from infra.local.guard import exclusive, wipe
from infra.local.settings import LocalSettings, from_environment, parse_port


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a failure is one sentence and an exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options)
        forget_aws_settings()
        _run(options, settings)
    except LocalError as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _run(options: argparse.Namespace, settings: LocalSettings) -> None:
    if options.command == "up":
        from infra.local.up import up

        up(settings, options.seed)
    elif options.command == "reset":
        with exclusive(settings):
            wipe(settings)
        print("The local cloud starts over next time.")
    else:
        from infra.local import operations

        operations.run(settings, options)


def _settings(options: argparse.Namespace) -> LocalSettings:
    settings = from_environment()
    given = {
        name: getattr(options, name)
        for name in ("home", "assembly")
        if getattr(options, name) is not None
    }
    if options.port is not None:
        given["port"] = parse_port(options.port)
    return replace(settings, **given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    parser.add_argument("--port", help="instead of SMARTRETAIL_PORT")
    parser.add_argument("--home", type=_folder, help="state folder, instead of .smartretail")
    parser.add_argument("--assembly", type=_folder, help="cloud assembly, instead of build/cdk.out")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start, deploy, seed, serve")
    up.add_argument("--seed", choices=("demo", "users", "none"), default="demo")
    commands.add_parser("seed", help="seed users and the demo tenant of the running cloud again")
    commands.add_parser("reset", help="delete the local state")
    logs = commands.add_parser("logs", help="what a function has logged")
    logs.add_argument("function")
    invoke = commands.add_parser("invoke", help="call a function with a JSON event")
    invoke.add_argument("function")
    invoke.add_argument("event", nargs="?", default="{}", help="JSON, or @file")
    return parser


def _folder(text: str) -> Path:
    return Path(text).resolve()


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # threads of interrupted work are still there, and must not be waited for

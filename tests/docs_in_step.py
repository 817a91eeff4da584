"""Write COMMANDS.md from the command itself, or with --check say whether it is in step (``make docs``, CI)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from biclause.cli import cli

COMMANDS = Path(__file__).parent.parent / "COMMANDS.md"


def reference() -> str:
    """Return the help of every command, as a reader of the terminal sees it."""
    parts = ["# The commands\n\nGenerated from the command itself by `make docs`.\n"]
    context = click.Context(cli, info_name="biclause", max_content_width=96, terminal_width=96)
    for name, command in cli.commands.items():
        if command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context, max_content_width=96, terminal_width=96)
        help_text = "\n".join(line.rstrip() for line in command.get_help(inner).splitlines())
        parts.append(f"## `biclause {name}`\n\n```text\n{help_text}\n```\n")
    return "\n".join(parts)


def main() -> int:
    wanted = reference()
    if COMMANDS.is_file() and COMMANDS.read_text("utf-8") == wanted:
        return 0
    if "--check" in sys.argv:
        print("COMMANDS.md is out of step with the command: run make docs", file=sys.stderr)
        return 1
    COMMANDS.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

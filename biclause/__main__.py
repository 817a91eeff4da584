"""``python -m biclause`` is the command."""

from .cli import cli

cli(prog_name="biclause")

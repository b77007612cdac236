"""Options that several commands share: the point, the format, the width, the reason."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ledger.cli.terminal import NARROWEST

F = TypeVar("F", bound=Callable[..., Any])
ROWS = ("table", "json", "jsonl", "csv", "md")
DOCUMENT = ("table", "json")


def format_option(*formats: str) -> Callable[[F], F]:
    """Add ``--format`` with these choices, ``--json`` for short, and ``--width`` of text."""

    def add(command: F) -> F:
        wide = click.IntRange(min=NARROWEST)
        command = click.option(
            "--width", type=wide, metavar="COLUMNS", help="How wide text may be; else as the terminal."
        )(command)
        command = click.option("--json", "format", flag_value="json", help="Short for --format json.")(command)
        choice = click.Choice(formats or ROWS)
        return click.option("--format", "format", type=choice, default="table", show_default=True)(command)

    return add


at_option = click.option(
    "--at", default="now", show_default=True, metavar="POINT", help="R1, 2026-01-24 or now, each optionally @K: R1@12."
)
reviewed_option = click.option("--reviewed-only", is_flag=True, help="Count only entries that somebody has accepted.")
reason_option = click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the record.")
unfound_option = click.option(
    "--unfound",
    is_flag=True,
    help="Record what is quoted all the same where the attached text does not have it.",
)
message_option = click.option("--message", "-m", metavar="TEXT", help="What the changeset is about; kept in the log.")

"""Options that several commands share: the point, the format, the width, the reason."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
ROWS = ("table", "json", "jsonl", "csv", "md")
DOCUMENT = ("table", "json")


def format_option(*formats: str) -> Callable[[F], F]:
    """Add ``--format`` with these choices, ``--json`` for short, and ``--width`` of tables."""

    def add(command: F) -> F:
        command = click.option(
            "--width", type=click.IntRange(min=40), metavar="COLUMNS", help="How wide text may be; else as the terminal."
        )(command)
        command = click.option("--json", "as_json", is_flag=True, help="Short for --format json.")(command)
        choice = click.Choice(formats or ROWS)
        return click.option("--format", type=choice, default="table", show_default=True, callback=_format)(command)

    return add


def _format(ctx: click.Context, _param: click.Parameter, value: str) -> str:
    return value


def chosen(format: str, as_json: bool) -> str:
    """Return the format asked for."""
    return "json" if as_json else format


at_option = click.option(
    "--at", default="now", show_default=True, metavar="POINT", help="R1, 2026-01-24 or now, each optionally @K: R1@12."
)
reviewed_option = click.option("--reviewed-only", is_flag=True, help="Count only entries that somebody has accepted.")
reason_option = click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the record.")
message_option = click.option("--message", "-m", metavar="TEXT", help="What the changeset is about; kept in the log.")

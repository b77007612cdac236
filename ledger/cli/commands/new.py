"""``posl new``."""

from collections.abc import Iterator
from pathlib import Path

import click

from ledger.cli.streams import interactive
from ledger.cli.terminal import say, tell


@click.command("new")
@click.argument("folder", default="seeds", type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]")
@click.option("--title", metavar="TEXT", help="What the negotiation is called.")
@click.option(
    "--party",
    "parties",
    multiple=True,
    metavar="NAME[:ROLE]",
    help="Who takes part: principal when no role, else mediator, host or stakeholder.",
)
@click.option("--round", "rounds", multiple=True, metavar="TITLE[:DATE]", help="A round, and when it is planned for.")
@click.option("--item", "items", multiple=True, metavar="TITLE[:SENTENCE]", help="An open item, and its question.")
@click.option("--template", metavar="NAME", help="Items to begin with: ceasefire, border, trade.")
def command(
    folder: Path,
    title: str | None,
    parties: tuple[str, ...],
    rounds: tuple[str, ...],
    items: tuple[str, ...],
    template: str | None,
) -> None:
    """Write the frame of a new negotiation as a seed: DIR/00-frame.yaml.

    On a terminal what no option says is asked for: title, parties, rounds, first items. Edit the file as you like, then
    import it. A template is a plain seed of items that such talks have open as a rule.

    \b
    posl new talks --title 'Talks on the North Bay' --party Northland --party 'The Isle:mediator' --template border
    """
    from ledger.domain.text import safe
    from ledger.errors import UsageError
    from ledger.services.founding import FRAME, Answers, found

    if title is None and not interactive():
        raise UsageError("a negotiation needs a title", hint="posl new --title '…' --party '…' --item '…'")
    if title is None:
        title = click.prompt("Title", err=True)
        template = template or _template()
        parties = parties or tuple(_each("Party (Name, or Name: mediator)"))
        rounds = rounds or tuple(_each("Round (Title, or Title: 2026-03)"))
        items = items or tuple(_each("Item (Title, or Title: the sentence one is for or against)"))
    path = found(folder, Answers(title, parties, rounds, items), template)
    say(str(path))
    tell(f"Wrote {safe(path)} ({FRAME} sorts before the reports). Next: posl init; posl import {safe(folder)}")


def _template() -> str | None:
    from ledger.services.founding import templates

    chosen = click.prompt(f"Template ({', '.join(templates())}, or none)", default="none", err=True)
    return None if chosen == "none" else str(chosen)


def _each(what: str) -> Iterator[str]:
    """Ask until nothing is answered."""
    while answer := str(click.prompt(f"{what}; enter to go on", default="", show_default=False, err=True)).strip():
        yield answer

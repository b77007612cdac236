"""What a shell offers where a key of the ledger is wanted: items, parties, persons, rounds, marks, sources, changesets.

Looked up when the shell asks, in the ledger that the command line names. Whatever goes wrong, nothing is offered, and
nothing is said.
"""

import click

from ledger.cli.fields import WordChoice
from ledger.cli.options import Offered

_BY_NAME = {
    "item": "item",
    "items": "item",
    "party": "party",
    "round": "round",
    "by": "person",
    "cite_by": "person",
    "person": "person",
    "about": "item",
    "source": "source",
    "what": "anything",
    "into": "anything",
    "cite_source": "source",
    "cites": "source",
}
_BY_METAVAR = {
    "POINT": "point",
    "FROM": "point",
    "[TO]": "point",
    "[POINT]": "point",
    "DATE|@N": "changeset",
    "@N": "changeset",
}


def offering(command: click.Command, path: tuple[str, ...] = ()) -> click.Command:
    """Let a command's arguments and options that take keys offer those of the ledger; of a group, each command's."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            offering(inner, (*path, str(command.name), name))
        return command
    for param in command.params:
        kind = _kind(param, path)
        if kind is not None and not isinstance(param.type, WordChoice):
            param.type = KeyParam(kind)
    return command


def _kind(param: click.Parameter, path: tuple[str, ...]) -> str | None:
    metavar = param.metavar or ""
    if metavar.startswith("ITEM|"):
        return "anything"
    if param.name == "key" and path[:1] == ("source",) and path[-1] != "add":  # one that is there already
        return "source"
    return _BY_METAVAR.get(metavar) or _BY_NAME.get(param.name or "")


class KeyParam(Offered):
    """A text that names something in the ledger."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def offers(self, ledger: str | None, typed: str) -> list[tuple[str, str]]:
        """Return the keys of the kind, each with its name."""
        from ledger.services.completing import offers

        return offers(ledger, self.kind, typed)

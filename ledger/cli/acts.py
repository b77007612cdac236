"""What the commands that record have in common: the citation's options, and saying what was recorded."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from ledger.cli import fields
from ledger.cli.terminal import say, tell
from ledger.cli.terminal import width as columns
from ledger.domain.entries import STATEMENTS, Citation

if TYPE_CHECKING:
    from ledger.domain.entries import Statement
    from ledger.services.importing import Imported

NOT_ASKED = frozenset({"cite", "corrects", "reason", "id"})
"""Fields of a statement that are no options: the citation has options of its own, the rest belong to acts."""

_CITE = "cite_"
_HELP = {
    "item": "Key of the item: posl list items.",
    "items": "Key of the item; an event may have several: posl list items.",
    "party": "The party, by key, code, name or alias: posl list parties.",
    "title": "What happened, in one line.",
    "held_on": "When it was so: 2026-02-05, 2026-02 or 2026.",
    "by": "The person who says so: posl list persons.",
    "about": "The item it is about, may be repeated; left out, it is about the talks.",
    "tone": "-2 (bleak) to 2 (hopeful).",
    "text": "What is said, in your own words.",
    "on_behalf_of": "A party or bloc that it is said for, besides the party itself; may be repeated.",
    "figures": "A number it gives: 'prisoners=314 persons', '~' before the number for about, 'cost about ITEM=3 m' "
    "where it is about another item; may be repeated.",
    "round": "The round in which it was so, where the day is not known.",
    "summary": "What was said, in your own words.",
    "confidence": "How sure you are that the source means this.",
    "after": "Number of the entry of the same day that it came after, where their order was wrong.",
    "source": "Key of the source that says so: posl list sources.",
    "at": "Where in the source: ¶7, p. 3, 12:40.",
    "quote": "A few exact words, in the language of the source.",
    "prefix": "What stands before the quote, where it stands there more than once.",
    "suffix": "What stands behind it.",
    "translation": "The quote in the ledger's language.",
    "speaker": "On whose word the source has it.",
    "credibility": "1 (confirmed) to 6 (cannot be judged).",
    "carries": "The wire or outlet that this place repeats; may be repeated.",
    "note": "What this source adds, in your own words.",
}


def statement_options(*models: "type[Statement]") -> list[click.Parameter]:
    """Return an option for each field of these statements, once."""
    homes = {name: model for model in reversed(models) for name in model.model_fields if name not in NOT_ASKED}
    names = {name: None for model in models for name in _in_order(model)}
    # An event has items where the others have an item: one option serves both, the one that may be repeated.
    flags = {fields.flag(homes[name], name): name for name in sorted(names, key=lambda n: fields.is_many(homes[n], n))}
    return [fields.option(homes[name], name, about=_HELP.get(name)) for name in names if name in flags.values()]


def _in_order(model: "type[Statement]") -> list[str]:
    """Return a statement's own fields first, then those that every statement has."""
    shared = {name for base in model.__mro__[1:] for name in getattr(base, "model_fields", ())}
    return sorted((name for name in model.model_fields if name not in NOT_ASKED), key=lambda name: name in shared)


def citation_options(*models: "type[Statement]") -> list[click.Parameter]:
    """Return the options of a citation that none of these statements has, and ``--cite "KEY ¶7"`` for more than one."""
    short = click.Option(
        ["--cite", "cites"],
        multiple=True,
        metavar='"KEY PLACE"',
        help='A citation in one: --cite "gazette ¶7"; may be repeated.',
    )
    options = [
        fields.option(Citation, name, into=_CITE + name, about=_HELP.get(name))
        for name in Citation.model_fields
        if name != "at" and not any(name in model.model_fields for model in models)
    ]
    place = click.Option(["--place", _CITE + "at"], metavar="TEXT", help=_HELP["at"])
    options.insert(1, place)
    return [*options, click.Option(["--at", _CITE + "at"], hidden=True, default=None), short]


def cited_in(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the citations that were given, each with the fields given of it.

    Options without a source add to the one citation that was given in short: ``--cite "gazette ¶7" --quote …``.
    """
    long, short = _in_options(values), [_in_one(text) for text in values["cites"]]
    if long and "source" not in long and len(short) == 1:
        return [{**short[0], **long}]
    return [*([long] if long else []), *short]


def _in_options(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.removeprefix(_CITE): None if value == "" else value
        for name, value in values.items()
        if name.startswith(_CITE) and value is not None and value != Citation.model_fields[name[len(_CITE) :]].default
    }


def _in_one(text: str) -> dict[str, Any]:
    source, _, place = text.strip().partition(" ")
    return {"source": source, **({"at": place} if place.strip() else {})}


def faults_named(values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a context manager
    """Say faults in the words of the command line, as far as it was those that were used."""
    long, short = _in_options(values), bool(values["cites"])

    def in_one(path: str) -> str | None:
        """Name ``--cite`` where it gave the citation: all of them but the first, if that has options of its own."""
        placed = re.match(r"cite\[(\d+)\]", path)
        if not short or not (placed or path in Citation.model_fields):
            return None
        given_short = int(placed[1]) >= bool(long) if placed else not long or _holds_together(long)
        return "--cite" if given_short else None

    return fields.faults_named(*STATEMENTS.values(), Citation, otherwise=in_one)


def _holds_together(citation: Mapping[str, Any]) -> bool:
    try:
        Citation.model_validate(citation)
    except ValueError:
        return False
    return True


def report(imported: "Imported", format: str, width: int | None) -> None:
    """Say what an act recorded; what else there is to note goes to stderr."""
    if format == "json":
        from ledger.cli.documents import imported as document
        from ledger.formats.json_out import written

        say(written(document(imported)))
        return
    from ledger.cli.views.recorded import act_text

    say(act_text(imported, columns(width)))
    note_all(imported)


def note_all(imported: "Imported") -> None:
    """Say what an act had to note, on stderr."""
    from ledger.domain.text import safe

    for notice in imported.notices:
        tell(f"note: {safe(notice)}")

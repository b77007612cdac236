"""What the commands that record have in common: the citation, the reason, and saying what was recorded."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.terminal import say, tell
from ledger.cli.terminal import width as columns

if TYPE_CHECKING:
    from ledger.services.importing import Imported

_CITE = "cite_"
_CALLED = {"at": "cite-at", "note": "cite-note", "prefix": "quote-prefix", "suffix": "quote-suffix"}
"""Names of a citation's fields on the command line where the field's own would be taken for something else."""

_HELP = {
    "source": "Key of the source that says so: posl list sources.",
    "quote": "A few exact words, in the language of the source.",
    "speaker": "On whose word the source has it.",
    "credibility": "1 (confirmed) to 6 (cannot be judged).",
}


def citation_options() -> list[click.Parameter]:
    """Return the options of one citation: ``--source KEY --cite-at ¶7 --quote …``."""
    from ledger.cli.fields import option
    from ledger.domain.entries import Citation

    return [
        option(Citation, name, called=_CALLED.get(name), into=_CITE + name, help=_HELP.get(name))
        for name in Citation.model_fields
    ]


def citation_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the citation's fields that were given."""
    return {
        name.removeprefix(_CITE): value
        for name, value in values.items()
        if name.startswith(_CITE) and value is not None and not _is_default(name, value)
    }


def _is_default(name: str, value: Any) -> bool:  # noqa: ANN401 - any option's value
    from ledger.domain.entries import Citation

    return bool(value == Citation.model_fields[name.removeprefix(_CITE)].default)


def report(imported: "Imported", format: str, width: int | None) -> None:
    """Say what an act recorded: the entries on stdout, contests on stderr."""
    if format == "json":
        from ledger.cli.documents import imported as document
        from ledger.formats.json_out import written

        say(written(document(imported)))
        return
    from ledger.cli.views.recorded import act_text, contest_lines

    say(act_text(imported, columns(width)))
    for line in contest_lines(imported):
        tell(line)

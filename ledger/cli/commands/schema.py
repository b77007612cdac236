"""``posl schema``."""

import click
from click.shell_completion import CompletionItem

from ledger.cli.terminal import say


class _Name(click.ParamType[str]):
    """A document that has a schema; the names are looked up when one is asked for."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from ledger.domain.naming import did_you_mean
        from ledger.formats.schemas import NAMES

        if value not in NAMES:
            known = did_you_mean(value, NAMES) or f"one of: {', '.join(NAMES)}"
            self.fail(f'"{value}" has no schema; {known}', param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:  # noqa: ARG002 - Click's signature
        from ledger.formats.schemas import NAMES

        return [CompletionItem(name) for name in NAMES if name.startswith(incomplete)]


@click.command("schema")
@click.argument("name", type=_Name(), default="seed", metavar="[NAME]")
@click.option("--list", "listed", is_flag=True, help="Every NAME there is, one a line.")
def command(name: str, *, listed: bool) -> None:
    """Print the JSON Schema of a document: editors complete and check seeds with it, programs what they read.

    seed is the format of seeds; every other is what a command writes with --json, named by its schema key:
    position-ledger/matrix/1 is matrix. Keys are only ever added to a document.

    \b
    posl schema seed
    posl schema matrix
    posl schema --list
    """
    from ledger.formats.json_out import written
    from ledger.formats.schemas import NAMES, schema_of

    say("\n".join(NAMES) if listed else written(schema_of(name)))

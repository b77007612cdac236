"""``posl schema``."""

import click

from ledger.cli.terminal import say

_FORMATS = ("seed",)


@click.command("schema")
@click.argument("format", type=click.Choice(_FORMATS), default="seed", metavar="[seed]")
def command(format: str) -> None:
    """Print the JSON Schema of a format: editors complete and check seeds with it.

    \b
    posl schema seed
    """
    from ledger.formats.json_out import written
    from ledger.formats.seed_schema import seed_schema

    say(written({"seed": seed_schema}[format]()))

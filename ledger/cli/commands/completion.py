"""``posl completion``."""

import click
from click.shell_completion import get_completion_class

from ledger.cli.terminal import say

_INTO = {
    "bash": 'eval "$(posl completion bash)"  # in ~/.bashrc',
    "zsh": 'eval "$(posl completion zsh)"  # in ~/.zshrc, after compinit',
    "fish": "posl completion fish | source  # in ~/.config/fish/config.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_INTO)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell; its first line says where it goes.

    \b
    posl completion bash
    """
    made = get_completion_class(shell)
    assert made is not None
    script = made(ctx.find_root().command, {}, "posl", "_POSL_COMPLETE").source()
    say(f"# {_INTO[shell]}\n{script.strip()}")

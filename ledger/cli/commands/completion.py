"""``posl completion``."""

import click
from click.shell_completion import get_completion_class

from ledger.cli.terminal import say

_SHELLS = ("bash", "zsh", "fish")
_INTO = {
    "bash": 'eval "$(posl completion bash)"  # in ~/.bashrc',
    "zsh": 'eval "$(posl completion zsh)"  # in ~/.zshrc',
    "fish": "posl completion fish | source  # in ~/.config/fish/config.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell; its first line says where it goes.

    \b
    posl completion bash
    """
    made = get_completion_class(shell)
    assert made is not None
    root = ctx.find_root()
    say(f"# {_INTO[shell]}\n{made(root.command, {}, 'posl', '_POSL_COMPLETE').source()}")

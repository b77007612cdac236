"""``posl completion``."""

import click
from click.shell_completion import BashComplete, ShellComplete, get_completion_class

from ledger.cli.terminal import say

_INTO = {
    "bash": 'eval "$(posl completion bash)"  # in ~/.bashrc',
    "zsh": 'eval "$(posl completion zsh)"  # in ~/.zshrc, after compinit',
    "fish": "posl completion fish | source  # in ~/.config/fish/config.fish",
}


class _Bash(BashComplete):
    """Bash cuts a line at : and @, which keys and points are written with: what stands together is put together."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' rest="$COMP_LINE" piece cut typed response type value
    local words=()
    for piece in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ -n $rest && $rest != [[:space:]]* && ${#words[@]} -gt 0 ]]; then
            words[-1]+="$piece"
        else
            words+=("$piece")
        fi
        rest="${rest#"${rest%%%%[![:space:]]*}"}"
        rest="${rest#"$piece"}"
    done
    typed="${words[-1]}"
    if [[ $typed == --*=* ]]; then
        typed="${typed#*=}"
    fi
    cut="${typed%%"${typed##*[:@]}"}"
    response=$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) \\
        %(complete_var)s=bash_complete $1 2>/dev/null)
    COMPREPLY=()
    while IFS=',' read -r type value; do
        if [[ $type == dir ]]; then
            compopt -o dirnames
        elif [[ $type == file ]]; then
            compopt -o default
        elif [[ $type == plain ]]; then
            COMPREPLY+=("${value#"$cut"}")
        fi
    done <<< "$response"
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_INTO)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell; its first line says where it goes.

    Offered are commands, options, words, and the keys of the ledger: items, parties, rounds, sources, points.

    \b
    posl completion bash
    """
    made: type[ShellComplete] | None = _Bash if shell == "bash" else get_completion_class(shell)
    assert made is not None
    script = made(ctx.find_root().command, {}, "posl", "_POSL_COMPLETE").source()
    say(f"# {_INTO[shell]}\n{script.strip()}")

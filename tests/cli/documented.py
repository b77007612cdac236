"""``docs/commands.md`` as the commands themselves tell it: its preamble is written by hand, the rest is their own help."""

import re
from collections.abc import Iterator
from copy import copy
from importlib.metadata import version
from inspect import cleandoc
from pathlib import Path

import click
from click_man.core import generate_man_page

from ledger.cli.group import CommandGroup
from ledger.commands import commands

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"
MAN = DOCS.parent / "man"
MARK = "<!-- from here on written by the commands themselves: POSL_GOLDEN=write pytest tests/cli -->\n"
SHARED = {"format", "width", "help", "at_least", "voice", "independent", "reviewed_only", "everything"}
"""Options told once, in the preamble."""


def written() -> str:
    """Return what the page must hold."""
    preamble = DOCS.read_text(encoding="utf-8").partition(MARK)[0]
    return preamble + MARK + "\n" + "\n".join(_sections(commands()))


def every_command(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    """Yield every command by its full name, those of groups after the group."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield inner.command_path, command
        if isinstance(command, click.Group):
            yield from every_command(command, inner)


def every() -> list[tuple[str, click.Command]]:
    group = commands()
    return list(every_command(group, click.Context(group, info_name="posl")))


def examples(command: click.Command) -> list[str]:
    """Return the examples of a command: the lines of its help that are not to be rewrapped."""
    _text, _mark, block = (command.help or "").partition("\b\n")
    return [line.strip() for line in block.splitlines() if line.strip()]


def _sections(group: CommandGroup) -> Iterator[str]:
    named = dict(every())
    titles = {**{name: title for title, section in group.sections.items() for name in section}}
    shown = None
    for path, command in named.items():
        title = titles.get(path.split()[1], "Screens")
        if title != shown:
            yield f"## {title}\n"
            shown = title
        yield from _command(path, command)


def _command(path: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    yield f"### {path}\n"
    text = (command.help or "").partition("\b\n")[0]
    yield "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")) + "\n"
    if not isinstance(command, click.Group):
        yield f"```\n{path} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    told = [
        record for param in command.params if param.name not in SHARED and (record := param.get_help_record(context))
    ]
    if told:
        yield "| option | |\n|---|---|"
        yield from (f"| `{names.replace('|', chr(92) + '|')}` | {about} |" for names, about in told)
        yield ""
    if examples(command):
        yield "```sh\n" + "\n".join(examples(command)) + "\n```\n"


def man_pages() -> dict[str, str]:
    """Return a page for man(1) for each command, by file name; the day is that of no build, so that it stays the same."""
    return {path.replace(" ", "-") + ".1": _man_page(path, command) for path, command in [("posl", _whole()), *every()]}


def _whole() -> click.Group:
    """All of it, every command loaded."""
    group = commands()
    named = {path.split()[1]: command for path, command in every() if path.count(" ") == 1}
    return click.Group("posl", commands=named, params=group.params, help=group.help)


def _short(command: click.Command) -> click.Command:
    """A copy that says itself what it is in short: whole, and without what Click will drop."""
    shown = copy(command)
    shown.short_help = command.get_short_help_str(1000)
    return shown


def _man_page(path: str, command: click.Command) -> str:
    shown = _short(command)
    if isinstance(shown, click.Group):
        shown.commands = {name: _short(inner) for name, inner in shown.commands.items()}
    examples = r".EX\n\1.EE\n"  # what Click is not to rewrap, man is not to fill
    shown.help = re.sub(r"\x08\n((?:.+\n)+)", examples, cleandoc(command.help or "") + "\n").rstrip()
    text: str = generate_man_page(click.Context(shown, info_name=path), version=version("position-ledger"), date="")
    return text

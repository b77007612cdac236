"""``posl help``: what commands have in common, by topic, without a network."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ledger.cli.terminal import say
from ledger.errors import NotFound

TOPICS = {
    "points": ("commands.md", "Points"),
    "names": ("commands.md", "Names"),
    "formats": ("commands.md", "Formats"),
    "json": ("commands.md", "JSON"),
    "exit-codes": ("commands.md", "Exit codes"),
    "counting": ("commands.md", "What counts"),
    "marks": ("commands.md", "Marks of the matrix"),
    "diff": ("commands.md", "Which changes, and a diff as a patch"),
    "filters": ("filters.md", None),
    "glossary": ("glossary.md", None),
    "tables": ("tables.md", None),
    "measures": ("measures.md", None),
    "exports": ("exports.md", None),
    "sql": ("sql-views.md", None),
    "hashes": ("hash-chain.md", None),
    "tutorial": ("tutorial.md", None),
}
"""A topic, and the page it is on: all of it, or what stands under a heading."""


class _Topic(click.ParamType[str]):
    name = "topic"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:  # noqa: ARG002 - Click's signature
        return [CompletionItem(topic) for topic in TOPICS if topic.startswith(incomplete)]


@click.command("help")
@click.argument("topic", type=_Topic(), required=False)
@click.pass_context
def command(ctx: click.Context, topic: str | None) -> None:
    """Say how points, filters, exit codes, marks … are written and read, or what a command does.

    \b
    posl help
    posl help points
    posl help exit-codes
    """
    group = ctx.parent
    assert group is not None
    assert isinstance(group.command, click.Group)
    if topic is None:
        say(f"{group.get_help()}\n\nTopics: posl help {' | '.join(TOPICS)}")
    elif topic in TOPICS:
        say(text_of(topic))
    elif (found := group.command.get_command(group, topic)) is not None:
        say(found.get_help(click.Context(found, info_name=topic, parent=group)))
    else:
        from ledger.domain.naming import did_you_mean

        known = did_you_mean(topic, [*TOPICS, *group.command.list_commands(group)])
        raise click.UsageError(f'there is no topic and no command "{topic}"; {known or "topics: " + ", ".join(TOPICS)}')


def text_of(topic: str) -> str:
    """Return what the pages say of a topic, as Markdown; raise ``NotFound`` where the pages are not there."""
    name, heading = TOPICS[topic]
    page = (_pages() / name).read_text(encoding="utf-8")
    if heading is None:
        return page.rstrip()
    start = page.index(f"# {heading}\n")
    start = page.rindex("\n", 0, start) + 1
    level = page[start:].partition(" ")[0]
    ends = [page.find(f"\n{mark} ", start + 1) for mark in ("#" * depth for depth in range(1, len(level) + 1))]
    return page[start : min((end for end in ends if end > 0), default=None)].rstrip()


def _pages() -> Path:
    """Return where the pages are: inside the installed package, else at the top of a checkout."""
    package = Path(__file__).parents[2]
    for folder in (package / "_docs", package.parent / "docs"):
        if (folder / "commands.md").is_file():
            return folder
    raise NotFound("the pages are missing from this installation", hint="install position-ledger again")

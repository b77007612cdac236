"""The command group: its options, commands that are loaded when they are called, and the group called by Click."""

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

import click

from ledger import settings
from ledger.cli.catalogue import SECTIONS, CommandEntry, commands
from ledger.cli.options import ShellSession
from ledger.cli.streams import Screens, open_screens
from ledger.cli.terminal import tell
from ledger.errors import UsageError

_WHOLE = 1000  # more than the first sentence of any command has


class Together(click.Group):
    """A command of several, each told in its whole first sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, _sentence(found)) for name, found in sorted(self.commands.items())])


class OfChosen(Together):
    """A command of several that act on what their options choose: where Click would forget a first value, it is asked.

    Elsewhere the last of two values holds, so that an alias of one's own may bring one.
    """

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, found, rest = super().resolve_command(ctx, args)
        if found is not None and not ctx.resilient_parsing:
            _refuse_twice(found, click.Context(found, parent=ctx, info_name=name), rest)
        return name, found, rest


_ONLY_SHOWN = frozenset({"format", "width"})


def _refuse_twice(command: click.Command, ctx: click.Context, args: Sequence[str]) -> None:
    _values, _rest, order = command.make_parser(ctx).parse_args(list(args))
    options = [param for param in order if isinstance(param, click.Option)]
    if any(each.is_eager for each in options):  # who asks for help gets it
        return
    single = (each for each in options if not (each.multiple or each.is_flag or each.name in _ONLY_SHOWN))
    twice = next((each for each in single if options.count(each) > 1), None)
    if twice is not None:
        raise click.UsageError(f"{max(twice.opts, key=len)} takes one value, and is given more than once", ctx)


def _sentence(command: click.Command) -> str:
    return command.get_short_help_str(_WHOLE)


class CommandGroup(click.Group):
    """Commands from the catalogue, beside those added; help shows them by section."""

    sections: Mapping[str, Mapping[str, CommandEntry]] = SECTIONS

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        return [*commands(), *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        listed = commands().get(cmd_name)
        if listed is None:
            return super().get_command(ctx, cmd_name)
        found = getattr(import_module(listed.home), "command")  # noqa: B009 - a name the module must have
        assert isinstance(found, click.Command)
        return _offering(found) if ctx.resilient_parsing else found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            raise click.NoSuchCommand(args[0], possibilities=self.list_commands(ctx), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        for title, section in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name, listed.help) for name, listed in section.items()])
        if self.commands:
            with formatter.section("Screens"):
                formatter.write_dl([(name, _sentence(found)) for name, found in self.commands.items()])


def _offering(command: click.Command) -> click.Command:
    """A shell asks what may follow: the ledger's keys are part of the answer."""
    from ledger.cli.completing import offering

    return offering(command)


def _at(ledger: str | None, alias: str | None) -> str | None:
    if alias is None:
        return ledger
    if ledger is not None:
        raise UsageError("either --ledger or -L, not both")
    from ledger.services.catalogue import address_of_alias

    return address_of_alias(alias)


def make_group(screens: Screens | None = None, config_faults: Callable[[], list[str]] = list) -> CommandGroup:
    """Return the group; ``screens`` opens the screens, where there are any, and they know what a configuration says."""

    @click.group(
        cls=CommandGroup,
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    @click.option("--ledger", metavar="PATH|URL", help="The ledger; else POSL_LEDGER, else ledger.db here or above.")
    @click.option("-L", "--alias", metavar="ALIAS", help="The ledger of this short name: posl ledgers.")
    @click.option("--author", metavar="NAME", help="Who records; else POSL_AUTHOR, else your login name.")
    @click.version_option(settings.VERSION, prog_name="posl", message="%(prog)s %(version)s")
    @click.pass_context
    def posl(ctx: click.Context, ledger: str | None, alias: str | None, author: str | None) -> int:
        """Keep a negotiation's open items, each party's stance on them over time, and the source of each stance.

        Without a command, the screens open.
        """
        session = ShellSession(_at(ledger, alias), author, screens, config_faults)
        ctx.obj = session
        return open_screens(screens, session.ledger, author) if ctx.invoked_subcommand is None else 0

    assert isinstance(posl, CommandGroup)
    return posl


# ----------------------------------------------------------------------------------------------------------------------
# A command called with its arguments by Click, whose errors become ours.

_NO_SHELL = "_POSL_COMPLETE is set, but not as a shell sets it to ask what may follow"


def call(group: click.Command, args: Sequence[str]) -> object:
    """Call a command and return what it returns; raise ``UsageError`` for arguments it does not take."""
    try:
        return group.main(args=list(args), prog_name="posl", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        tell(problem.format_message())  # the help of a group of commands, of which none was named
        return UsageError.exit_code
    except click.ClickException as problem:
        raise _from_click(problem) from problem
    except click.Abort:
        raise KeyboardInterrupt from None
    except (SystemExit, KeyError, ValueError) as problem:
        if settings.shell_asks() and getattr(problem, "code", True):  # which with 0 has been answered
            raise UsageError(_NO_SHELL, hint="unset it; posl completion --help shows how a shell asks") from None
        raise


def asks_for_json(args: Sequence[str]) -> bool:
    """Whether errors are to be JSON too; asked of the bare arguments, since they may be what is wrong."""
    options = " ".join(args[: list(args).index("--")] if "--" in args else args)
    return re.search(r"(^| )(--json|--format[ =]jsonl?)( |$)", options) is not None


def _from_click(problem: click.ClickException) -> UsageError:
    if not isinstance(problem, click.UsageError):
        return UsageError(problem.format_message())
    path = problem.ctx.command_path if problem.ctx else "posl"
    return UsageError(problem.format_message(), hint=_goes_before(problem) or f"{path} --help")


def _goes_before(problem: click.UsageError) -> str | None:
    """Say of an option of ``posl`` itself, which was written behind a command, where it belongs."""
    if not isinstance(problem, click.NoSuchOption) or problem.ctx is None or problem.ctx.parent is None:
        return None
    root, option = problem.ctx.find_root(), problem.option_name
    if not any(option in each.opts for each in root.command.params if isinstance(each, click.Option)):
        return None
    return f"{option} goes before the command: posl {option} … {problem.ctx.command_path.removeprefix('posl ')}"

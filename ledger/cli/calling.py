"""A command called with its arguments by Click, whose errors become ours."""

import re
from collections.abc import Sequence

import click

from ledger import settings
from ledger.cli.terminal import tell
from ledger.errors import UsageError

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
    return UsageError(problem.format_message(), hint=f"{path} --help")

"""A command run: what goes wrong is said in a sentence, on stderr, with its exit code (``ledger.errors``)."""

import errno
import os
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ledger import settings
from ledger.cli.terminal import tell
from ledger.domain.text import escape, safe
from ledger.errors import LedgerError, Unavailable, UsageError

INTERRUPTED = 130
_UNWRITABLE = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT}
BROKEN_PIPE = 141  # what a shell reports of a program that a closed pipe ended


def run(group: click.Command, args: Sequence[str]) -> int:
    """Run the command and return its exit code; nothing escapes but what cannot be caught."""
    as_json = _asks_for_json(args)
    _fix_streams()
    try:
        result = group.main(args=list(args), prog_name="posl", standalone_mode=False)
        sys.stdout.flush()
    except LedgerError as problem:
        return _report(problem, as_json=as_json)
    except click.exceptions.NoArgsIsHelpError as problem:
        tell(problem.format_message())  # the help of a group of commands, of which none was named
        return UsageError.exit_code
    except click.ClickException as problem:
        return _report(_from_click(problem), as_json=as_json)
    except (click.Abort, KeyboardInterrupt):
        tell("posl: interrupted")
        return INTERRUPTED
    except SystemExit as ended:
        if not ended.code:  # a shell asked what may follow: Click has answered, and ends
            return 0
        _let_go_of_stdout()  # Click turns a closed pipe into 1, and ends with it for nothing else
        return BROKEN_PIPE
    except BrokenPipeError:
        _let_go_of_stdout()
        return BROKEN_PIPE
    except Exception as problem:  # noqa: BLE001 - the last resort of a program that people use
        return _report(_unexpected(problem), as_json=as_json)
    return result if isinstance(result, int) else 0


def _asks_for_json(args: Sequence[str]) -> bool:
    """Whether errors are to be JSON too; asked of the bare arguments, since they may be what is wrong."""
    options = " ".join(args[: list(args).index("--")] if "--" in args else args)
    return re.search(r"(^| )(--json|--format[ =]jsonl?)( |$)", options) is not None


def _fix_streams() -> None:
    """Make output the same bytes everywhere, and never fail on a character that a terminal cannot show."""
    if sys.stdout is None:  # closed by whoever started this: nobody wants to read it
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the command runs
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and stream.isatty():
            reconfigure(errors="replace")
        elif reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _let_go_of_stdout() -> None:
    """Point stdout nowhere, so that the interpreter's last flush does not complain of the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _from_click(problem: click.ClickException) -> UsageError:
    if not isinstance(problem, click.UsageError):
        return UsageError(problem.format_message())
    path = problem.ctx.command_path if problem.ctx else "posl"
    return UsageError(problem.format_message(), hint=f"{path} --help")


def _unexpected(problem: Exception) -> LedgerError:
    if isinstance(problem, OSError) and problem.filename is None and problem.errno in _UNWRITABLE:
        _let_go_of_stdout()
        return Unavailable(f"the output cannot be written: {problem.strerror}")
    if settings.debugging():
        tell("".join(traceback.format_exception(problem)))
    said = f"{type(problem).__name__}: {problem}".splitlines()[0]
    hint = "a fault of posl's own: report it with what posl doctor says, and this command under POSL_DEBUG=1"
    return LedgerError(f"unexpected: {said}", hint=hint)


def _report(problem: LedgerError, *, as_json: bool) -> int:
    tell(_document(problem) if as_json else "\n".join(_lines(problem)))
    return problem.exit_code


def _document(problem: LedgerError) -> str:
    import json

    keys = ("file", "line", "column", "path", "message", "hint")
    document = {
        "schema": "position-ledger/error/1",
        "code": problem.code,
        "exit": problem.exit_code,
        "errors": [{key: getattr(fault, key) for key in keys} for fault in problem.all_faults()],
    }
    return escape(json.dumps(document, ensure_ascii=False, indent=2))


def _lines(problem: LedgerError) -> Iterator[str]:
    """The message, each fault on a line of its own, and what to do about it."""
    faults = [fault for fault in problem.faults if fault.message != problem.message or fault.file]
    single = problem.faults[0] if len(problem.faults) == 1 and not faults else None
    place = f"{safe(single.path)}: " if single and single.path else ""
    yield f"posl: {place}{safe(problem.message)}"
    for fault in faults:
        yield f"  {safe(str(fault))}"
    hint = problem.hint or (single.hint if single else None)
    if hint and not any(fault.hint == hint for fault in faults):
        yield f"  hint: {safe(hint)}"

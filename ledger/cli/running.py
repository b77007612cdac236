"""What goes wrong while posl runs is said in a sentence, on stderr, with its exit code (``ledger.errors``)."""

import errno
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from ledger import settings
from ledger.cli.streams import let_go_of_stdout, steady
from ledger.domain.text import escape, safe
from ledger.errors import Fault, LedgerError, Unavailable

INTERRUPTED = 130
OF_A_KIND = 20
"""Faults of one kind that are told one by one."""
_KIND = re.compile(r'"[^"]*"|\d[\d,]*')  # what differs between faults of one kind
_UNWRITABLE = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT}
BROKEN_PIPE = 141  # what a shell reports of a program that a closed pipe ended


def run(act: Callable[[], object], *, as_json: bool = False) -> int:
    """Do this and return its exit code; nothing escapes but what cannot be caught. ``as_json``: errors are JSON too."""
    steady()
    try:
        result = act()
        sys.stdout.flush()
    except LedgerError as problem:
        return _report(problem, as_json=as_json)
    except KeyboardInterrupt:
        _tell("posl: interrupted")
        return INTERRUPTED
    except SystemExit as ended:
        if not ended.code:  # a shell asked what may follow: Click has answered, and ends
            return 0
        let_go_of_stdout()  # Click turns a closed pipe into 1, and ends with it for nothing else
        return BROKEN_PIPE
    except BrokenPipeError:
        let_go_of_stdout()
        return BROKEN_PIPE
    except Exception as problem:  # noqa: BLE001 - the last resort of a program that people use
        return _report(_unexpected(problem), as_json=as_json)
    return result if isinstance(result, int) else 0


def _unexpected(problem: Exception) -> LedgerError:
    if isinstance(problem, OSError) and problem.filename is None and problem.errno in _UNWRITABLE:
        let_go_of_stdout()
        return Unavailable(f"the output cannot be written: {problem.strerror}")
    if settings.debugging():
        import traceback

        _tell("".join(traceback.format_exception(problem)))
    said = f"{type(problem).__name__}: {problem}".splitlines()[0]
    hint = "a fault of posl's own: report it with what posl doctor says, and this command under POSL_DEBUG=1"
    return LedgerError(f"unexpected: {said}", hint=hint)


def _tell(text: str) -> None:
    from ledger.cli.terminal import tell

    tell(text)


def _report(problem: LedgerError, *, as_json: bool) -> int:
    _tell(_document(problem) if as_json else "\n".join(_lines(problem)))
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


def _told(faults: Iterable[Fault], *, every: bool) -> Iterator[str]:
    """Tell each fault; of many of one kind the first ones, and how many more there are."""
    more: dict[str, list[Fault]] = {}
    seen: Counter[str] = Counter()
    for fault in faults:
        kind = _KIND.sub("…", fault.message)
        seen[kind] += 1
        if every or seen[kind] <= OF_A_KIND:
            yield f"  {safe(str(fault))}"
        else:
            more.setdefault(kind, []).append(fault)
    for kind, left in more.items():
        yield f"  {len(left):,} more like these: {safe(kind)} (--all tells each; the last: {safe(_place(left[-1]))})"


def _place(fault: Fault) -> str:
    return ":".join(str(part) for part in (fault.file, fault.line, fault.column) if part is not None)


def _lines(problem: LedgerError) -> Iterator[str]:
    """The message, each fault on a line of its own, and what to do about it."""
    faults = [fault for fault in problem.faults if fault.message != problem.message or fault.file]
    single = problem.faults[0] if len(problem.faults) == 1 and not faults else None
    place = f"{safe(single.path)}: " if single and single.path else ""
    yield f"posl: {place}{safe(problem.message)}"
    yield from _told(faults, every=problem.every)
    hint = problem.hint or (single.hint if single else None)
    if hint and not any(fault.hint == hint for fault in faults):
        yield f"  hint: {safe(hint)}"

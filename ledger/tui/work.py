"""Database work in threads: each opens its own store, runs a service, and posts a message. No thread touches a widget.

::

    work.read(self, lambda store: matrix_at(store, "R1"), MatrixRead, group="matrix")

posts ``MatrixRead(matrix)`` to ``self``, or ``Failed(error)``. Work of one group on one node: the newest wins. A write
runs on the app, so that it ends well when its screen is closed meanwhile. A read that ``holds`` keeps back what is
typed until its message was handled: it opens something to type into.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker, get_current_worker

from ledger.errors import LedgerError, Unavailable
from ledger.storage.database import Store
from ledger.tui.messages import Failed

if TYPE_CHECKING:
    from ledger.tui.app import LedgerApp

T = TypeVar("T")
Service = Callable[[Store], T]


class _Kind(NamedTuple):
    """Which group of work it belongs to, what it is called where it fails, whether keys wait for it."""

    group: str
    what: str
    holds: bool = False


def app_of(node: DOMNode) -> "LedgerApp":
    """Return the app, as what it is."""
    return cast("LedgerApp", node.app)


def read(
    node: DOMNode,
    service: Service[T],
    done: Callable[[T], Message],
    *,
    group: str = "read",
    what: str = "",
    holds: bool = False,
) -> Worker[None]:
    """Read through a service in a thread and post ``done(result)`` to the node."""
    if holds:
        app_of(node).hold_keys()
    return _start(node, node, app_of(node).database.read, service, done, _Kind(group, what, holds))


def think(node: DOMNode, answer: Callable[[], Message], *, group: str) -> Worker[None]:
    """Work out in a thread what needs no ledger, and post the message that tells it."""

    def work() -> None:
        message = answer()
        if not get_current_worker().is_cancelled:
            node.post_message(message)

    return node.run_worker(work, group=group, thread=True, exclusive=True, exit_on_error=True)


def write(node: DOMNode, service: Service[T], done: Callable[[T], Message], *, what: str = "") -> Worker[None]:
    """Record through a service in a thread, one transaction, and post ``done(result)`` to the node."""
    app = app_of(node)
    return _start(app, node, app.database.write, service, done, _Kind("write", what))


def _start(
    owner: DOMNode,
    node: DOMNode,
    opened: Callable[[], AbstractContextManager[Store]],
    service: Service[T],
    done: Callable[[T], Message],
    kind: _Kind,
) -> Worker[None]:
    app = app_of(node)

    def work() -> None:
        message = _attempt(opened, service, done, kind.what)
        if not get_current_worker().is_cancelled:
            node.post_message(message)
        if kind.holds and not node.call_later(app.release_keys):  # behind the message, as far as the node still listens
            app.call_later(app.release_keys)

    return owner.run_worker(work, group=kind.group, thread=True, exclusive=kind.group != "write", exit_on_error=True)


def _attempt(
    opened: Callable[[], AbstractContextManager[Store]], service: Service[T], done: Callable[[T], Message], what: str
) -> Message:
    try:
        with opened() as store:
            result = service(store)
    except LedgerError as problem:
        return Failed(problem, what)
    except OSError as problem:
        return Failed(Unavailable(f"the ledger cannot be reached: {problem.strerror or problem}"), what)
    return done(result)

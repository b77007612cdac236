"""Database work in threads: each opens its own store, runs a service, and posts a message. No thread touches a widget.

::

    work.read(self, lambda store: matrix_at(store, "R1"), MatrixRead, group="matrix")

posts ``MatrixRead(matrix)`` to ``self``, or ``Failed(error)``. Work of one group on one node: the newest wins. A write
runs on the app, so that it ends well when its screen is closed meanwhile. A read that ``holds`` keeps back what is
typed until its message was handled: it opens something to type into.

What a screen wants of the app, to go elsewhere or to open something, it asks for by a message, ``ask``: keys wait
until that was done.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeVar, cast

from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import Worker, get_current_worker

from ledger.errors import LedgerError, Unavailable
from ledger.storage.database import Store
from ledger.tui.keyfeed import Hold, KeyFeed
from ledger.tui.messages import Failed
from ledger.tui.session import session_of

T = TypeVar("T")
Service = Callable[[Store], T]


class _Kind(NamedTuple):
    """Which group of work it belongs to, what it is called where it fails, what keeps keys back for it."""

    group: str
    what: str
    hold: Hold | None = None


def keys_of(node: DOMNode) -> KeyFeed:
    """Return what feeds the keys."""
    return cast("KeyFeed", node.app)


def ask(node: DOMNode, message: Message) -> None:
    """Ask the app for something; it is done before the next key."""
    tell(node, message, node.app)


def tell(node: DOMNode, message: Message, other: MessagePump) -> None:
    """Post a message to another node, which handles it before the next key."""
    keys = keys_of(node)
    hold = keys.hold_keys()
    other.post_message(message)
    _release_behind(other, keys, hold)


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
    hold = keys_of(node).hold_keys(opens=True) if holds else None
    worker = _start(node, node, session_of(node).database.read, service, done, _Kind(group, what, hold))
    if hold is not None:
        hold.worker = worker
    return worker


def think(node: DOMNode, answer: Callable[[], Message], *, group: str) -> Worker[None]:
    """Work out in a thread what needs no ledger, and post the message that tells it."""

    def work() -> None:
        message = answer()
        if not get_current_worker().is_cancelled:
            node.post_message(message)

    return node.run_worker(work, group=group, thread=True, exclusive=True, exit_on_error=True)


def write(node: DOMNode, service: Service[T], done: Callable[[T], Message], *, what: str = "") -> Worker[None]:
    """Record through a service in a thread, one transaction, and post ``done(result)`` to the node."""
    return _start(node.app, node, session_of(node).database.write, service, done, _Kind("write", what))


def _start(
    owner: DOMNode,
    node: DOMNode,
    opened: Callable[[], AbstractContextManager[Store]],
    service: Service[T],
    done: Callable[[T], Message],
    kind: _Kind,
) -> Worker[None]:
    keys = keys_of(node)

    def work() -> None:
        message = _attempt(opened, service, done, kind.what)
        if not get_current_worker().is_cancelled:
            node.post_message(message)
        if kind.hold is not None:
            _release_behind(node, keys, kind.hold)

    return owner.run_worker(work, group=kind.group, thread=True, exclusive=kind.group != "write", exit_on_error=True)


def _release_behind(node: MessagePump, keys: KeyFeed, hold: Hold) -> None:
    """Let keys go on behind what was posted to a node, as far as it still listens."""
    if not node.call_later(keys.release_keys, hold):
        keys.call_later(keys.release_keys, hold)


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

"""Keys one after another: each is handled to its end before the next, and those typed ahead of a screen wait for it.

Textual hands a key to whatever has the focus when it comes in. A screen just gone to has neither focus nor lines yet,
and a form that is opened after a read is not there at all: what is typed in between would be lost, or would do
something else. Here a key waits until the key before it was handled, until the screen has something to type at
(``takes``), and until a read that opens something (``work.read(…, holds=True)``) has opened it. Nothing waits
long: after ``PATIENCE`` seconds keys go where they go, so that a ledger that is locked never holds up the keyboard, and
``escape`` throws away what waits.
"""

from collections import deque
from time import monotonic
from typing import Any
from weakref import WeakSet

from textual import events
from textual.app import App, ScreenStackError
from textual.message import Message
from textual.screen import Screen

PATIENCE = 2.0
LOST = 0.25
"""Seconds after which a key that was on its way to something that is gone by now is given up."""
LOOK_AGAIN = 0.01
AT_ONCE = frozenset({"escape", "ctrl+c", "ctrl+q"})


class KeyHandled(Message):
    """Follows a key on its way from the focus up to the app, so that it arrives when the key has been handled."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class KeyFeed(App[None]):
    """An app that takes keys one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._early_keys: deque[events.Key] = deque()
        self._keys_fed = 0
        self._key_sent_at: float | None = None
        self._keys_wait_since: float | None = None
        self._key_holds = 0
        self._looks_for_keys = False
        self._were_ready: WeakSet[Screen[Any]] = WeakSet()
        self._given_up_on: WeakSet[Screen[Any]] = WeakSet()

    # -- what holds keys back -----------------------------------------------------------------------------------------

    def hold_keys(self) -> None:
        """Keep keys back until ``release_keys``: something is about to be opened for them."""
        self._key_holds += 1

    async def release_keys(self) -> None:
        """It has been opened, or will not be."""
        self._key_holds = max(self._key_holds - 1, 0)
        await self._feed_keys()

    @property
    def keys_wait(self) -> bool:
        """Whether a key is waiting, or being handled."""
        return bool(self._early_keys) or self._key_on_its_way

    @property
    def _key_on_its_way(self) -> bool:
        since = self._key_sent_at
        return since is not None and monotonic() - since < LOST

    def _may_feed(self) -> bool:
        """Whether the first key that waits can be handled now."""
        if self._key_on_its_way or self._key_holds:
            return False
        try:
            screen = self.screen
        except ScreenStackError:
            return False
        if screen not in self._were_ready:
            if not screen.is_mounted or (self.focused is None and screen.focus_chain):
                return False
            self._were_ready.add(screen)
        takes = getattr(screen, "takes", None)
        if takes is None or takes(self._early_keys[0].key):
            self._given_up_on.discard(screen)
            return True
        return screen in self._given_up_on

    # -- feeding ------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Take keys that come in from outside; all else goes its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif event.key in AT_ONCE:
            self._early_keys.clear()
            await self._hand_key_on(event)
        else:
            self._early_keys.append(event)
            await self._feed_keys()

    async def _feed_keys(self) -> None:
        """Hand on what waits, as far as it can be."""
        while self._early_keys and self._may_feed():
            self._keys_wait_since = None
            await self._hand_key_on(self._early_keys.popleft())
        if self._early_keys and not self._looks_for_keys:
            self._looks_for_keys = True
            self.set_timer(LOOK_AGAIN, self._look_for_keys)

    async def _look_for_keys(self) -> None:
        self._looks_for_keys = False
        self._give_up_in_time()
        await self._feed_keys()

    def _give_up_in_time(self) -> None:
        """Wait no longer for what has not come for too long."""
        now = monotonic()
        self._keys_wait_since = self._keys_wait_since or now
        if now - self._keys_wait_since > PATIENCE:
            self._key_holds = 0
            self._were_ready.add(self.screen)
            self._given_up_on.add(self.screen)

    async def _hand_key_on(self, event: events.Key) -> None:
        self._keys_fed += 1
        self._key_sent_at = monotonic()
        await super().on_event(event)
        try:
            target = self.focused or self.screen
        except ScreenStackError:
            target = None
        if target is None or not target.post_message(KeyHandled(self._keys_fed)):
            self._key_sent_at = None

    async def on_key_handled(self, event: KeyHandled) -> None:
        """The key was handled: the next one."""
        if event.number == self._keys_fed:
            self._key_sent_at = None
        await self._feed_keys()

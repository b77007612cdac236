"""Where text goes: how wide it may be, whether it may have colours, and progress for those who wait."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self, TypeVar

import click

from ledger import settings

T = TypeVar("T")
WIDTH_OF_A_PIPE = 100
NARROWEST = 40
_PATIENCE = 0.5  # seconds before progress is shown, and between two signs of it
_BEAT = 0.1
_MINUTE = 60


def width(given: int | None = None) -> int:
    """Return how many columns text may take: as asked, as wide as the terminal, or 100 into a file or pipe."""
    if given is not None:
        return max(given, NARROWEST)
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns, NARROWEST)
    except (OSError, ValueError, AttributeError):  # no terminal, or no file at all
        return WIDTH_OF_A_PIPE


def coloured() -> bool:
    """Whether stdout takes colours."""
    return sys.stdout.isatty() and settings.colours_wanted()


def paint(text: str, **style: Any) -> str:
    """Colour a text that is already safe and padded; colours are never the only sign of anything."""
    return click.style(text, **style) if coloured() else text


def bold(text: str) -> str:
    """Make a heading stand out where the terminal can."""
    return paint(text, bold=True)


def dim(text: str) -> str:
    """Let a remark step back where the terminal can."""
    return paint(text, dim=True)


def say(text: str | None = None, *, nl: bool = True) -> None:
    """Write data to stdout: with no text given an empty line, and of an empty text nothing at all."""
    if text != "":
        click.echo(text, nl=nl, color=coloured())


def tell(text: str) -> None:
    """Write what is not data to stderr."""
    click.echo(text, err=True)


class Progress:
    """A line on stderr that counts, for a terminal only and for work that takes longer than half a second."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._began = time.monotonic()
        self._due = self._began + _PATIENCE
        self._count = 0
        self._share: Callable[[], float] | None = None
        self._shown = False
        self._wanted = sys.stderr.isatty() and not settings.terminal_is_dumb()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def of(self, share: Callable[[], float]) -> Self:
        """Say how fast it goes and how long it takes still; ``share`` tells how much is done, from 0 to 1."""
        self._share = share
        return self

    def each(self, values: Iterable[T]) -> Iterator[T]:
        """Hand the values on, and count them."""
        for value in values:
            self.step()
            yield value

    def doing(self, what: str) -> None:
        """Say what is being done now."""
        self._doing, self._count, self._share = what, 0, None
        self.step()

    def step(self) -> None:
        """Count one more."""
        self._count += 1
        if self._wanted and time.monotonic() >= self._due:
            self._due = time.monotonic() + _BEAT
            self._shown = True
            sys.stderr.write(f"\r{self._doing} … {self._count:,}{self._pace()}\x1b[K")
            sys.stderr.flush()

    def _pace(self) -> str:
        share = self._share() if self._share is not None else 0.0
        if share <= 0:
            return ""
        passed = time.monotonic() - self._began
        rest = round(passed / share - passed)
        left = f"{rest} s" if rest < _MINUTE else f"{rest // _MINUTE} min"
        return f", {self._count / passed:,.0f} a second, about {left} left"

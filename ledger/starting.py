"""Starting quickly: nothing looks for garbage while the program loads.

Nearly all that is made then is kept: modules, tables, models. Looking through it again and again for what could be
thrown away takes a fifth of the time to the first paint, and finds nothing. A long import is much the same.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


def begin() -> None:
    """Stop looking for garbage."""
    gc.disable()


def done() -> None:
    """Look for it again from now on, but not among what was loaded; does nothing where nobody stopped it."""
    if gc.isenabled():
        return
    _pass_over_what_was_loaded()
    gc.set_threshold(KEPT, 20, 20)
    gc.enable()


@cache
def _pass_over_what_was_loaded() -> None:
    """Once: to count what is passed over takes as long as to look through it."""
    gc.freeze()


KEPT = 50_000
"""So many things are made and kept before it looks again: a matrix alone is hundreds of thousands."""


RARELY = 1_000_000
"""So many are made and kept before it looks again while a block says that it is to look rarely."""


@contextmanager
def rarely() -> Iterator[None]:
    """Look for garbage less often while the block lasts: once for so many things made and kept."""
    usual = gc.get_threshold()
    gc.set_threshold(max(RARELY, usual[0]) if usual[0] else 0, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def made_to_last() -> Iterator[None]:
    """Look for no garbage while the block lasts, nor soon among what it makes: all of it is kept."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # among what is old now, unlooked at
        if looked:
            gc.enable()


def sweep() -> None:
    """Look through what was made of late: what one file of many leaves behind goes before the next."""
    gc.collect(0)


@contextmanager
def kept() -> Iterator[None]:
    """Look, while the block lasts, for nothing among what was made before it: a large ledger, read once."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        _pass_over_what_was_loaded.cache_clear()

"""Engines that share what SQLAlchemy compiled: each has its own cache, and a test of a ledger opens two engines at least."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy import create_engine as new_engine
from sqlalchemy.util import LRUCache

_first: dict[str, Engine] = {}
"""For each kind of engine the one whose dialect, which has seen its database, and whose cache the others take."""


def share(engine: Engine) -> None:
    """Let later engines of this kind compile nothing that this one or they have compiled; it must have been connected."""
    if engine.name not in _first:
        _first[engine.name] = engine
        engine._compiled_cache = LRUCache(5000)


def create_engine(*args: Any, **options: Any) -> Engine:
    engine = new_engine(*args, **options)
    first = _first.get(engine.name)
    if first is not None:
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    return engine

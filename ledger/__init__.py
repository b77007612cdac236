"""The position ledger: every open item of a negotiation, each party's stance on it over time, and its source.

::

    from ledger import open_ledger

    with open_ledger("ledger.db") as ledger:
        print(len(ledger.diff("R1", "R2").after.open), "open")

``open_ledger`` is loaded when it is first asked for: the package itself imports nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.api import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]

THE_POSITION_LEDGER = True
"""By this ``posl`` knows its own package: the name is another distribution's too."""


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module("ledger.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Names of those who record and judge: which of them are one person, however they are spelled.

``Ana`` and ``ana`` are one; a name that only looks like another's (a letter Cyrillic, one that nobody sees) is
refused where it is given. What is compared is the ``mark`` of a name.
"""

from collections.abc import Mapping
from functools import lru_cache

from ledger.domain import text
from ledger.domain.seed import ChangesetInfo
from ledger.domain.text import fold


def mark(name: str) -> str:
    """Return what two names of one person share: the name without case, form, blanks and letters drawn alike."""
    return text.skeleton(" ".join(name.split()))


@lru_cache(maxsize=256)  # one author records entry after entry
def marks(*names: str | None) -> frozenset[str]:
    """Return the marks of those names that are given."""
    return frozenset(mark(name) for name in names if name)


def of_header(header: ChangesetInfo) -> frozenset[str]:
    """Return the marks of all who can be called the author of a changeset: its role, its name, and who is claimed."""
    return marks(header.author, header.name, header.claimed.author if header.claimed else None)


def as_known(name: str, known: Mapping[str, str]) -> str:
    """Return a name as the ledger has it; raise ``ValueError`` for one that only looks like another, or mixes scripts.

    ``known`` are the ledger's names by mark.
    """
    if unseen := text.unseen(name):
        raise ValueError(f"the name holds {unseen}, which nobody sees")
    if len(scripts := text.scripts(name)) > 1:
        raise ValueError(f'the name "{name}" mixes {" and ".join(scripts)} letters')
    holder = known.get(mark(name), name)
    if fold(holder) != fold(name):
        raise ValueError(f'the name "{name}" differs from "{holder}" only {text.difference(name, holder)}')
    return holder

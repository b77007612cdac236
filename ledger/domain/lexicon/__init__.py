"""Words that tell a stance, one file a language: whoever adds a language adds a file and its line in ``LEXICONS``.

shape     what such a file holds
english   English
"""

from ledger.domain.lexicon.english import ENGLISH
from ledger.domain.lexicon.shape import Lexicon

__all__ = ["LEXICONS", "Lexicon"]

LEXICONS: dict[str, Lexicon] = {"en": ENGLISH}
"""By the first letters of a language's tag: ``en`` serves ``en-GB``."""

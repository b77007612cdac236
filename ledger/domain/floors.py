"""A floor under what counts: the least that an account must rest on (design §3.9).

Asked of each citation before anything follows anything; an entry with none left does not count. It never revives what
was corrected.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.domain.entries import Citation
from ledger.domain.evidence import voice_of
from ledger.domain.records import Source
from ledger.domain.words import Reliability, Voice

_GRADE = re.compile(r"([A-F])([1-6])")


@dataclass(frozen=True, slots=True)
class Floor:
    """``at_least`` is a grade (``B3``: reliability B or better and credibility 3 or better).

    ``voice`` lets through what is as near or nearer; ``independent`` is the number of independent sources that say the
    same of the same time.
    """

    at_least: str | None = None
    voice: Voice | None = None
    independent: int | None = None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for what is no grade."""
        if self.at_least is not None and not _GRADE.fullmatch(self.at_least):
            raise ValueError(f'"{self.at_least}" is not a grade; a grade is A1 to F6: how sure the source, how likely')

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return self.at_least is not None or self.voice is not None or self.independent is not None

    def lets_pass(self, citation: Citation, sources: Mapping[str, Source]) -> bool:
        """Whether a citation is good enough, and near enough."""
        if self.voice is not None and voice_of(citation, sources).distance > self.voice.distance:
            return False
        if self.at_least is None:
            return True
        source = sources.get(citation.source or "")
        reliability = source.reliability if source is not None else Reliability.F
        return reliability.value <= self.at_least[0] and citation.credibility <= int(self.at_least[1])

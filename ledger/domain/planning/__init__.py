"""An import decided: the ledger now and a seed in, intents out. Nothing here touches a database or a file.

ledger_now   what the planner knows of the ledger, kept up to date with what it has decided
planner      one file walked: each part to the room that decides it
keys         new keys and names: look-alikes refused, odd ones noted
references   keys that must be known, with did-you-mean
records      descriptive records: new, edited, or as they were
statements   entries: new, said already, corroborating, correcting; and their rivals
strikes      records struck: what goes out of view with them
days         days that may be mistyped
acts         retractions, settlements, reviews, citations added and dropped, texts
"""

from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.planning.planner import FilePlanner

__all__ = ["FilePlanner", "LedgerNow"]

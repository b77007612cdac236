"""An import decided: the ledger now and a seed in, intents out. Nothing here touches a database or a file.

ledger_now   what the planner knows of the ledger, kept up to date with what it has decided
desk         the state at which every room works: what the file brings, and what is at fault
planner      one file walked: each part to the room that decides it
keys         new keys and names: look-alikes refused, odd ones noted
references   keys that must be known, with did-you-mean
records      descriptive records: new, edited, or as they were
marks        names of points that can be told from every other
persons      who sat at a table: known by any name, or new
statements   entries: new, said already, correcting; and what they are to the others of their cell
redefined    what is known by a round alone, when that round's days change
quoting      quotes and places that must stand in the texts at hand
strikes      records struck: what goes out of view with them
days         days that may be mistyped
misread      stances that their source hardly bears out
claims       who records, and what of others they can only claim
acts         retractions, settlements, reviews, citations added and dropped, texts
"""

from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.planning.planner import FilePlanner

__all__ = ["FilePlanner", "LedgerNow"]

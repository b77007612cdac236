"""An import decided: the ledger now and a seed in, intents out. Nothing here touches a database or a file.

ledger_now   what the planner knows of the ledger, kept up to date with what it has decided
desk         the state at which every room works: what the file brings, and what is at fault
planner      one file walked: each part to the room that decides it
renames      records under another key, and seeds that know them by the one they had
references   keys that must be known, with did-you-mean; new keys, names and marks: look-alikes refused, odd ones noted
records      descriptive records: new, edited, struck, or as they were; persons; what a round's new days take with them
statements   entries: new, known, correcting; and what they are to the others of their cell
said_already what the ledger has of a statement from the same place, and what stays of it though a seed leaves it out
quoting      quotes and places that must stand in the texts at hand
warnings     days that may be mistyped, stances that their source hardly bears out
claims       who records, and what of others they can only claim
acts         retractions, settlements, reviews, citations added and dropped, texts
"""

from ledger.domain.planning.ledger_now import LedgerNow
from ledger.domain.planning.planner import FilePlanner

__all__ = ["FilePlanner", "LedgerNow"]

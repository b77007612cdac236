"""Notes and books, as data: every sentence with the footnotes it rests on. Writing them down is another room's work.

note       what changed between two points, as one sends it: ``report_between``
book       the whole ledger on one page: ``book``
wording    changes, contests, promises in sentences
citing     footnotes, numbered as they come up
charts     the matrix before and after, open items and spread over rounds, each with its table
tables     measures as tables
"""

from ledger.services.reporting.book import book
from ledger.services.reporting.note import report_between

__all__ = ["book", "report_between"]

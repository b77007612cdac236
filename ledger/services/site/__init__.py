"""The whole ledger as a site one can walk in a browser: pages made of the note's documents.

pages    every page, one after another: ``pages``
front    the first page: the checklist, what the record rests on, the matrix, what moved last
lists    items, parties, persons, rounds, sources, the log, the timeline, measures
places   where each record and each entry stands
feeding  what was recorded last, as a feed
finding  what the search finds
files    the same as files
"""

from ledger.services.site.files import site_files

__all__ = ["site_files"]

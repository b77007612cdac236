"""The whole ledger as a site one can walk in a browser: pages made of the note's documents.

pages    every page, one after another: ``pages``
lists    items, parties, persons, rounds, sources, the log, the timeline, measures
places   where each record and each entry stands
files    the same as files, with the search and the feed
"""

from ledger.services.site.files import site_files

__all__ = ["site_files"]

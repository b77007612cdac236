"""The one language of filters: what may be asked, how it is read, what may come next. It knows no database.

::

    grammar    what is typed, taken apart into a tree
    values     days, numbers, yes and no, and how they compare
    reading    a tree read against what can be asked of a thing: a test
    things     what can be asked of items, their cells and their changes
    statements what can be asked of entries
    told       what can be asked of the lines of a note
    rows       what can be asked of the lines of any other list
    offering   what may come next, while it is being typed
"""

from ledger.domain.filters.offering import Offer, offers
from ledger.domain.filters.reading import Filter, Known, Language, read

__all__ = ["Filter", "Known", "Language", "Offer", "offers", "read"]

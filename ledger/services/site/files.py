"""A site as files: pages, the style sheet, the search, the feed."""

from collections.abc import Iterator

from ledger.domain.floors import OWN, Counting
from ledger.formats.document import Document
from ledger.formats.site import SitePage
from ledger.formats.site_html import page_html, search_html, style_css
from ledger.services.site.feeding import feed
from ledger.services.site.finding import rows
from ledger.services.site.pages import gathered, pages
from ledger.storage.database import Store

_SEARCH = "search.html"


def site_files(store: Store, counting: Counting = OWN) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every file of the site of a ledger, as it stands now."""
    made_of = gathered(store, counting)
    site = made_of.site
    yield "style.css", style_css()
    for page in pages(store, made_of):
        yield page.path, page_html(page, site)
    search = SitePage(_SEARCH, Document("Search", site.title, (), (), ()), "search")
    yield _SEARCH, search_html(search, site, rows(made_of.found, site.places, _SEARCH))
    yield "feed.xml", feed(store, site.title, made_of.log, site.places)

"""Where a ledger is: an SQLite file or a PostgreSQL database."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ledger import settings
from ledger.errors import UsageError

MOST_PORTS = 65_535
_FORMS = (
    "ledger.db, sqlite:///ledger.db, postgresql://host/database, postgresql://host/database?options=-csearch_path=talks"
)


@dataclass(frozen=True, slots=True)
class Location:
    """An SQLite file (``path``) or a PostgreSQL database (``url``); exactly one is set."""

    path: Path | None = None
    url: URL | None = None

    @classmethod
    def parse(cls, address: str) -> "Location":
        """Read a bare path or an SQLAlchemy URL.

        Raises ``UsageError`` for an engine we do not speak, and for an SQLite database in memory.
        """
        if "://" not in address:
            return cls(path=settings.typed_path(address))
        scheme, rest = address.split("://", maxsplit=1)
        try:
            url = make_url(f"postgresql://{rest}" if scheme == "postgres" else address)
        except (ArgumentError, ValueError) as problem:  # which would repeat the address, password and all
            raise UsageError(f"{scheme}://… is not a database address", hint=_FORMS) from problem
        if url.port is not None and url.port > MOST_PORTS:
            raise UsageError(f"{scheme}://… has the port {url.port}; there is none above {MOST_PORTS}", hint=_FORMS)
        backend = url.get_backend_name()
        if backend == "sqlite":
            if not url.database or url.database == ":memory:":
                raise UsageError("a ledger is a file: an SQLite address needs a path", hint="sqlite:///ledger.db")
            return cls(path=Path(url.database))
        if backend == "postgresql":
            return cls(url=url.set(drivername="postgresql+psycopg"))
        raise UsageError(f"a ledger lives in SQLite or PostgreSQL, not in {backend}")

    @property
    def is_file(self) -> bool:
        """Whether it is an SQLite file."""
        return self.path is not None

    def __str__(self) -> str:
        """Return the address as it may be shown: without the password."""
        return str(self.path) if self.path is not None else self.url.render_as_string() if self.url else ""

"""The command ``posl``: everything the CLI has, and the screens, which the CLI does not know."""

import sys
from collections.abc import Sequence

from ledger.cli.group import make_group
from ledger.cli.running import run


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run(make_group(), sys.argv[1:] if args is None else args)


if __name__ == "__main__":
    sys.exit(main())

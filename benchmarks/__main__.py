"""``python -m benchmarks [NAME …]``: run all benchmarks, or those named."""

import sys
from importlib import import_module

NAMES = ("asof", "diffs", "faults", "growth", "imports", "reader", "readings", "screens", "starts")


def main() -> None:
    """Run them one after another."""
    wanted = sys.argv[1:] or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        sys.exit(f"no such benchmark: {unknown[0]}; there are {', '.join(NAMES)}")
    for name in wanted:
        print(f"== {name}")
        import_module(f"benchmarks.{name}").main()


main()

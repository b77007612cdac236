"""Write the exact archives that an installation would take, each with its SHA-256, from what pip reports of one.

::

    pip install --dry-run --ignore-installed --report report.json -c constraints.txt '.[test]'
    python .ci/hashes.py report.json > constraints.hashes.txt
"""

import json
import sys
from pathlib import Path
from typing import Any

HEAD = """\
# What constraints.txt names, each with the SHA-256 of the archive that was taken, for Python {python} on {system}.
# A file given with -c may have no hashes where a folder (this checkout) is installed: pip wants one for that too. So:
#   pip install --require-hashes -r constraints.hashes.txt && pip install --no-deps --no-build-isolation .
# To renew it: make hashes
"""


def _line(each: dict[str, Any]) -> str:
    about, archive = each["metadata"], each["download_info"]["archive_info"]
    return f"{about['name']}=={about['version']} --hash=sha256:{archive['hashes']['sha256']}\n"


def main(report: str) -> int:
    """Write the list to stdout."""
    told = json.loads(Path(report).read_text(encoding="utf-8"))
    surroundings = told["environment"]
    system = f"{surroundings['sys_platform']} {surroundings['platform_machine']}"
    out = [HEAD.format(python=surroundings["python_version"], system=system)]
    taken = (each for each in told["install"] if "archive_info" in each["download_info"])
    out += sorted((_line(each) for each in taken), key=str.casefold)
    sys.stdout.write("".join(out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

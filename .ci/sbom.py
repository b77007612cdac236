"""Write what is installed beside this Python as a bill of materials (CycloneDX 1.6): names, versions, licences."""

import json
import re
import sys
from importlib.metadata import Distribution, distributions

NAME = "position-ledger"
NOT_OURS = {"pip", "setuptools"}


def component(found: Distribution) -> dict[str, object]:
    """Return what there is to say of one package."""
    name, about = re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower(), found.metadata
    said = about.get("License-Expression") or (about.get("License") or "").partition("\n")[0] or _classified(found)
    licences = [{"expression" if "License-Expression" in about else "license": said}] if said else []
    plain = [each if "expression" in each else {"license": {"name": each["license"]}} for each in licences]
    return {
        "type": "library",
        "name": name,
        "version": found.version,
        "purl": f"pkg:pypi/{name}@{found.version}",
        "bom-ref": f"pkg:pypi/{name}@{found.version}",
        **({"licenses": plain} if plain else {}),
    }


def _classified(found: Distribution) -> str:
    """Return the licence that a package names in no other way than as one of its classifiers."""
    named = (each for each in found.metadata.get_all("Classifier") or () if each.startswith("License :: "))
    return " or ".join(each.rpartition(" :: ")[2] for each in named)


def main() -> int:
    """Write it to stdout, in the order of names: the same packages give the same bytes."""
    parts = sorted((component(found) for found in distributions()), key=lambda part: str(part["name"]))
    ours = next((part for part in parts if part["name"] == NAME), None)
    if ours is None:
        sys.stderr.write(f"{NAME} is not installed here\n")
        return 1
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**ours, "type": "application"}},
        "components": [part for part in parts if part["name"] not in {NAME, *NOT_OURS}],
    }
    sys.stdout.write(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

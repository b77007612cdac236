"""Readers of seeds on what is wrong from end to end: what a fault costs must not grow with the file.

CPU microseconds a byte of files three times, each four times as large; a peer is ``yaml.safe_load`` by libyaml of the
same text where it is YAML at all.
"""

import time
from collections.abc import Callable

import yaml

from ledger.formats.seed_jsonl import read_jsonl
from ledger.formats.seed_yaml import read_yaml

SIZES = (5_000, 20_000, 80_000)
YAML: dict[str, Callable[[int], str]] = {
    "items: [[],[],…]": lambda n: f"items: [{'[],' * n}]",
    "stances: [{},{},…]": lambda n: f"stances: [{'{},' * n}]",
    "tags: [[],[],…]": lambda n: f"items: [{{key: a, title: b, tags: [{'[],' * n}]}}]",
    "aliases": lambda n: f"items: [{{key: a, title: b, tags: [{'*a,' * n}]}}]",
    "control characters": lambda n: "items: [" + '"\\x01",' * n + "]",
    "a key twice": lambda n: f"items: [{{{'a: 1,' * n}}}]",
}
LINES: dict[str, Callable[[int], str]] = {
    "tags of control characters": lambda n: (
        '{"item": {"key": "a", "title": "t", "tags": [' + '"\\u0001",' * n + '"b"]}}'
    ),
    "unknown keys": lambda n: '{"item": {' + ",".join(f'"k{i}": 1' for i in range(n)) + "}}",
    "a faulty line each": lambda n: '{"item": []}\n' * n,
}


def main() -> None:
    """Measure and print."""
    for name, make in YAML.items():
        print(f"YAML, {name:<28} {_told(make, _yaml)}", flush=True)
    for name, make in LINES.items():
        print(f"JSON Lines, {name:<28} {_told(make, _lines)}", flush=True)


def _told(make: Callable[[int], str], read: Callable[[bytes], int]) -> str:
    return ", ".join(_cost(make(size).encode(), read) for size in SIZES)


def _cost(data: bytes, read: Callable[[bytes], int]) -> str:
    began = time.process_time()
    faults = read(data)
    spent = time.process_time() - began
    return (
        f"{len(data) >> 10} kB {spent:.2f} s ({spent / len(data) * 1e6:.2f} µs a byte, {faults:,} faults{_peer(data)})"
    )


def _peer(data: bytes) -> str:
    began = time.process_time()
    try:
        yaml.load(data, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return ""
    spent = time.process_time() - began
    return f", safe_load {spent:.2f} s"


def _yaml(data: bytes) -> int:
    return len(read_yaml("x", data).faults)


def _lines(data: bytes) -> int:
    found = 0
    for file in read_jsonl("x", data.splitlines(keepends=True)):
        for _part in file.parts:
            pass
        found += len(file.faults)
    return found


if __name__ == "__main__":
    main()

"""`python -m bench [question]`: measure, print a table, write bench.json; ends with 1 where a budget does not hold."""

import os
import sys
from importlib import import_module
from pathlib import Path

from bench import figures
from tests.environment import ROOT

QUESTIONS = (
    "guide-page",
    "write-page",
    "guide-speed",
    "accept-1",
    "accept-16",
    "audit-list",
    "audit-chain",
    "outbox-list",
    "people-list",
    "organisations-list",
    "places-lists",
    "import-homes",
    "asking",
    "idle-memory",
)


def main(arguments: list[str]) -> int:
    """Measure the named questions, or all."""
    unknown = [name for name in arguments if name not in QUESTIONS]
    if unknown:
        print(f"There is no question {unknown[0]!r}. Choose from: {', '.join(QUESTIONS)}.", file=sys.stderr)
        return 2
    print(figures.HEAD, flush=True)
    found: list[figures.Figure] = []
    for name in arguments or QUESTIONS:
        for figure in import_module(f"bench.{name.replace('-', '_')}").measure():
            found.append(figure)
            print(figures.line(figure), flush=True)
    path = Path(os.environ.get("TRYGGA_VAR") or ROOT / "var") / "bench.json"
    figures.write(found, path)
    broken = [figure.question for figure in found if not figure.holds]
    print(f"\n{path}: {len(found)} figures; " + (f"not kept: {', '.join(broken)}" if broken else "every budget holds"))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

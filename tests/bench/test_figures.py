"""Budgets are kept or broken by the measured figure, and bench.json says it in one shape."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.figures import Figure, write
from tests.environment import ROOT


@pytest.mark.parametrize(
    ("value", "baseline", "budget", "ratio", "holds"),
    [
        (14_336, None, "value <= 14336", None, True),
        (14_337, None, "value <= 14336", None, False),
        (50, 100, "ratio >= 0.5", 0.5, True),
        (49, 100, "ratio >= 0.5", 0.49, False),
        (1, None, "value == 0", None, False),
        (50, None, "ratio >= 0.5", None, False),
    ],
)
def test_budget_holds_or_not(
    value: float, baseline: float | None, budget: str, ratio: float | None, holds: bool, tmp_path: Path
) -> None:
    figure = Figure(question="q", value=value, baseline=baseline, budget=budget, unit="bytes")
    write([figure], tmp_path / "new" / "bench.json")
    assert json.loads((tmp_path / "new" / "bench.json").read_text()) == [
        {"question": "q", "value": value, "baseline": baseline, "ratio": ratio, "budget": budget, "holds": holds}
    ]


def test_unknown_question_is_answered_with_the_known_ones() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "nonsense"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "There is no question 'nonsense'. Choose from: "
        "guide-page, write-page, guide-speed, accept-1, accept-16, audit-list, audit-chain, outbox-list, "
        "people-list, organisations-list, places-lists, import-homes, asking, idle-memory.\n"
    )

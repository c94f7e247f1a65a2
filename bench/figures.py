"""What a question gives: a value beside its baseline, and whether the budget holds."""

import json
import operator
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

COMPARE = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured thing.

    `budget` is what ARCHITECTURE.md demands, such as "ratio >= 0.5" or "value <= 14336"; `unit` is that of value and
    baseline. Without a baseline there is no ratio.
    """

    question: str
    value: float
    baseline: float | None = None
    budget: str
    unit: str
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value to baseline, both from the same run."""
        return self.value / self.baseline if self.baseline else None

    @property
    def holds(self) -> bool:
        """Whether the budget is kept."""
        name, sign, limit = self.budget.split()
        measured = {"value": self.value, "ratio": self.ratio}[name]
        return measured is not None and bool(COMPARE[sign](measured, float(limit)))


def write(figures: Iterable[Figure], path: Path) -> None:
    """The figures as a list of `{question, value, baseline, ratio, budget, holds}`."""
    kept = ("question", "value", "baseline", "ratio", "budget", "holds")
    rows = [asdict(figure) | {"ratio": figure.ratio, "holds": figure.holds} for figure in figures]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([{key: row[key] for key in kept} for row in rows], indent=1) + "\n")


HEAD = f"{'question':<24} {'value':>10} {'baseline':>10} {'ratio':>7}  {'unit':<12} {'budget':<16} holds"


def line(figure: Figure) -> str:
    """The figure as a line under HEAD."""
    baseline, ratio = _short(figure.baseline), _short(figure.ratio)
    said = f"{figure.question:<24} {_short(figure.value):>10} {baseline:>10} {ratio:>7}  {figure.unit:<12} "
    verdict = "yes" if figure.holds else "NO"
    return f"{said}{figure.budget:<16} {verdict}{f'   ({figure.note})' if figure.note else ''}"


def _short(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.3g}"

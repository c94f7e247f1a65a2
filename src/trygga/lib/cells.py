"""Cells of tables that leave the program: none begins like a formula, and each can be read back as it was.

Spreadsheets calculate what begins with one of `= + - @`, a tab or a carriage return. Such a cell gets an apostrophe
before it, and so does one that already has apostrophes before such a sign: so that taking one away is the way back.
"""

import csv
import io
import re
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""Before a CSV file: without it spreadsheets take UTF-8 for something older, and å for two letters."""

_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as it is written into a table."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _LIKE_A_FORMULA.match(text) else text


def csv_line(cells: Iterable[str], separator: str = ",") -> str:
    """A line of a CSV file, each cell guarded."""
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerow([guarded(cell) for cell in cells])
    return written.getvalue()

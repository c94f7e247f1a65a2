"""The rows of an XLSX file. It is a packed folder, so how large it grows is looked at before anything is unpacked."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from trygga.places.importing.problems import Unreadable

MOST_UNPACKED = 1024 * 1024 * 1024
MOST_TEXTS = 64 * 1024 * 1024
"""Of the part that holds each different text once: that alone is in memory as a whole."""

MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_COLUMNS = 200
LARGE = 1024 * 1024
WORKBOOK, TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
# The parts that openpyxl takes in whole, beside the texts.
READ_WHOLE = ("xl/styles.xml", WORKBOOK, "[Content_Types].xml", "xl/theme/", "_rels/", "docProps/")
MOST_READ_WHOLE = 4 * 1024 * 1024


def rows_of(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row of the first sheet, values in place of formulas. Raises Unreadable."""
    _look_before(file)
    try:
        yield from _cells(file)
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise Unreadable(_("This spreadsheet is damaged. Open it in your program and save it anew.")) from error


def _look_before(file: BinaryIO) -> None:
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(_("This is a packed file that is damaged. Export the list as CSV or XLSX.")) from error
    if WORKBOOK not in {part.filename for part in parts}:
        raise Unreadable(_("This is a packed file, not a spreadsheet. Unpack it first, or export as CSV or XLSX."))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("This spreadsheet has a password. Save it without one."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_is_bomb, parts)):
        raise Unreadable(_("This spreadsheet grows far too large when it is unpacked. Export the list as CSV."))


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    is_blown_up = part.file_size > LARGE and part.file_size > MOST_RATIO * max(part.compress_size, 1)
    is_whole = any(name in part.filename for name in READ_WHOLE)
    most = MOST_TEXTS if part.filename == TEXTS else MOST_READ_WHOLE if is_whole else MOST_UNPACKED
    return is_blown_up or part.file_size > most


def _cells(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    book = load_workbook(io.BufferedReader(_Kept(file)), read_only=True, data_only=True, keep_links=False)
    sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
    # What a file says of its own size is not to be relied on.
    sheet.reset_dimensions()
    for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
        # A format that reaches to the end of the sheet makes empty cells up to there.
        yield line, [_text(value) for value in row[:MOST_COLUMNS]]


class _Kept(io.RawIOBase):
    """A file that stays open when what reads it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def _text(value: Any) -> str:
    """A cell as it would stand in a CSV file. A day is written with its hour: no key or number looks like that."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

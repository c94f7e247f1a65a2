"""The bytes of a file as rows of text, a few at a time: CSV here, XLSX in `spreadsheets.py`.

Whatever the file is, memory stays bounded and a sentence says what is wrong with it.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trygga.places.importing import spreadsheets
from trygga.places.importing.problems import Unreadable
from trygga.places.importing.spreadsheets import MOST_COLUMNS

MOST_BYTES = 50 * 1024 * 1024
"""Of an upload; a file that the command reads may have ten times as many."""

MOST_ROWS = 2_000_000
MOST_IN_A_LINE = 100_000
CHUNK = 1024 * 1024
SEPARATORS = ";\t,"
_KINDS = {
    b"%PDF": gettext_noop("This is a PDF, whatever it is called. Export the list as CSV or XLSX."),
    b"\xd0\xcf\x11\xe0": gettext_noop("This is an old Excel file (XLS). Save it as XLSX or CSV."),
    b"\x1f\x8b": gettext_noop("This is a packed file. Unpack it first."),
    b"7z\xbc\xaf": gettext_noop("This is a packed file. Unpack it first."),
    b"Rar!": gettext_noop("This is a packed file. Unpack it first."),
    b"\x89PNG": gettext_noop("This is a picture. Export the list as CSV or XLSX."),
    b"\xff\xd8\xff": gettext_noop("This is a picture. Export the list as CSV or XLSX."),
    b"<": gettext_noop("This is a web page or XML, whatever it is called. Export the list as CSV or XLSX."),
    b"{": gettext_noop("This is JSON. Export the list as CSV or XLSX."),
}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Row:
    """A row of the file; `line` counts from 1, as editors and spreadsheets do."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Opened:
    """A file that may be a list, looked at once; `encoding` is empty for a spreadsheet."""

    file: BinaryIO
    encoding: str

    @property
    def separators(self) -> str:
        """What may separate its columns; nothing to choose from in a spreadsheet."""
        return SEPARATORS if self.encoding else ","


def opened(file: BinaryIO, *, most_bytes: int = MOST_BYTES) -> Opened:
    """Say what kind of file it is, whatever it is called. Raises Unreadable for what is no list."""
    head = _begin(file, most_bytes)
    return Opened(file, "" if head.startswith(b"PK\x03\x04") else _encoding(file))


def rows_of(source: Opened, separator: str = ",") -> Iterator[Row]:
    """The rows from the first one on, without empty ones. `separator` is of CSV alone. Raises Unreadable."""
    source.file.seek(0)
    rows = _lines(source, separator) if source.encoding else spreadsheets.rows_of(source.file)
    for count, (line, cells) in enumerate(rows):
        if count >= MOST_ROWS:
            raise Unreadable(_("The file has more than %(count)d rows. Split it.") % {"count": MOST_ROWS})
        if any(cells):
            yield Row(line, cells)


def _begin(file: BinaryIO, most_bytes: int) -> bytes:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if size > most_bytes:
        limit = most_bytes // (1024 * 1024)
        raise Unreadable(_("The file is larger than %(limit)d MB. Split it.") % {"limit": limit})
    if not head.strip():
        raise Unreadable(_("The file is empty."))
    for mark, told in _KINDS.items():
        if head.lstrip().startswith(mark):
            raise Unreadable(_(told))
    return head


# ---- CSV ----
def _lines(source: Opened, separator: str) -> Iterator[tuple[int, list[str]]]:
    text = io.TextIOWrapper(source.file, encoding=source.encoding, newline="")
    try:
        yield from _parsed(csv.reader(_bounded(text), delimiter=separator))
    finally:
        text.detach()  # the file stays open: it is the caller's


def _parsed(reader: Any) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise Unreadable(_("Line %(line)d has more than %(count)d columns.") % _at(line, MOST_COLUMNS))
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("The file cannot be read from line %(line)d on: perhaps a quotation mark opens there and never closes.")
            % {"line": line}
        ) from error


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines, none longer than a list of homes can need."""
    line = 0
    while content := text.readline(MOST_IN_A_LINE):
        line += 1
        if len(content) == MOST_IN_A_LINE:
            raise Unreadable(
                _("Line %(line)d is longer than %(count)d characters; this is no list of homes.")
                % _at(line, MOST_IN_A_LINE)
            )
        yield content


def _at(line: int, count: int) -> dict[str, int]:
    return {"line": line, "count": count}


def _encoding(file: BinaryIO) -> str:
    """UTF-8 and UTF-16 with or without a mark at the beginning, or else Windows-1252. Raises Unreadable."""
    head = file.read(4096)
    file.seek(0)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _if_it_holds(file, encoding)
    if head.count(0) > len(head) // 4:
        # Every other byte of plain letters is empty; which one says the order.
        return _if_it_holds(file, "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be")
    return "utf-8" if _holds(file, "utf-8") else _if_it_holds(file, "cp1252")


def _if_it_holds(file: BinaryIO, encoding: str) -> str:
    if not _holds(file, encoding):
        raise Unreadable(_("This is no text that can be read. Save the list as CSV in UTF-8, or as XLSX."))
    return encoding


def _holds(file: BinaryIO, encoding: str) -> bool:
    """Whether all of the file is text in this encoding, without empty characters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    finally:
        file.seek(0)
    return True

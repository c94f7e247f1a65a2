"""Files of every kind, most of them hostile: a clear sentence, no crash, and no memory for what is thrown away."""

import io
import runpy
import tracemalloc
import zipfile
from typing import Any, BinaryIO

import pytest
from django.utils import translation
from openpyxl import Workbook

from tests.places.importing.files import csv_file, xlsx_file
from trygga.places.importing import reading
from trygga.places.importing.problems import Unreadable
from trygga.places.importing.staging import open_table

TABLE = [["Objektsnr", "Adress", "Lgh"], ["H1", "Ågatan 1 A", "1001"], ["H2", "Östra vägen 3", "0902"]]
MEGABYTE = 1024 * 1024


def read(file: BinaryIO) -> list[list[str]]:
    found = open_table(file, {})
    return [row.cells for row in found.rows]


def refusal(file: BinaryIO) -> str:
    with pytest.raises(Unreadable) as refused:
        read(file)
    return str(refused.value)


# ---- kinds of files ----
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_each_encoding_and_with_each_separator(encoding: str, separator: str) -> None:
    assert read(csv_file(TABLE, separator=separator, encoding=encoding)) == TABLE[1:]


def test_spreadsheet_is_read_with_numbers_as_they_are_written() -> None:
    rows: list[list[Any]] = [TABLE[0], ["H1", "Ågatan 1 A", 1001], [12, "Östra vägen 3", 902.0]]
    assert read(xlsx_file(rows)) == [["H1", "Ågatan 1 A", "1001"], ["12", "Östra vägen 3", "902"]]


def test_first_visible_sheet_is_read() -> None:
    book, content = Workbook(), io.BytesIO()
    hidden = book.active
    hidden.sheet_state = "hidden"
    hidden.append(["Hyresgäst"])
    shown = book.create_sheet()
    for row in TABLE:
        shown.append(row)
    book.save(content)
    assert read(content) == TABLE[1:]


def test_titles_above_the_header_and_empty_rows_are_passed_over() -> None:
    rows = [["Bostaden AB"], [], ["Uttag", "2026-11-24"], *TABLE, [], ["", "", ""]]
    assert read(csv_file(rows)) == TABLE[1:]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'Objektsnr;Adress;Lgh\r\n"H\r\n1";Ågatan 1;1001\r\n\r\nH2;Ågatan 1;1002\r\n'
    assert [row.line for row in open_table(io.BytesIO(text.encode()), {}).rows] == [2, 5]


# ---- hostile ones ----
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \r\n\t ", "empty"),
        (b"%PDF-1.7\n1 0 obj", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
        (b"\x1f\x8b\x08\0" + b"x" * 50, "packed file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        (b"<html><table><tr><td>Adress</td></tr></table>", "web page"),
        (b'{"homes": []}', "JSON"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (b"Objektsnr;Adress;Lgh\nH1;Stor\0gatan 1;1001\n" * 200, "no text"),
        (bytes(range(1, 256)) * 20, "no text"),
        (b"one;two;three\n1;2;3\n", "No row names the columns"),
        (b"Objektsnr;Adress;Lgh\n", "no rows"),
        (b'Objektsnr;Adress;Lgh\nH1;"Storgatan 1;1001\n' + b"H2;Storgatan 2;1001\n" * 20_000, "quotation mark"),
        (b"Objektsnr;Adress;Lgh\n" + b"x;" * 300 + b"\n", "more than 200 columns"),
    ],
    ids=range(15),
)
def test_what_is_no_list_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    assert said in refusal(io.BytesIO(content))


def test_sentence_is_in_the_language_of_who_sent_it_whatever_language_it_was_first_read_in() -> None:
    with translation.override("sv"):
        kinds = runpy.run_path(reading.__file__)["_KINDS"]
    assert kinds == reading._KINDS
    with translation.override("sv"):
        assert "Det här är en PDF" in refusal(io.BytesIO(b"%PDF-1.7"))


def test_archive_is_no_spreadsheet() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("homes.csv", "Adress;Lgh\n")
    assert "not a spreadsheet" in refusal(content)


def bomb(name: str, size: int) -> io.BytesIO:
    content = xlsx_file(TABLE)
    assert isinstance(content, io.BytesIO)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(size // MEGABYTE):
            part.write(b"<" * MEGABYTE)
    return content


@pytest.mark.parametrize("name", ["xl/worksheets/sheet2.xml", "xl/sharedStrings2.xml"])
def test_zip_bomb_is_refused_before_it_is_unpacked(name: str) -> None:
    content = bomb(name, 64 * MEGABYTE)
    tracemalloc.start()
    said = refusal(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ("far too large" in said, most < 8 * MEGABYTE) == (True, True)


def test_cell_of_ten_megabytes_is_refused_in_little_memory() -> None:
    content = io.BytesIO(b"Objektsnr;Adress;Lgh\nH1;" + b"x" * 10 * MEGABYTE + b";1001\n")
    tracemalloc.start()
    said = refusal(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ("longer than 100000 characters" in said, most < 8 * MEGABYTE) == (True, True)


def test_entities_of_a_spreadsheet_do_not_blow_up() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    cell = '<row r="1"><c t="inlineStr"><is><t>&l9;</t></is></c></row>'
    sheet = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet><sheetData>{cell}</sheetData></worksheet>'
    source, content = zipfile.ZipFile(xlsx_file(TABLE)), io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            archive.writestr(part, sheet if "sheet1" in part else source.read(part))
    assert "damaged" in refusal(content)


def test_too_large_a_file_is_refused_unread() -> None:
    class Large(io.BytesIO):
        def read(self, *_: object) -> bytes:
            return b"Adress"

    large = Large(b"x")
    large.seek = lambda offset, whence=0: reading.MOST_BYTES + 1 if whence else offset  # type: ignore[method-assign]
    with pytest.raises(Unreadable, match="larger than 50 MB"):
        list(reading.rows_of(reading.opened(large)))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match="more than 3 rows"):
        list(reading.rows_of(reading.opened(csv_file([["a", "b"]] * 4)), ";"))


def test_formula_is_read_as_its_value_and_never_calculated() -> None:
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    for row in [*TABLE, ["H3", '=HYPERLINK("http://example.test")', "1001"]]:
        sheet.append(row)
    book.save(content)
    assert read(content)[-1] == ["H3", "", "1001"]

"""What stands on a printed page: the text of a PDF that Chromium made, read back through its fonts' own tables."""

import re
import unicodedata
import zlib

from playwright.sync_api import Page

OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
REFERENCE = re.compile(rb"/(\w+) (\d+) 0 R")
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\bET\b)")


def printed_text(page: Page) -> str:
    """The text of the page as it would come out of a printer: one space between words, no ligatures."""
    objects = {int(number): body for number, body in OBJECT.findall(page.pdf(format="A4"))}
    sheets = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    text = unicodedata.normalize("NFKC", " ".join(_sheet_text(objects, sheet) for sheet in sheets))
    return " ".join(text.split())


def _sheet_text(objects: dict[int, bytes], sheet: bytes) -> str:
    fonts = re.search(rb"/Font\s*<<(.*?)>>", sheet, re.DOTALL)
    tables = {}
    for name, number in REFERENCE.findall(fonts[1] if fonts else b""):
        unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        tables[name] = _table(_stream(objects[int(unicode[1])])) if unicode else {}
    contents = re.search(rb"/Contents (\d+) 0 R", sheet)
    return _shown(_stream(objects[int(contents[1])]), tables) if contents else ""


def _shown(content: bytes, tables: dict[bytes, dict[int, str]]) -> str:
    table: dict[int, str] = {}
    pieces = []
    for font, glyphs, end in SHOWN.findall(content):
        if font:
            table = tables.get(font, {})
        elif end:
            pieces.append(" ")
        else:
            pieces += [table.get(int(glyphs[at : at + 4], 16), "") for at in range(0, len(glyphs), 4)]
    return "".join(pieces)


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _table(cmap: bytes) -> dict[int, str]:
    """Glyph number to text, from a ToUnicode table (PDF 32000-1, 9.10.3)."""
    table: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, text in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            table[int(glyph, 16)] = _text(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for glyph in range(int(first, 16), int(last, 16) + 1):
                table[glyph] = chr(ord(_text(text)) + glyph - int(first, 16))
    return table


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")

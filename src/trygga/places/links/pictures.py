"""A code as a picture to print: QR code (ISO/IEC 18004) as SVG and PNG, and those of a whole batch as one ZIP.

Dark on white with a white margin of four modules, whatever surrounds it; error correction M, or better where that
makes the code no larger.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils.text import slugify

from trygga.lib.cells import csv_line
from trygga.organisations.models import Programme
from trygga.places.models import StairwellLink
from trygga.web.languages import POSTERS

QUIET = 4
"""Modules of white around the code, as the standard wants."""
PIXELS = 20
"""Of one module of a PNG: a usual code of 41 modules is 69 mm wide at 300 dots an inch."""
KINDS = {"svg": "image/svg+xml", "png": "image/png"}
SHEET = "codes.csv"


def address_of(programme: Programme, code: str) -> str:
    """What the QR code says: the code's address on the programme's public host.

    All hosts are served in one way, so scheme and port are those of the office.
    """
    office = urlsplit(settings.OFFICE_ORIGIN)
    port = f":{office.port}" if office.port else ""
    return f"{office.scheme}://{programme.host}{port}{POSTERS}{code}"


def picture(address: str, kind: str) -> bytes:
    """The QR code of an address as a file of one of KINDS."""
    code, written = segno.make(address, micro=False, error="m"), io.BytesIO()
    if kind == "svg":
        code.save(written, kind="svg", border=QUIET, dark="#000", light="#fff", svgclass=None, lineclass=None, scale=10)
    else:
        code.save(written, kind="png", border=QUIET, dark="#000", light="#fff", scale=PIXELS, dpi=300)
    return written.getvalue()


def file_name(link: StairwellLink) -> str:
    """Address and code, in letters that every system takes."""
    return f"{slugify(str(link.stairwell)) or 'poster'}-{link.shown}"


def batch_file(programme: Programme, links: Iterable[StairwellLink]) -> Iterator[bytes]:
    """A ZIP with both pictures of each link and a sheet of addresses and codes, piece by piece: nothing is gathered."""
    pieces, sheet = _Pieces(), io.StringIO()
    with zipfile.ZipFile(pieces, "w") as archive:
        for link in links:
            address = address_of(programme, link.code)
            for kind in KINDS:
                archive.writestr(f"{kind}/{file_name(link)}.{kind}", picture(address, kind), _packing(kind))
            sheet.write(csv_line([str(link.stairwell), link.shown, address]))
            yield pieces.take()
        archive.writestr(SHEET, sheet.getvalue(), zipfile.ZIP_DEFLATED)
    yield pieces.take()


def _packing(kind: str) -> int:
    return zipfile.ZIP_DEFLATED if kind == "svg" else zipfile.ZIP_STORED


class _Pieces(io.RawIOBase):
    """What was written since it was last taken; a ZIP needs no more."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # any bytes are taken
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken

"""QR codes, read by a program that has nothing in common with the one that drew them."""

import csv
import io
import zipfile

import pytest
import segno
import zxingcpp
from PIL import Image
from pytest_django import Settings

from tests.factories.organisations import ProgrammeFactory
from tests.factories.places import BatchFactory, LinkFactory
from trygga.places.links.pictures import PIXELS, QUIET, address_of, batch_file, picture
from trygga.places.models import StairwellLink

ADDRESSES = [
    "https://grannar.exempelstad.example/s/2C5DF6HJ",
    "http://localhost:8000/s/2C5DF6HJ",
    f"https://{'long-name.' * 12}example/s/2C5DF6HJ",
]


def read(png: Image.Image) -> tuple[str, str]:
    """What an independent reader makes of it, and with which error correction it was drawn."""
    [found] = zxingcpp.read_barcodes(png)
    return found.text, found.ec_level


def pixels(address: str) -> Image.Image:
    return Image.open(io.BytesIO(picture(address, "png")))


@pytest.mark.parametrize("address", ADDRESSES)
def test_png_reads_as_the_address(address: str) -> None:
    text, correction = read(pixels(address))
    assert (text, correction in ("M", "Q", "H")) == (address, True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_quiet_zone_is_four_white_modules_all_around(address: str) -> None:
    image = pixels(address).convert("L")
    quiet, [side, height] = 4 * PIXELS, image.size
    assert side == height
    assert image.point(lambda value: 255 - value).getbbox() == (quiet, quiet, side - quiet, side - quiet)
    assert sorted(value for _, value in image.getcolors() or []) == [0, 255]


def test_png_says_how_large_it_prints() -> None:
    image = pixels(ADDRESSES[0])
    assert round(image.info["dpi"][0]) == 300
    assert 60 <= image.size[0] / 300 * 25.4 <= 80


def test_a_tenth_of_the_code_may_be_torn_off() -> None:
    image = pixels(ADDRESSES[0]).convert("L")
    side = image.size[0]
    image.paste(255, (side // 2, side // 2, side // 2 + side // 6, side // 2 + side // 6))
    assert read(image)[0] == ADDRESSES[0]


def test_small_print_still_reads() -> None:
    """35 mm at 150 dots an inch, as a cheap printer makes it."""
    assert read(pixels(ADDRESSES[0]).convert("L").resize((207, 207)))[0] == ADDRESSES[0]


@pytest.mark.parametrize("address", ADDRESSES)
def test_svg_is_dark_on_white_without_style_or_script(address: str) -> None:
    svg = picture(address, "svg").decode()
    modules = segno.make(address, micro=False, error="m").symbol_size(border=QUIET)[0]
    assert f'<path fill="#fff" d="M0 0h{modules}v{modules}h-{modules}z"/>' in svg
    assert 'stroke="#000"' in svg
    assert [word for word in ("style", "class", "script", "href", "<!") if word in svg] == []


@pytest.mark.parametrize(
    ("office", "address"),
    [
        ("https://office.example.se", "https://sandby.example/s/2C5DF6HJ"),
        ("http://office.localhost:8123", "http://sandby.example:8123/s/2C5DF6HJ"),
    ],
)
def test_address_is_the_programmes_public_one(office: str, address: str, db: None, settings: Settings) -> None:
    settings.OFFICE_ORIGIN = office
    assert address_of(ProgrammeFactory(host="sandby.example"), "2C5DF6HJ") == address


@pytest.mark.parametrize("count", [0, 1, 3])
def test_batch_is_one_file_that_comes_in_pieces(count: int, db: None) -> None:
    batch = BatchFactory()
    links = [LinkFactory(batch=batch, stairwell__street="=Éjmebos väg", stairwell__letter="B") for _ in range(count)]
    pieces = list(batch_file(batch.programme, iter(links)))
    assert len(pieces) == count + 1
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        names = [f"ejmebos-vag-{one.stairwell.number}-b-{one.shown}" for one in links]
        wanted = [f"{kind}/{name}.{kind}" for name in names for kind in ("svg", "png")]
        assert archive.namelist() == [*wanted, "codes.csv"]
        found = [read(Image.open(archive.open(f"png/{name}.png")))[0] for name in names]
        rows = list(csv.reader(io.StringIO(archive.read("codes.csv").decode())))
    assert found == [address_of(batch.programme, one.code) for one in links]
    assert rows == [[f"'{one.stairwell}", one.shown, address_of(batch.programme, one.code)] for one in links]


def test_code_is_shown_as_it_is_printed() -> None:
    assert (str(StairwellLink(code="2C5DF6HJ")), StairwellLink(code="2C5DF6HJ").is_working) == ("2C5D-F6HJ", True)

"""Numbers in every way people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trygga.directory.numbers import LONGEST, NotANumber, Number, read_number

pytestmark = pytest.mark.no_database

PLAIN = {"is_premium": False, "is_foreign": False}


@pytest.mark.parametrize(
    "written",
    [
        "036-10 50 00",
        "036105000",
        "036 10 50 00",
        "(036) 10 50 00",
        "036/10 50 00",
        "036.10.50.00",
        "036–10 50 00",
        "036\u00a010\u202f50\u00a000",
        "+46 36 10 50 00",
        "+46 (0)36 10 50 00",
        "+4636105000",
        "0046 36 105000",
        "tel:+46-36-10-50-00",
        "TEL: 036105000",
        "  036-105 000 ",
        "\u200e036-10 50 00\u200f",
        "\u2066036-10 50 00\u2069",
        "٠٣٦١٠٥٠٠٠",
        "۰۳۶-۱۰۵۰۰۰",
    ],
)
def test_one_number_is_shown_in_one_form(written: str) -> None:
    assert read_number(written) == Number("036-10 50 00", **PLAIN)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("112", "112"),
        ("11414", "114 14"),
        ("114 14", "114 14"),
        ("116111", "116 111"),
        ("116 111", "116 111"),
        ("116-006", "116 006"),
        ("1177", "1177"),
        ("11 77", "1177"),
        ("113 13", "113 13"),
        ("020505050", "020-50 50 50"),
        ("020-555 666", "020-55 56 66"),
        ("0140-68100", "0140-681 00"),
        ("08 46500400", "08-465 004 00"),
        ("070 1234567", "070-123 45 67"),
        ("0771123456", "0771-12 34 56"),
        ("0200225520", "0200-22 55 20"),
    ],
)
def test_swedish_numbers_are_shown_as_they_are_known(written: str, shown: str) -> None:
    assert read_number(written) == Number(shown, **PLAIN)


@pytest.mark.parametrize("written", ["0900-123 45 67", "0939-123 45 67", "0944-123 456", "118 118", "118700", "72345"])
def test_premium_rate_needs_a_second_yes(written: str) -> None:
    found = read_number(written)
    assert (found.is_premium, found.is_foreign, found.needs_a_second_yes) == (True, False, True)


@pytest.mark.parametrize("written", ["+47 22 33 44 55", "004722334455", "+358 9 123 4567"])
def test_foreign_number_needs_a_second_yes_and_keeps_its_country(written: str) -> None:
    found = read_number(written)
    assert (found.is_premium, found.is_foreign, found.shown[0]) == (False, True, "+")
    assert found.needs_a_second_yes


def test_ordinary_number_needs_no_second_yes() -> None:
    assert not read_number("036-10 50 00").needs_a_second_yes


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "0",
        "1",
        "123",
        "911",
        "0112",
        "9011",
        "call 112",
        "112 or 114 14",
        "036-10 50 0a",
        "036-10 50 00 ankn 5",
        "036-105000;112",
        "036-105000, 112",
        "036",
        "0099-12345",
        "++46 36 105000",
        "036-10 50 00" * 9,
        "https://example.se/",
        "info@example.se",
        "036-10\x0050 00",
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(NotANumber):
        read_number(written)


@given(st.text(max_size=LONGEST + 5))
def test_any_text_is_a_number_that_reads_as_itself_or_none(text: str) -> None:
    try:
        found = read_number(text)
    except NotANumber:
        return
    assert read_number(found.shown) == found


@given(st.from_regex(r"\A(\+46|0046|0)[1-9]\d[ -]?\d{5,7}\Z"))
def test_swedish_number_reads_as_itself_again(text: str) -> None:
    try:
        found = read_number(text)
    except NotANumber:
        return
    assert read_number(found.shown) == found

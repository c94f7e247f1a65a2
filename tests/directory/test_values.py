"""What may stand in a contact point, and what a mistake says."""

from zoneinfo import ZoneInfo

import pytest

from trygga.directory.models import ContactPoint
from trygga.directory.values import Unusable, kept_hours, kept_value

pytestmark = pytest.mark.no_database

STOCKHOLM = ZoneInfo("Europe/Stockholm")
Kind = ContactPoint.Kind


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (Kind.PHONE, "036105000", "036-10 50 00"),
        (Kind.SMS, "0701234567", "070-123 45 67"),
        (Kind.PHONE, "  ", ""),
        (Kind.CHAT, " https://bris.example/chat?x=1 ", "https://bris.example/chat?x=1"),
        (Kind.E_SERVICE, "https://jonkoping.example/", "https://jonkoping.example/"),
        (Kind.VISIT, " Storgatan 1 ", "Storgatan 1"),
    ],
)
def test_values_are_kept_in_one_form(kind: str, written: str, kept: str) -> None:
    assert kept_value(kind, written) == kept


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Kind.PHONE, "ring us"),
        (Kind.SMS, "https://example.se/"),
        (Kind.CHAT, "http://bris.example/"),
        (Kind.CHAT, "036-10 50 00"),
        (Kind.E_SERVICE, "javascript:alert(1)"),
        (Kind.E_SERVICE, "https://two words.example/"),
        (Kind.E_SERVICE, "https://bank.example@stranger.example/"),
        (Kind.E_SERVICE, "https://"),
    ],
)
def test_what_fits_no_kind_is_refused(kind: str, written: str) -> None:
    with pytest.raises(Unusable):
        kept_value(kind, written)


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("mån-fre 8-16", "Rule 1, “mån-fre 8-16”"),
        ("Mo-Fr 08:00-16:30; Sö 10-12; PH off", "Rule 2, “Sö 10-12”"),
        ('Mo-Fr 08:00-16:30 "ring; or write"; Sa sunrise-12:00', "Rule 2, “Sa sunrise-12:00”"),
        ("Mo-Fr 08:00-16:30 || by appointment", "Rule 2, “by appointment”"),
        ("Mo-Fr 08:00-16:30;; PH off", "Rule 2 is empty"),
        ("; Mo-Fr 08:00-16:30", "Rule 1 is empty"),
        ("Mo " * 100, "too long"),
    ],
)
def test_unreadable_hours_say_where(written: str, where: str) -> None:
    with pytest.raises(Unusable) as refused:
        kept_hours(written, STOCKHOLM)
    assert where in refused.value.sentence


@pytest.mark.parametrize("written", ["", "24/7", "Mo-Fr 08:00-16:30; PH off", 'Mo 08:00-12:00 "a; b"; Tu 09:00-12:00'])
def test_readable_hours_are_kept(written: str) -> None:
    assert kept_hours(f" {written} ", STOCKHOLM) == written

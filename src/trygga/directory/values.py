"""What stands in a contact point, checked as it is typed: numbers, addresses, opening hours. Each says what to do."""

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from trygga.directory.models import ContactPoint
from trygga.directory.numbers import NotANumber, Number, read_number
from trygga.lib.opening_hours import LONGEST, OpeningHours, UnreadableHours

DIALLED = {ContactPoint.Kind.PHONE, ContactPoint.Kind.SMS}
ON_THE_WEB = {ContactPoint.Kind.CHAT, ContactPoint.Kind.E_SERVICE}
_is_https = URLValidator(schemes=["https"])
_COMMENT = re.compile(r'"[^"]*"')
_SEPARATOR = re.compile(r";|\|\|")


class Unusable(ValueError):
    """The value cannot be kept; `sentence` tells its writer what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def number_in(kind: str, value: str) -> Number | None:
    """The number of a point that is dialled; None for other kinds, and where none is known yet. Raises Unusable."""
    if kind not in DIALLED or not value.strip():
        return None
    try:
        return read_number(value)
    except NotANumber as error:
        sentence = _(
            "This is no telephone number. Write it like 036-10 50 00, or like +47 22 33 44 55 for other countries."
        )
        raise Unusable(sentence) from error


def kept_value(kind: str, value: str) -> str:
    """How the number or address of a point of this kind is kept. Raises Unusable."""
    number = number_in(kind, value)
    if number is not None:
        return number.shown
    plain = value.strip()
    if kind in ON_THE_WEB and plain:
        _must_be_https(plain)
    return plain


def _must_be_https(address: str) -> None:
    sentence = _("This is no address of a page. It must begin with https:// and have no spaces.")
    try:
        _is_https(address)
    except ValidationError as error:
        raise Unusable(sentence) from error
    if "@" in urlsplit(address).netloc:  # a name before the host makes an address look like another one
        raise Unusable(sentence)


def kept_hours(text: str, zone: ZoneInfo) -> str:
    """How opening hours are kept; empty where nobody knows them. Raises Unusable, which says where they break."""
    plain = text.strip()
    if plain and _trouble(plain, zone):
        raise Unusable(_where_it_breaks(plain, zone))
    return plain


def _trouble(text: str, zone: ZoneInfo) -> bool:
    try:
        OpeningHours.parse(text, zone)
    except UnreadableHours:
        return True
    return False


def _where_it_breaks(text: str, zone: ZoneInfo) -> str:
    """The first rule that cannot be read by itself, and how to write one."""
    if len(text) > LONGEST:
        return _("These opening hours are too long. They may have %(most)s characters.") % {"most": LONGEST}
    for number, rule in enumerate(_rules(text), 1):
        if not rule:
            return _("Rule %(number)s is empty. Take a semicolon away.") % {"number": number}
        if _trouble(rule, zone):
            return _(
                "Rule %(number)s, “%(rule)s”, cannot be read. Write days and clock times, such as Mo-Fr 08:00-16:30, "
                "and put a semicolon between rules: Mo-Fr 08:00-16:30; PH off"
            ) % {"number": number, "rule": rule}
    return _("Each rule can be read, but not all together. Put a semicolon between them: Mo-Fr 08:00-16:30; PH off")


def _rules(text: str) -> list[str]:
    """The rules of opening hours; what separates them may also stand in a comment."""
    hidden = _COMMENT.sub(lambda comment: "x" * len(comment[0]), text)
    separators = list(_SEPARATOR.finditer(hidden))
    starts = [0, *(one.end() for one in separators)]
    ends = [*(one.start() for one in separators), len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]

"""What in a table is about people, by the name of a column or by what stands in it. It is let go of, never kept."""

import re
from collections.abc import Iterable

MUCH = 0.2
"""A column in which more of its cells than this look personal is about people, whatever it is called."""

_OF_PEOPLE = re.compile(
    r"hyresg|hyrestag|boende|innehav|kontrakt|avtal|person|pnr|ssn|orgnr|organisationsn|samordningsn|telefon|mobil|phone"
    r"|epost|mail|kund|kontakt|contact|tenant|resident|occupant|lease|agreement|holder|customer|birth|fodel|födel"
    r"|förnamn|efternamn|fornamn|firstname|lastname|surname|fullname|skydd|sekretess|protected|shelter|secrecy"
    r"|inflytt|utflytt|movein|moveout|ägare|owner|hushåll|household|medsök|anhörig|familj|^namn$|^name$|^tel|^co$|^careof"
    r"|kön$|gender|ålder|^age$"
)
_MAIL = re.compile(r"[^\s@;,]+@[^\s@;,]+\.\w")
_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{6})[-+ ]?(\d{4})(?!\d)")
_MOBILE = re.compile(r"(?<![\d-])(?:\+\s?46|0046|0)[\s()-]*7[02369](?:[\s-]?\d){7}(?!\d)")
_LANDLINE = re.compile(r"^\s*(?:\+\s?46|0)[\s(0)-]*\d{1,3}\)?[-/][\s\d]{5,10}\s*$")
_CARE_OF = re.compile(r"\bc\s?/\s?o\b", re.IGNORECASE)
_WORTH_A_LOOK = re.compile(r"@|c ?/ ?o\b|\d{6}|\d[ -]\d|\+", re.IGNORECASE)


def is_name_of_people(header: str) -> bool:
    """Whether a column that is called this (small letters, no spaces or signs) is about people."""
    return _OF_PEOPLE.search(header) is not None


def is_personal(value: str) -> bool:
    """Whether this is, or holds, a personal number, an e-mail address, a mobile number, or `c/o` somebody."""
    if not _WORTH_A_LOOK.search(value):
        return False
    if _MAIL.search(value) or _MOBILE.search(value) or _CARE_OF.search(value):
        return True
    return any(_is_personal_number(*found.groups()) for found in _NUMBER.finditer(value))


def is_about_people(values: Iterable[str]) -> bool:
    """Whether the cells of a column say that it is about people."""
    filled = [value for value in values if value]
    found = sum(1 for value in filled if is_personal(value) or _LANDLINE.match(value))
    return bool(filled) and found > MUCH * len(filled)


def _is_personal_number(day: str, rest: str) -> bool:
    """A day that there is (plus 60 in a coordination number) and the check digit that belongs to it."""
    month, date = int(day[2:4]), int(day[4:6])
    if not (1 <= month <= 12 and (1 <= date <= 31 or 61 <= date <= 91)):
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(day + rest))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0

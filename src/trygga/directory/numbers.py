"""Telephone numbers: read in every way people write them, shown in one, and told apart by what they cost and where
they lead.

Numbering plans and costs are those of the `phonenumbers` library (Google's libphonenumber): 0900, 0939, 0944, 118 and
messages to 72 cost extra.
"""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ShortNumberCost, shortnumberinfo

HOME = "SE"
LONGEST = 40
"""Characters; no number that people write is longer, and what is longer is not looked at."""

_LINK = re.compile(r"^tel:\s*", re.IGNORECASE)
# Digits of any script, and what people put between them. Letters are no number: the library would read "call 112".
_WRITTEN = re.compile(r"^\+?[\d\s()./\-\u2010-\u2015\u2212\u00a0\u202f\u200e\u200f\u202a-\u202e\u2066-\u2069]+$")
_UNSEEN = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HOME_CODE = 46
_NOT_PREMIUM = {ShortNumberCost.TOLL_FREE, ShortNumberCost.STANDARD_RATE}
# The library cuts these after three digits; nobody would know them again.
_KNOWN_BY_FOUR = re.compile(r"^(0200|077[0-8])(\d\d)(\d\d)(\d\d)$")


class NotANumber(ValueError):
    """The text is no telephone number that somebody in Sweden can dial."""


@dataclass(frozen=True)
class Number:
    """A number as it is shown, and whether whoever dials it must be warned."""

    shown: str
    is_premium: bool
    is_foreign: bool

    @property
    def needs_a_second_yes(self) -> bool:
        """Whether somebody has to say once more that it is meant."""
        return self.is_premium or self.is_foreign


def read_number(text: str) -> Number:
    """The number that a typed text means, dialled from Sweden. Raises NotANumber.

    Short codes stay what they are: 112, 114 14, 116 111, 1177. Numbers of other countries begin with "+".
    """
    written = " ".join(_UNSEEN.sub("", _LINK.sub("", text.strip())).split())
    if len(written) > LONGEST or not _WRITTEN.match(written):
        raise NotANumber(text)
    try:
        parsed = phonenumbers.parse(written, HOME)
    except phonenumbers.NumberParseException as error:
        raise NotANumber(text) from error
    return _short(parsed) or _long(parsed, text)


def _short(parsed: PhoneNumber) -> Number | None:
    """One of three to six digits that works without an area code; None where it is none of Sweden's."""
    if parsed.country_code != _HOME_CODE or parsed.italian_leading_zero:
        return None
    if not shortnumberinfo.is_valid_short_number_for_region(parsed, HOME):
        return None
    digits = str(parsed.national_number)
    # What a code costs is not known of all: of most that begin with 118, for instance.
    is_premium = shortnumberinfo.expected_cost_for_region(parsed, HOME) not in _NOT_PREMIUM
    return Number(_in_groups(digits), is_premium, is_foreign=False)


def _in_groups(digits: str) -> str:
    """As authorities print them: 112, 1177, 114 14, 116 111; five digits for messages stay together."""
    is_grouped = digits.startswith("11") and len(digits) > 4
    return f"{digits[:3]} {digits[3:]}" if is_grouped else digits


def _long(parsed: PhoneNumber, text: str) -> Number:
    if not phonenumbers.is_valid_number(parsed):
        raise NotANumber(text)
    is_foreign = parsed.country_code != _HOME_CODE
    form = PhoneNumberFormat.INTERNATIONAL if is_foreign else PhoneNumberFormat.NATIONAL
    is_premium = phonenumbers.number_type(parsed) == PhoneNumberType.PREMIUM_RATE
    shown = phonenumbers.format_number(parsed, form)
    if known := _KNOWN_BY_FOUR.match(re.sub(r"\D", "", shown)):
        shown = f"{known[1]}-{known[2]} {known[3]} {known[4]}"
    return Number(shown, is_premium, is_foreign)

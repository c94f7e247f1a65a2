"""What can be wrong with a file or a line of it, as sentences that say what to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unreadable(Exception):
    """The file as a whole cannot be taken; the message is a translated sentence that says what to do."""


class Problem(models.TextChoices):
    """What can be wrong with one line. The label says what to do; `%(other)s` is what it is compared with."""

    PERSONAL = "personal", _("This looks like something about a person, so it was not kept. Remove it from the file.")
    GARBLED = "garbled", _("Letters are damaged. Save the file again as UTF-8.")
    TOO_LONG = "too-long", _("This is longer than %(other)s characters. Shorten it.")
    A_DATE = "a-date", _("The spreadsheet has made a date of this. Give the column the format Text and type it again.")
    NO_AREA = "no-area", _("No area is called that. Use one of: %(other)s.")
    AREA_MISSING = "area-missing", _("This estate is new. Name its area, or choose one for all new estates.")
    AREA_DIFFERS = "area-differs", _("The register has this estate in %(other)s. Only the programme's lead moves it.")
    NO_ADDRESS = "no-address", _("This is no street address. Write street, number and letter: Storgatan 12 B.")
    ADDRESS_MISSING = "address-missing", _("The address is missing. Write street, number and letter.")
    NO_POSTCODE = "no-postcode", _("A postal code has five digits.")
    NO_HOME_NUMBER = "no-home-number", _("A home number has four digits, such as 1302. Leave it empty if not known.")
    HOME_MISSING = "home-missing", _("Give the home number, or the key that your system has for the home.")
    HOME_TWICE = "home-twice", _("The same home stands on line %(other)s. Remove one of the lines.")
    NUMBER_TWICE = "number-twice", _("Line %(other)s has this home number in the same stairwell. Mend one of them.")
    ADDRESS_TWICE = "address-twice", _("Line %(other)s has another stairwell at this address. Mend one of them.")
    TOWN_MISSING = "town-missing", _("The register has this address in several towns. Name the town.")
    CONTRADICTS = "contradicts", _("Line %(other)s says something else of the same place. Make them equal.")
    ADDRESS_TAKEN = (
        "address-taken",
        _("The register has the stairwell %(other)s at this address. Add it to the file, or retire it first."),
    )
    NUMBER_TAKEN = (
        "number-taken",
        _("The register has the home %(other)s with this number here. Add it to the file, or retire it first."),
    )


def sentence(problem: str, other: str) -> str:
    """What to do about it, in the language of whoever reads."""
    return str(Problem(problem).label) % {"other": other}

"""Why a file, or a service in it, cannot be used, and what is to be said of one that can: each with a sentence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unreadable(Exception):
    """The file cannot be read at all; the only argument tells the person what to do."""


class Unusable(Exception):
    """A service cannot become a contact point: why, and what stood there, if that helps."""

    def __init__(self, why: "Why", detail: str = "") -> None:
        super().__init__(why, detail)
        self.why = why
        self.detail = detail


class Why(models.TextChoices):
    """Why a service cannot be used."""

    NO_OBJECT = "no_object", _("This is not a service but something else.")
    NO_ID = "no_id", _("It has no id, so that it could not be known again.")
    SAME_ID = "same_id", _("Another service of the file has the same id.")
    NO_NAME = "no_name", _("It has no name.")
    WRONG_TYPE = "wrong_type", _("Something in it is of the wrong kind, such as a number in the place of a text:")
    TOO_LONG = "too_long", _("Something in it is too long:")
    BAD_TEXT = "bad_text", _("A text in it holds characters that cannot be shown:")
    UNKNOWN_WORD = "unknown_word", _("It says something that this program does not know:")
    NOT_ACTIVE = "not_active", _("The file says that it is not there any more.")
    NO_WAY = "no_way", _("It has neither a number nor an address.")
    BAD_NUMBER = "bad_number", _("This is not a telephone number:")
    BAD_ADDRESS = "bad_address", _("This is not an address that begins with https:// or http://:")
    NO_AREA = "no_area", _("The file does not say where it serves. A number of another town must not come in.")
    OTHER_AREA = "other_area", _("It serves another place than this programme:")
    BAD_HOURS = "bad_hours", _("These opening hours cannot be read:")
    TWO_HOURS = "two_hours", _("It says two different opening hours.")
    LOGIN_UNKNOWN = "login_unknown", _("It says that one can stay unknown, and that it asks for a login.")
    EMERGENCY = "emergency", _("112 is never added or changed by a file. Take it from the starter set.")
    RETIRED = "retired", _("It was retired here. Bring it back first, if that was wrong.")


class Remark(models.TextChoices):
    """What the person should know of a service that can be used."""

    NO_PURPOSE = "no_purpose", _("The file does not say what it is for. Say it here before it can be found.")
    NO_HOURS = "no_hours", _("Its opening hours could not be read, so they are not known.")
    MORE_WAYS = "more_ways", _("It has several numbers or addresses. The first one is used.")
    COSTLY = "costly", _("Its number may cost extra, or lies in another country. Look before you confirm it.")
    LONG_DESCRIPTION = "long_description", _("Its description is too long and was left out.")
    MORE_AREAS = "more_areas", _("It also serves places outside this programme.")

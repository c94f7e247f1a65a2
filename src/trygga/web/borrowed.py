"""Texts of Django and allauth that can stand on our pages. Where they have no translation, our catalogues carry one.

In other languages our catalogues leave them empty, and those of the libraries hold. `scripts/messages.py` collects them
from here.
"""


def _(text: str) -> str:
    """Marks a text for the collector, which goes by the name."""
    return text


def ngettext(one: str, many: str, number: int) -> str:
    """Marks a text with its plural."""
    return one


WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
FORMS = (
    _("Email"),
    _("Email address"),
    _("Password"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("This field is required."),
    _("Enter a valid email address."),
    _("Null characters are not allowed."),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Please type your current password."),
    _("Incorrect password."),
    _("You must type the same password each time."),
    _("This password is too common."),
)
SHORT = ngettext(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    12,
)
BORROWED = {*WEEKDAYS, *MONTHS, *FORMS, SHORT}

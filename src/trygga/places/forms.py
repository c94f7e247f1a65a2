"""What is typed in the office about places. There is no field for people, and none to mark a home."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trygga.lib.addresses import home_number, street_key
from trygga.organisations.models import Organisation
from trygga.places.access import Register
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, STAIRWELLS, Level
from trygga.places.models import Area, Home

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LARGEST_NUMBER = 32_767


def seen(text: str) -> None:
    """Raises ValidationError for characters that nobody sees and no table can carry."""
    if UNSEEN.search(text):
        raise ValidationError(_("There is a character here that cannot be seen. Type the text instead of copying it."))


class _Text(forms.CharField):
    default_validators = [seen]


class _Key(_Text):
    def __init__(self) -> None:
        super().__init__(label=_("Key: what your own system calls it"), max_length=64)


class EstateForm(forms.Form):
    """An estate by hand."""

    key = _Key()
    designation = _Text(label=_("Estate designation"), max_length=120, required=False)
    name = _Text(label=_("Name"), max_length=120, required=False)


class BuildingForm(forms.Form):
    """A building by hand."""

    key = _Key()
    name = _Text(label=_("Name"), max_length=120, required=False)


class StairwellForm(forms.Form):
    """A front door by hand."""

    key = _Key()
    street = _Text(label=_("Street"), max_length=80)
    number = forms.IntegerField(label=_("Street number"), min_value=1, max_value=LARGEST_NUMBER)
    letter = forms.RegexField(r"^[^\W\d_]{0,4}$", label=_("Letter"), max_length=4, required=False)
    postcode = _Text(label=_("Postal code"), max_length=6, required=False)
    town = _Text(label=_("Town"), max_length=60, required=False)

    def clean_street(self) -> str:
        street: str = self.cleaned_data["street"]
        if not 0 < len(street_key(street)) <= 80:
            raise ValidationError(_("Write the name of the street, without number."))
        return street

    def clean_letter(self) -> str:
        letter: str = self.cleaned_data["letter"]
        return letter.upper()

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"].replace(" ", "")
        if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
            raise ValidationError(_("A postal code has five digits, such as 553 12."))
        return str(postcode)


class HomeForm(forms.Form):
    """A home by hand."""

    key = _Key()
    number = forms.CharField(label=_("Home number of four digits, such as 1302"), max_length=8, required=False)

    def clean_number(self) -> int | None:
        text = self.cleaned_data["number"]
        found = home_number(text) if text else None
        if text and found is None:
            raise ValidationError(_("A home number has four digits: 1302 is the third floor, second door."))
        return int(found) if found else None


FORMS: dict[str, type[forms.Form]] = {
    ESTATES.slug: EstateForm,
    BUILDINGS.slug: BuildingForm,
    STAIRWELLS.slug: StairwellForm,
    HOMES.slug: HomeForm,
}


def values_of(level: Level, place: Any) -> dict[str, Any]:
    """What a form shows of a place before anything is typed."""
    values = {name: getattr(place, name) for name in level.fields}
    return values | {"number": place.home_number} if isinstance(place, Home) else values


class MovePlacesForm(forms.Form):
    """Where buildings, stairwells or homes go: the key of the place there."""

    to = _Text(label=_("Key"), max_length=64)

    def __init__(self, *args: Any, register: Register, upper: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._register, self._upper = register, upper
        self.fields["to"].label = {
            ESTATES.slug: _("Key of the estate that they belong to from now on"),
            BUILDINGS.slug: _("Key of the building that they belong to from now on"),
            STAIRWELLS.slug: _("Key of the stairwell that they belong to from now on"),
        }[upper.slug]

    def clean_to(self) -> Any:
        found = self._upper.of(self._register.landlord).filter(key=self.cleaned_data["to"]).first()
        if found is None:
            raise ValidationError(_("There is no such key. Look it up in the list."))
        return found


class MoveEstatesForm(forms.Form):
    """Where estates go, and on which day."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"))
    landlord = forms.ModelChoiceField(Organisation.objects.none(), label=_("Landlord"))
    on = forms.DateField(
        label=_("From which day: past, today or to come"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        landlords = Organisation.objects.filter(programme=register.programme, kind=Organisation.Kind.LANDLORD)
        self.fields["area"].queryset = register.areas  # type: ignore[attr-defined] # a ModelChoiceField's
        self.fields["landlord"].queryset = landlords.order_by("name", "id")  # type: ignore[attr-defined] # as above

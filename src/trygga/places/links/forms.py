"""What is typed in the office about posters."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trygga.organisations.models import Organisation
from trygga.places.models import Area, Estate


class BatchForm(forms.Form):
    """A new batch."""

    name = forms.CharField(label=_("Name, such as the month and where they hang"), max_length=80)


class LinksForm(forms.Form):
    """Which stairwells get a code."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Area"), required=False, empty_label=_("all"), to_field_name="slug"
    )
    estate = forms.CharField(label=_("Estate: its designation or key; empty for all"), max_length=120, required=False)
    only_without = forms.BooleanField(
        label=_("Only stairwells that have no working code of another batch"), required=False, initial=True
    )

    def __init__(self, *args: Any, landlord: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._estates = Estate.objects.filter(landlord=landlord, retired_on=None)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        area.queryset = Area.objects.filter(programme=landlord.programme_id)

    def clean_estate(self) -> Estate | None:
        typed: str = self.cleaned_data["estate"]
        if not typed:
            return None
        found = (
            self._estates.filter(Q(key=typed) | Q(designation__iexact=typed))
            .order_by("name", "designation", "key")
            .first()
        )
        if found is None:
            raise forms.ValidationError(
                _("No estate of yours has this designation or key. Look it up in the register.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        area, estate = found.get("area"), found.get("estate")
        if area and estate and estate.area_id != area.pk:
            self.add_error("estate", _("This estate stands in another area. Choose one of the two."))
        return found

"""Sending a list of homes: the file, what it is, and where needed what its columns mean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trygga.places.importing.columns import Field, plain
from trygga.places.importing.services import Wishes
from trygga.places.models import Area

NO_USE = ""


class ImportForm(forms.Form):
    """`unknown` are the headers that somebody has to explain; they come back as `headers` beside `meanings`."""

    file = forms.FileField(label=_("List of homes (CSV or XLSX, at most 50 MB)"))
    area = forms.ModelChoiceField(
        label=_("Area of new estates whose rows name none"), queryset=Area.objects.none(), required=False
    )
    is_whole = forms.BooleanField(
        label=_("This is the whole register: what is not in it is there no more"), required=False
    )

    def __init__(self, *args: Any, areas: Any, unknown: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        area.queryset, area.empty_label = areas, _("none")
        for header in unknown:
            self.fields[column_name(header)] = forms.ChoiceField(
                label=header, choices=[(NO_USE, _("of no use here")), *Field.choices], required=False
            )

    @property
    def wishes(self) -> Wishes:
        """What the person says of the file; only for a valid form."""
        return Wishes(is_whole=self.cleaned_data["is_whole"], area_of_new=self.cleaned_data["area"])

    def choices(self, unknown: tuple[str, ...]) -> dict[str, str]:
        """What each of these headers means; only for a valid form."""
        return {header: self.cleaned_data[column_name(header)] for header in unknown}


def column_name(header: str) -> str:
    """What the choice for a header is called in the form."""
    return f"column-{plain(header)}"

"""What is typed in the office about contact points."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trygga.accounts.models import User
from trygga.directory.access import Keeping
from trygga.directory.freshness import people_of
from trygga.directory.models import ContactPoint, Purpose
from trygga.directory.values import Unusable, kept_value, number_in
from trygga.organisations.models import Organisation
from trygga.places.forms import seen
from trygga.places.models import Area

UNKNOWN = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
NOTE = "note_"
LONGEST_NOTE = 300
LONGEST_HOW = 200
SPOKEN = [(code, name) for code, name in settings.LANGUAGES if code != "sv-simple"]
"""Languages that somebody answers in; easy Swedish is one of pages only."""


class _Text(forms.CharField):
    """Text in any script: a number or a Swedish name keeps its own direction among others."""

    default_validators = [seen]
    widget = forms.TextInput(attrs={"dir": "auto"})


class _YesOrNo(forms.TypedChoiceField):
    """Yes, no, or nobody knows (None)."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            choices=UNKNOWN,
            required=False,
            coerce=lambda said: {"yes": True, "no": False}[said],
            empty_value=None,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class _Ticks(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class PointForm(forms.Form):
    """A contact point. A number that costs extra or lies abroad must be confirmed by `sure`, which repeats it."""

    name = _Text(label=_("Name"), max_length=120)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Partner that it belongs to"),
        required=False,
        empty_label=_("none of them"),
    )
    organisation_name = _Text(label=_("Organisation, as people know it"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = _Text(
        label=_("Number or address"),
        max_length=200,
        required=False,
        help_text=_("A phone number in any spelling; a page begins with https://. Empty where it is still to come."),
    )
    purposes = _Ticks(label=_("What for"), choices=Purpose.choices)
    opening_hours = _Text(
        label=_("Opening hours"),
        max_length=255,
        required=False,
        help_text=_("Such as Mo-Fr 08:00-16:30; PH off, or 24/7. Empty where the hours are not known."),
    )
    languages = _Ticks(label=_("Answers in"), choices=SPOKEN)
    cost = forms.ChoiceField(
        label=_("Cost"), choices=[("", _("not known")), *ContactPoint.Cost.choices], required=False
    )
    shows_on_bill = _YesOrNo(_("Shows on the phone bill"))
    needs_login = _YesOrNo(_("Needs a login with one's own name"))
    stays_unknown = _YesOrNo(_("One can stay unknown"))
    is_national = forms.BooleanField(label=_("The same in the whole country"), required=False)
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Serves these areas only"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all areas."),
    )
    source = _Text(label=_("Source: where this stands"), max_length=200)
    as_of = _Text(label=_("When the source said so, such as 2026-11"), max_length=20)

    def __init__(self, *args: Any, keeping: Keeping, point: ContactPoint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **({"initial": _values_of(point) if point else None} | kwargs))
        self.sure_of = ""
        self._point = point
        self.fields["organisation"].queryset = keeping.organisations  # type: ignore[attr-defined] # a ModelChoiceField's
        self.fields["areas"].queryset = keeping.areas  # type: ignore[attr-defined] # as above
        if not keeping.changes_all:
            self.fields["organisation"].required = True
            del self.fields["is_national"]
        for code, name in settings.LANGUAGES:
            self.fields[f"{NOTE}{code}"] = _Text(label=name, max_length=LONGEST_NOTE, required=False)
        if point is not None and keeping.can_verify(point):
            label = _("If you have found out that all this is right: how?")
            self.fields["how"] = _Text(label=label, max_length=LONGEST_HOW, required=False)

    @property
    def notes(self) -> list[forms.BoundField]:
        """The fields that hold the same note in several languages."""
        return [self[name] for name in self.fields if name.startswith(NOTE)]

    @property
    def others(self) -> list[forms.BoundField]:
        """All fields but those."""
        return [self[name] for name in self.fields if not name.startswith(NOTE) and name != "how"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        try:
            number = number_in(found.get("kind", ""), found.get("value", ""))
        except Unusable as error:
            self.add_error("value", error.sentence)
            return found
        if number is not None and number.needs_a_second_yes and not self._is_sure(number.shown):
            self.sure_of = number.shown
            self.add_error("value", _costly(number.is_foreign))
        return found

    def _is_sure(self, shown: str) -> bool:
        """Said yes to this very number; or it stood there before."""
        if self._point is not None and self._point.kind == self.cleaned_data.get("kind"):
            try:
                if kept_value(self._point.kind, self._point.value) == shown:
                    return True
            except Unusable:
                pass
        return bool(self.data.get("sure") == shown)

    @property
    def said(self) -> dict[str, Any]:
        """The fields as services take them; `how` is not one of them."""
        told = {name: value for name, value in self.cleaned_data.items() if not name.startswith(NOTE) and name != "how"}
        notes = dict(self._point.notes) if self._point is not None else {}
        notes |= {name.removeprefix(NOTE): text for name, text in self.cleaned_data.items() if name.startswith(NOTE)}
        return told | {"notes": {code: text for code, text in notes.items() if text}, "areas": list(told["areas"])}


def _costly(is_foreign: bool) -> Any:
    if is_foreign:
        return _("This number is in another country: calling it costs more. Tick that it is meant, or correct it.")
    return _("Calling or writing to this number may cost extra. Tick that it is meant, or correct it.")


def _values_of(point: ContactPoint) -> dict[str, Any]:
    names = (name for name in PointForm.base_fields if name not in ("areas", "organisation"))
    values = {name: getattr(point, name) for name in names}
    notes = {f"{NOTE}{code}": text for code, text in point.notes.items()}
    return values | notes | {"areas": point.areas.all(), "organisation": point.organisation_id}


class HowForm(forms.Form):
    """How somebody found out that a point is right."""

    how = _Text(label=_("How do you know? Called, asked, read on their page."), max_length=LONGEST_HOW)


class VerifyForm(HowForm):
    """The same, on another day than today, or until another day than in half a year."""

    on = forms.DateField(
        label=_("On which day; empty: today"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    best_before = forms.DateField(
        label=_("Best before; empty: in half a year"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class OtherSourceForm(forms.Form):
    """What another source says. The service says what is wrong with it: only it knows the point."""

    source = _Text(label=_("Source: where that stands"), max_length=200)
    as_of = _Text(label=_("When the source said so, such as 2026-11"), max_length=20)
    value = _Text(label=_("Number or address there, if it is another one"), max_length=200, required=False)
    opening_hours = _Text(label=_("Opening hours there, if they are others"), max_length=255, required=False)
    note = _Text(label=_("Remark"), max_length=200, required=False)


class SettleForm(forms.Form):
    """How somebody found out that the other source is not right, where that is worth a word."""

    how = _Text(label=_("How do you know? May be empty."), max_length=LONGEST_HOW, required=False)


class ClosingForm(forms.Form):
    """From when until when nobody answers, on the clocks of the programme."""

    begins_at = forms.DateTimeField(
        label=_("Closed from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=_("Open again from"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_ends_at(self) -> Any:
        ends_at = self.cleaned_data["ends_at"]
        if ends_at <= timezone.now():
            raise ValidationError(_("That is over already."))
        return ends_at


class OwnerForm(forms.Form):
    """Who keeps a point right from now on."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who keeps it right"),
        required=False,
        empty_label=_("nobody: the programme's leads"),
    )

    def __init__(self, *args: Any, keeping: Keeping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_of(keeping.programme)  # type: ignore[attr-defined] # a ModelChoiceField's

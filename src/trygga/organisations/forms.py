"""What is typed in the office about people and organisations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trygga.accounts.models import User
from trygga.organisations.access import Desk
from trygga.organisations.models import Organisation, Role, Unit


class InvitationForm(forms.Form):
    """Who is invited, as what, and for a member into which unit."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit (members only)"), required=False)

    def __init__(self, *args: Any, desk: Desk, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = desk.roles_to_give(organisation)
        self.fields["role"].choices = [  # type: ignore[attr-defined] # a ChoiceField's
            (role.value, role.label) for role in Role if role in given
        ]
        units = Unit.objects.filter(programme=desk.programme, organisation=organisation).order_by("name", "id")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined] # a ModelChoiceField's
        if Role.MEMBER not in given:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        is_member = found.get("role") == Role.MEMBER
        if is_member and not found.get("unit"):
            self.add_error("unit", _("Choose the unit whose reports this person is to open."))
        if not is_member:
            found["unit"] = None
        return found


class NewPersonForm(forms.Form):
    """Somebody who accepts an invitation and has no account yet."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    password = forms.CharField(
        label=_("Password of at least twelve characters"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, User(email=self._email))
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password


class OrganisationForm(forms.Form):
    """A new partner."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.SlugField(label=_("Short name for addresses: small letters, digits, hyphens"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)


class OrganisationNameForm(forms.Form):
    """Another name for a partner."""

    name = forms.CharField(label=_("Name"), max_length=120)


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.SlugField(label=_("Short name for addresses: small letters, digits, hyphens"), max_length=40)

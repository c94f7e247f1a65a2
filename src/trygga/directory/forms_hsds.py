"""Sending a directory file."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    file = forms.FileField(label=_("Directory file (JSON in the form of HSDS 3, at most 2 MB)"))

"""What differs between a contact point and what comes in, in words for a page."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from trygga.directory.models import ContactPoint, Purpose
from trygga.directory.starting import Difference


class Change(NamedTuple):
    """One field: what it is called, what stands there, what would stand there."""

    label: str
    here: str
    offered: str


def changes(differences: Iterable[Difference]) -> tuple[Change, ...]:
    """Differences as a page shows them."""
    return tuple(
        Change(_label(one.field), _said(one.field, one.here), _said(one.field, one.offered)) for one in differences
    )


def _label(field: str) -> str:
    labels = {"notes": _("Remark"), "as_of": _("as of"), "areas": _("areas")}
    return labels.get(field) or str(ContactPoint._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _said(field: str, value: Any) -> str:
    """A value in words; a dash where nobody knows it."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " · ".join(f"{language}: {text}" for language, text in sorted(value.items()))
    words = {"purposes": Purpose, "kind": ContactPoint.Kind, "cost": ContactPoint.Cost}.get(field)
    labels: dict[str, Any] = dict(words.choices) if words else {}
    if isinstance(value, list):
        return ", ".join(str(labels.get(one, one)) for one in value)
    return str(labels.get(value, value))

"""What Django says of the rows between contact points and areas: `is_local` follows them, whoever writes them."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.signals import m2m_changed

from trygga.directory.models import ContactPoint
from trygga.places.models import Area

SERVED = ContactPoint.areas.through


def listen() -> None:
    """Hear of every change of `areas`; called once, when the apps are ready."""
    m2m_changed.connect(areas_changed, sender=SERVED, dispatch_uid="directory:areas_changed")


def areas_changed(instance: ContactPoint | Area, action: str, pk_set: set[int] | None, **_: Any) -> None:
    """Mark the points that serve areas of their own, and take the mark from those that no longer do."""
    if not action.startswith("post_"):
        return
    points = ContactPoint.objects.filter(programme_id=instance.programme_id)
    if isinstance(instance, ContactPoint):
        points = points.filter(pk=instance.pk)
        # What is saved after this must not bring the old mark back.
        instance.is_local = SERVED.objects.filter(contactpoint=instance.pk).exists()
    elif pk_set is not None:
        points = points.filter(pk__in=pk_set)
    points.update(is_local=Exists(SERVED.objects.filter(contactpoint=OuterRef("pk"))))

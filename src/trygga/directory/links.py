"""Links in mails by which an owner confirms a contact point without signing in.

Signed with the installation's secret, under a salt of their own. Each is about one version of one point and one owner:
any act on the point, another owner, or thirty days end it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from trygga.directory.freshness import is_at_work
from trygga.directory.models import ContactPoint

SALT = "trygga.directory.confirm"
LIFETIME = timedelta(days=30)


class LinkGone(Exception):
    """The link is used, too old, of an owner who has left, or no link of ours."""


@dataclass(frozen=True)
class Asked:
    """A point, and the version of it that its owner is asked about."""

    point: ContactPoint
    version: int

    @property
    def is_as_it_was(self) -> bool:
        """Whether nothing has happened to the point since."""
        return self.point.version == self.version


def address_of(point: ContactPoint) -> str:
    """The link for its owner, about the point as it is now."""
    signed = signing.dumps([point.pk, point.version, point.owner_id], salt=SALT)
    path = reverse("confirm_contact_point", args=[signed], urlconf="trygga.config.urls_office")
    return f"{settings.OFFICE_ORIGIN}{path}"


def asked_by(signed: str) -> Asked:
    """What a link asks about. Raises LinkGone; whether it was used already is left to the caller and the version."""
    try:
        pk, version, owner = signing.loads(signed, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise LinkGone from error
    found = ContactPoint.objects.select_related("programme", "organisation", "owner")
    point = found.filter(pk=pk, owner=owner, retired_on=None).first()
    if point is None or not is_at_work(point.owner, point.programme_id):
        raise LinkGone
    return Asked(point, version)

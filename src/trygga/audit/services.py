"""The only way into the log."""

from datetime import date

from django.utils import timezone

from trygga.audit.models import Entry, Event
from trygga.web import rows


def record(
    event: Event,
    *,
    programme: int,
    organisation: int | None,
    actor: int | None = None,
    subject: str = "",
    day: date | None = None,
) -> None:
    """Write one event in the caller's transaction; it stands exactly when what it tells of stands.

    `day` is today where the caller does not say.
    """
    rows.insert(
        Entry(
            event=event,
            programme=programme,
            organisation=organisation,
            actor=actor,
            subject=subject,
            day=day or timezone.localdate(),
        )
    )

"""The only way into the log."""

from django.utils import timezone

from trygga.audit.models import Entry, Event
from trygga.web import rows


def record(
    event: Event, *, programme: int, organisation: int | None, actor: int | None = None, subject: str = ""
) -> None:
    """Write one event in the caller's transaction; it stands exactly when what it tells of stands."""
    rows.insert(
        Entry(
            event=event,
            programme=programme,
            organisation=organisation,
            actor=actor,
            subject=subject,
            day=timezone.localdate(),
        )
    )

"""Looking at the outbox. A page costs the same at a hundred rows and at a hundred thousand: nothing is counted."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from trygga.notifications.models import Notice

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Notices, newest first, and the id to ask on from (`before`); None on the last page."""

    notices: list[Notice]
    before: int | None


def outbox_page(*, programme: int | None, state: Notice.State, before: int | None = None) -> Page:
    """One page of a programme's notices in one state; None is for what belongs to the installation itself.

    Bodies stay in the database.
    """
    notices = Notice.objects.filter(programme=programme, state=state).defer("body").order_by("-pk")
    if before is not None:
        notices = notices.filter(pk__lt=before)
    found = list(notices[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def oldest_waiting() -> datetime | None:
    """When the notice was queued that has waited longest; None where nothing waits. Its age tells how the outbox is."""
    found: datetime | None = Notice.objects.filter(state=Notice.State.WAITING).aggregate(Min("made_at"))["made_at__min"]
    return found

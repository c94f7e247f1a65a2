"""What changes a mailbox's state."""

from datetime import datetime

from django.db import transaction

from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.directory.models import Mailbox
from trygga.organisations.models import Member


@transaction.atomic
def mark_unlocked(*, by: Member, at: datetime) -> None:
    """A member has unlocked the unit's ring: the mailbox is being looked after, and receives again."""
    Mailbox.objects.filter(programme_id=by.programme_id, unit_id=by.unit_id).update(last_unlocked_at=at)
    record(
        Event.MAILBOX_UNLOCKED,
        programme=by.programme_id,
        organisation=by.unit.organisation_id,
        actor=by.user_id,
    )

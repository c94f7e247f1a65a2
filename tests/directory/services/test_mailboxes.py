from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from tests.cast import Cast
from trygga.audit.models import Entry
from trygga.directory.models import Mailbox
from trygga.directory.services import mark_unlocked

AT = datetime(2031, 3, 4, 5, tzinfo=ZoneInfo("UTC"))


def test_unlocking_marks_the_mailbox_of_that_unit_alone(cast: Cast) -> None:
    mark_unlocked(by=cast.social_worker, at=AT)
    marked = Mailbox.objects.filter(last_unlocked_at=AT)
    assert list(marked) == [cast.mailbox]
    assert Mailbox.objects.count() == 3


def test_unlocking_is_in_the_log(cast: Cast) -> None:
    mark_unlocked(by=cast.social_worker, at=AT)
    entry = Entry.objects.values("event", "programme", "organisation", "actor", "subject", "day").get()
    assert entry == {
        "event": "directory:mailbox:unlocked",
        "programme": cast.sandby.pk,
        "organisation": cast.unit.organisation.pk,
        "actor": cast.social_worker.user.pk,
        "subject": "",
        "day": timezone.localdate(),
    }

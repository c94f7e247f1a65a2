from datetime import date, datetime, timedelta

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.accounts import UserFactory
from tests.factories.organisations import ProgrammeFactory, UnitFactory
from trygga.directory.calendar import hash_of
from trygga.directory.models import (
    Alarm,
    CalendarAddress,
    Closing,
    ContactPoint,
    DirectoryList,
    Mailbox,
    MailboxRule,
    OtherSource,
    Pathway,
    PointChange,
)

OFFICE_HOURS = "Mo-Fr 08:00-16:30"
CONFIRMED = date(2026, 1, 2)


class ContactPointFactory(DjangoModelFactory):
    """A confirmed number that never expires and is always open."""

    class Meta:
        model = ContactPoint

    programme = SubFactory(ProgrammeFactory)
    slug = Sequence(lambda number: f"point-{number}")
    name = LazyAttribute(lambda point: point.slug.title())
    organisation_name = "Somebody"
    kind = ContactPoint.Kind.PHONE
    value = Sequence(lambda number: f"020-{number:06d}")
    purposes = LazyFunction(lambda: ["neighbour_advice"])
    opening_hours = "24/7"
    languages = LazyFunction(lambda: ["sv"])
    source = "example.se"
    as_of = "2026"
    verified_on = CONFIRMED
    never_expires = True


def _soon() -> datetime:
    return timezone.now() + timedelta(days=1)


class ClosingFactory(DjangoModelFactory):
    """Closed from now on for a day."""

    class Meta:
        model = Closing

    point = SubFactory(ContactPointFactory)
    programme = SelfAttribute("point.programme")
    begins_at = LazyFunction(timezone.now)
    ends_at = LazyFunction(_soon)


class OtherSourceFactory(DjangoModelFactory):
    """An open contradiction: another page says another number."""

    class Meta:
        model = OtherSource

    point = SubFactory(ContactPointFactory)
    programme = SelfAttribute("point.programme")
    source = "other.example"
    as_of = "2026"
    value = "08-465 004 00"
    noted_at = LazyFunction(timezone.now)


class PointChangeFactory(DjangoModelFactory):
    class Meta:
        model = PointChange

    point = SubFactory(ContactPointFactory)
    programme = SelfAttribute("point.programme")
    what = PointChange.What.CHANGED
    at = LazyFunction(timezone.now)


class AlarmFactory(DjangoModelFactory):
    """The owner has been asked about the point as it is."""

    class Meta:
        model = Alarm

    point = SubFactory(ContactPointFactory)
    programme = SelfAttribute("point.programme")
    kind = Alarm.Kind.DUE
    version = SelfAttribute("point.version")
    on = CONFIRMED


class DirectoryListFactory(DjangoModelFactory):
    """A file with no service in it, sent just now."""

    class Meta:
        model = DirectoryList

    programme = SubFactory(ProgrammeFactory)
    sent_at = LazyFunction(timezone.now)


class CalendarAddressFactory(DjangoModelFactory):
    class Meta:
        model = CalendarAddress

    class Params:
        token = Sequence(lambda number: f"secret-{number}")

    programme = SubFactory(ProgrammeFactory)
    user = SubFactory(UserFactory)
    token_hash = LazyAttribute(lambda address: hash_of(address.token))
    made_at = LazyFunction(timezone.now)


class MailboxFactory(DjangoModelFactory):
    """A mailbox that is looked after and read in office hours."""

    class Meta:
        model = Mailbox

    unit = SubFactory(UnitFactory)
    programme = SelfAttribute("unit.programme")
    opening_hours = OFFICE_HOURS
    is_switched_on = True
    last_unlocked_at = LazyFunction(timezone.now)


class MailboxRuleFactory(DjangoModelFactory):
    class Meta:
        model = MailboxRule

    mailbox = SubFactory(MailboxFactory)
    programme = SelfAttribute("mailbox.programme")
    area = None
    pathway = Pathway.CHILD

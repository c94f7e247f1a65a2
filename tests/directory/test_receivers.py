"""Whom a report goes to, in one statement: the same as the guide and the write page say."""

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.factories.directory import MailboxFactory, MailboxRuleFactory
from tests.factories.organisations import RingEpochFactory, UnitFactory, ring_for
from tests.factories.places import AreaFactory
from trygga.directory.models import Pathway
from trygga.directory.queries import mailbox_for
from trygga.directory.receivers import receiver_for
from trygga.organisations.queries import current_epoch


def test_receiver_is_the_one_that_the_pages_name(cast: Cast) -> None:
    own = UnitFactory(organisation=cast.unit.organisation)
    RingEpochFactory(unit=own)
    MailboxRuleFactory(mailbox=MailboxFactory(unit=own), pathway=Pathway.CHILD, area=cast.area)
    ringless = MailboxFactory(unit__organisation=cast.unit.organisation)
    MailboxRuleFactory(mailbox=ringless, pathway=Pathway.ADULT)
    ring_for(cast.unit, cast.ring.turned())
    at = timezone.now()
    for area in (cast.area, AreaFactory(programme=cast.sandby), None):
        for pathway in Pathway:
            named = mailbox_for(cast.sandby, pathway=pathway, area=area, at=at)
            found = receiver_for(cast.sandby, pathway=pathway, area=area.slug if area else "", at=at)
            if named is None or found is None:
                assert named is None
                assert found is None
                continue
            unit, ring = named.mailbox.unit, current_epoch(named.mailbox.unit)
            assert found.mailbox == named
            assert (found.unit, found.unit.organisation) == (unit, unit.organisation)
            assert found.area_id == (area.pk if area else None)
            assert (found.epoch, found.recipient) == ((ring.epoch, ring.recipient) if ring else (None, None))


def test_area_of_another_programme_receives_nothing(cast: Cast) -> None:
    AreaFactory(programme=cast.granby, slug="elsewhere")
    at = timezone.now()
    assert receiver_for(cast.sandby, pathway=Pathway.CHILD, area="elsewhere", at=at) is None
    assert receiver_for(cast.sandby, pathway=Pathway.CHILD, area="nowhere", at=at) is None


def test_receiver_is_asked_for_once(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found = receiver_for(cast.sandby, pathway=Pathway.CHILD, area="ost", at=timezone.now())
        assert found is not None
        assert found.mailbox.is_receiving

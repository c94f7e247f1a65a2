"""Whom a report goes to, in one statement: the same as the guide and the write page say."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, PublicBrowser
from tests.factories.directory import MailboxFactory, MailboxRuleFactory
from tests.factories.organisations import RingEpochFactory, UnitFactory, ring_for
from tests.factories.places import AreaFactory
from trygga.concerns.queries import sealing_table
from trygga.directory.models import Mailbox, MailboxRule, Pathway
from trygga.directory.receivers import receiver_for, receiving_mailboxes
from trygga.organisations.models import Unit
from trygga.places.models import Area


def unit_with_ring(cast: Cast, pathway: Pathway, area: Area | None = None) -> Unit:
    """Another unit of the same organisation that receives."""
    unit: Unit = UnitFactory(organisation=cast.unit.organisation)
    RingEpochFactory(unit=unit)
    MailboxRuleFactory(mailbox=MailboxFactory(unit=unit), pathway=pathway, area=area)
    return unit


def test_area_goes_before_the_rule_for_all(cast: Cast) -> None:
    own = unit_with_ring(cast, Pathway.CHILD, cast.area)
    AreaFactory(programme=cast.sandby, slug="other")
    found = [receiver_for(cast.sandby, pathway="child", area=area, at=timezone.now()) for area in ("ost", "other", "")]
    assert [one.unit if one else None for one in found] == [own, cast.unit, cast.unit]


def test_receiver_has_the_newest_epoch_if_any(cast: Cast) -> None:
    newest = ring_for(cast.unit, cast.ring.turned())
    ringless = MailboxFactory(unit__organisation=cast.unit.organisation)
    MailboxRuleFactory(mailbox=ringless, pathway=Pathway.ADULT)
    child, adult = (
        receiver_for(cast.sandby, pathway=pathway, area="", at=timezone.now()) for pathway in ("child", "adult")
    )
    assert child is not None
    assert adult is not None
    assert (child.mailbox.mailbox, child.epoch, child.recipient) == (cast.mailbox, 2, newest.recipient)
    assert (adult.mailbox.mailbox, adult.epoch, adult.recipient) == (ringless, None, None)


def test_receiver_is_the_one_that_the_write_page_names(cast: Cast) -> None:
    unit_with_ring(cast, Pathway.CHILD, cast.area)
    unit_with_ring(cast, Pathway.ADULT)
    at = timezone.now()
    named = sealing_table(cast.sandby, at)
    rules = {(rule["pathway"], rule["area"]): rule["unit"] for rule in named["rules"]}
    for pathway in Pathway:
        for area in ("ost", ""):
            key = rules.get((pathway, area)) or rules.get((pathway, ""))
            found = receiver_for(cast.sandby, pathway=pathway, area=area, at=at)
            assert (f"{found.unit.organisation.slug}/{found.unit.slug}" if found else None) == key


def test_pathway_without_rule_has_no_receiver(cast: Cast) -> None:
    assert receiver_for(cast.sandby, pathway=Pathway.ADULT, area="", at=timezone.now()) is None


# ---- all that receive ----
def receiving(cast: Cast, area: Area | None = None) -> list[Unit]:
    return [found.mailbox.unit for found in receiving_mailboxes(cast.sandby, area, timezone.now())]


def test_mailbox_of_any_pathway_receives(cast: Cast) -> None:
    MailboxRule.objects.filter(pathway=Pathway.CHILD).delete()
    assert receiving(cast) == [cast.stranger.unit]


@pytest.mark.parametrize(
    "changes", [{"is_switched_on": False}, {"last_unlocked_at": None}, {"opening_hours": "off"}], ids=str
)
def test_mailbox_that_does_not_receive_is_not_offered(changes: dict[str, object], cast: Cast) -> None:
    assert receiving(cast) == [cast.unit, cast.stranger.unit]
    Mailbox.objects.filter(pk=cast.mailbox.pk).update(**changes)
    assert receiving(cast) == [cast.stranger.unit]


def test_mailbox_without_a_ring_is_not_offered(cast: Cast) -> None:
    MailboxRuleFactory(mailbox=MailboxFactory(unit__organisation=cast.unit.organisation), pathway=Pathway.ADULT)
    assert receiving(cast) == [cast.unit, cast.stranger.unit]


def test_area_with_a_mailbox_of_its_own_is_offered_that_one(cast: Cast) -> None:
    own = unit_with_ring(cast, Pathway.CHILD, cast.area)
    other = AreaFactory(programme=cast.sandby)
    assert receiving(cast) == [cast.unit, cast.stranger.unit, own]
    assert receiving(cast, cast.area) == [cast.stranger.unit, own]
    assert receiving(cast, other) == [cast.unit, cast.stranger.unit]


def test_guide_offers_what_receives(cast: Cast, public_browser: PublicBrowser) -> None:
    MailboxRule.objects.filter(pathway=Pathway.CHILD).delete()
    offering = public_browser(cast.sandby).get("/en/").content.decode()
    Mailbox.objects.update(is_switched_on=False)
    without = public_browser(cast.sandby).get("/en/").content.decode()
    name = cast.stranger.unit.organisation.name
    assert ("You can also send it sealed." in offering, f"<bdi>{name}</bdi>" in offering) == (True, True)
    assert ("You can also send it sealed." in without, "No mailbox is open here now." in without) == (False, True)


# ---- edges ----
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

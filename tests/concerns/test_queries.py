"""What the write page is told about who receives what."""

from datetime import timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, PublicBrowser
from tests.factories.directory import MailboxFactory, MailboxRuleFactory
from tests.factories.organisations import RingEpochFactory, UnitFactory, ring_for
from trygga.concerns.queries import mailbox_of, sealing_table
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import Mailbox, Pathway
from trygga.directory.sentences import reading_times

TABLE = "/en/write/mailboxes/"


def test_table_holds_what_receives_now(cast: Cast, public_browser: PublicBrowser) -> None:
    MailboxRuleFactory(mailbox=cast.mailbox, pathway=Pathway.ADULT, area=cast.area)
    Mailbox.objects.filter(unit=cast.stranger.unit).update(is_switched_on=False)
    assert public_browser(cast.sandby).get(TABLE).json() == {
        "programme": "sandby",
        "units": {
            "socialtjansten/mottagning": {
                "organisation": "socialtjansten",
                "unit": "mottagning",
                "name": cast.unit.organisation.name,
                "epoch": 1,
                "recipient": cast.ring.recipient,
                "reads": reading_times(MailboxNow(cast.mailbox, timezone.now())),
            }
        },
        "rules": [
            {"pathway": "child", "area": "", "unit": "socialtjansten/mottagning"},
            {"pathway": "self", "area": "", "unit": "kvinnojouren/mottagning"},
            {"pathway": "adult", "area": "ost", "unit": "socialtjansten/mottagning"},
        ],
    }


def test_table_gives_the_newest_epoch(cast: Cast) -> None:
    turned = cast.ring.turned()
    ring_for(cast.unit, turned)
    unit = sealing_table(cast.sandby, timezone.now())["units"]["socialtjansten/mottagning"]
    assert (unit["epoch"], unit["recipient"]) == (2, turned.recipient)


def test_table_leaves_out_whoever_cannot_receive(cast: Cast) -> None:
    cast.epoch.sealed.all().delete()
    cast.epoch.delete()
    later = timezone.now() + timedelta(days=9)
    without_ring, closed = sealing_table(cast.sandby, timezone.now()), sealing_table(cast.sandby, later)
    assert list(without_ring["units"]) == ["kvinnojouren/mottagning"]
    assert closed["units"] == {}


def test_rule_of_a_closed_mailbox_stays_so_that_nobody_else_is_sent_what_it_names(cast: Cast) -> None:
    unit = UnitFactory(organisation=cast.unit.organisation)
    closed = MailboxFactory(unit=unit, is_switched_on=False)
    MailboxRuleFactory(mailbox=closed, pathway=Pathway.CHILD, area=cast.area)
    table = sealing_table(cast.sandby, timezone.now())
    [rule] = [rule for rule in table["rules"] if rule["area"] == cast.area.slug]
    assert rule["unit"] not in table["units"]


def test_table_is_asked_for_with_as_many_queries_for_many_rows(
    cast: Cast, public_browser: PublicBrowser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = public_browser(cast.sandby)
    for pathway in (Pathway.ADULT, Pathway.SELF_UNDER_18):
        unit = UnitFactory(organisation=cast.unit.organisation)
        RingEpochFactory(unit=unit)
        MailboxRuleFactory(mailbox=MailboxFactory(unit=unit), pathway=pathway)
        with django_assert_num_queries(3):
            client.get(TABLE)


def test_mailbox_of_a_report_is_that_of_its_unit(cast: Cast) -> None:
    at = timezone.now()
    assert mailbox_of(cast.report, at) == MailboxNow(cast.mailbox, at)
    Mailbox.objects.filter(unit=cast.unit).delete()
    assert mailbox_of(cast.report, at) is None

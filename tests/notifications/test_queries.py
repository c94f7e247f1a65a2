"""Pages of the outbox: whole, in order, within one programme, and as many queries at three rows as at one."""

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from tests.factories.notifications import MADE, DeadFactory, DeliveredFactory, NoticeFactory
from trygga.notifications.access import dead_notice
from trygga.notifications.models import Notice
from trygga.notifications.queries import PAGE, oldest_waiting, outbox_page

DEAD = Notice.State.DEAD


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_database_once(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    DeadFactory.create_batch(rows, programme=7)
    with django_assert_num_queries(1) as asked:
        notices = outbox_page(programme=7, state=DEAD).notices
        shown = [(one.pk, one.channel, one.address, one.trouble, one.attempts, one.made_on) for one in notices]
    assert len(shown) == rows
    assert '"body"' not in asked.captured_queries[0]["sql"]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [0, 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1])
def test_pages_hold_every_notice_once_newest_first(rows: int) -> None:
    made = [notice.pk for notice in DeadFactory.create_batch(rows)]
    shown: list[int] = []
    page = outbox_page(programme=None, state=DEAD)
    shown += [notice.pk for notice in page.notices]
    while page.before is not None:
        page = outbox_page(programme=None, state=DEAD, before=page.before)
        assert page.notices != []
        shown += [notice.pk for notice in page.notices]
    assert shown == made[::-1]


@pytest.mark.django_db
def test_page_holds_one_state_of_one_programme() -> None:
    own = DeadFactory(programme=7)
    installation = DeadFactory(programme=None)
    DeadFactory(programme=8)
    waiting = NoticeFactory(programme=7)
    assert outbox_page(programme=7, state=DEAD).notices == [own]
    assert outbox_page(programme=None, state=DEAD).notices == [installation]
    assert outbox_page(programme=7, state=Notice.State.WAITING).notices == [waiting]


@pytest.mark.django_db
def test_oldest_waiting_is_that_of_what_still_waits() -> None:
    assert oldest_waiting() is None
    DeadFactory(made_at=MADE.replace(hour=1))
    DeliveredFactory()
    NoticeFactory(made_at=MADE.replace(hour=9))
    NoticeFactory(made_at=MADE)
    assert oldest_waiting() == MADE


@pytest.mark.django_db
def test_dead_notice_is_found_in_its_own_programme_only() -> None:
    notice = DeadFactory(programme=7)
    assert dead_notice(notice.pk, programme=7) == notice
    for pk, programme in ((notice.pk, 8), (notice.pk, None), (notice.pk + 1, 7), (NoticeFactory(programme=7).pk, 7)):
        with pytest.raises(Http404):
            dead_notice(pk, programme=programme)

"""An organisation's log: newest first, page by page, one query, nothing of others."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.audit import entries_of
from trygga.audit.models import Entry, Event
from trygga.audit.queries import Page
from trygga.audit.queries import entries_of as page_of
from trygga.audit.services import record

pytestmark = pytest.mark.django_db


def subjects(page: Page) -> list[str]:
    return [entry.subject for entry in page.entries]


def test_pages_hold_everything_once_newest_first() -> None:
    entries_of(*[7] * 7)
    pages = [page_of(programme=1, organisation=7, size=3)]
    while pages[-1].before is not None:
        pages.append(page_of(programme=1, organisation=7, before=pages[-1].before, size=3))
    assert [subjects(page) for page in pages] == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_page_that_is_just_full_is_the_last() -> None:
    entries_of(7, 7, 7)
    assert page_of(programme=1, organisation=7, size=3).before is None


def test_log_of_one_organisation_holds_nothing_of_others() -> None:
    entries_of(7, 8, None, 7)
    record(Event.ROLE_GIVEN, programme=2, organisation=7, subject="elsewhere")
    record(Event.SIGNED_IN, programme=None, organisation=None, actor=12)
    assert subjects(page_of(programme=1, organisation=7)) == ["3", "0"]


def test_new_entry_moves_no_page() -> None:
    entries_of(*[7] * 4)
    first = page_of(programme=1, organisation=7, size=2)
    entries_of(7)
    assert subjects(page_of(programme=1, organisation=7, before=first.before, size=2)) == ["1", "0"]


@pytest.mark.parametrize("count", [1, 3])
def test_page_is_one_query(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    entries_of(*[7] * count)
    with django_assert_num_queries(1):
        page = page_of(programme=1, organisation=7)
    assert (len(page.entries), Entry.objects.count()) == (count, count)

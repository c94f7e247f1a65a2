"""Batches and codes: who gets one, what a second click does, and what the log says."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import AreaFactory, BatchFactory, EstateFactory, LinkFactory, StairwellFactory
from trygga.accounts.models import User
from trygga.audit.models import Entry
from trygga.lib.stairwell_codes import tidy_code
from trygga.organisations.models import Organisation
from trygga.places.links import services
from trygga.places.links.services import LinkEnded, StairwellGone, make_batch, make_links, replace_link, retire_link
from trygga.places.models import Estate, PosterBatch, StairwellLink

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


@pytest.fixture
def by() -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def estate() -> Estate:
    found: Estate = EstateFactory()
    return found


@pytest.fixture
def batch(estate: Estate) -> PosterBatch:
    found: PosterBatch = BatchFactory(landlord=estate.landlord)
    return found


def door(estate: Estate, **fields: Any) -> Any:
    return StairwellFactory(building__estate=estate, **fields)


def make(batch: PosterBatch, by: User | None = None, **chosen: Any) -> int:
    return make_links(batch, **{"area": None, "estate": None, "only_without": True, "on": DAY, "by": by} | chosen)


def events() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("pk").values_list("event", "subject"))


def test_batch_is_made_and_logged(estate: Estate, by: User) -> None:
    made = make_batch(estate.landlord, name="November", on=DAY, by=by)
    assert (made.programme, made.landlord, made.made_on) == (estate.programme, estate.landlord, DAY)
    entry = Entry.objects.get()
    assert (entry.event, entry.organisation, entry.actor, entry.subject) == (
        "places:poster-batch:made",
        estate.landlord_id,
        by.pk,
        str(made.pk),
    )
    with pytest.raises(IntegrityError):
        make_batch(estate.landlord, name="November", on=DAY, by=by)


def test_every_stairwell_of_today_gets_one_code(batch: PosterBatch, estate: Estate, by: User) -> None:
    doors = {door(estate).pk for _ in range(3)}
    door(estate, retired_on=DAY)
    StairwellFactory()  # another landlord's
    assert make(batch, by) == 3
    made = StairwellLink.objects.all()
    assert {(one.stairwell_id, one.batch, one.made_by, one.made_on) for one in made} == {
        (pk, batch, by, DAY) for pk in doors
    }
    assert {tidy_code(one.code) for one in made} == {one.code for one in made}
    assert len({one.code for one in made}) == 3
    assert events() == [("places:stairwell-links:made", str(batch.pk))]


def test_second_time_there_is_nothing_to_do(batch: PosterBatch, estate: Estate) -> None:
    door(estate)
    assert (make(batch), make(batch), make(batch, only_without=False)) == (1, 0, 0)
    assert len(events()) == 1


def test_codes_are_made_for_an_area_or_an_estate(batch: PosterBatch, estate: Estate) -> None:
    beside = EstateFactory(area=estate.area, landlord=estate.landlord)
    away = EstateFactory(area=AreaFactory(programme=estate.programme), landlord=estate.landlord)
    first, second, third = door(estate), door(beside), door(away)
    assert make(batch, estate=beside) == 1
    assert make(batch, area=estate.area) == 1
    assert make(batch) == 1
    order = StairwellLink.objects.order_by("pk").values_list("stairwell", flat=True)
    assert list(order) == [second.pk, first.pk, third.pk]


def test_stairwell_with_a_poster_of_another_batch_gets_one_only_when_asked(batch: PosterBatch, estate: Estate) -> None:
    LinkFactory(batch=BatchFactory(landlord=estate.landlord), stairwell=door(estate))
    LinkFactory(batch=batch, stairwell=door(estate), ended_on=DAY, ending="retired")
    assert make(batch) == 1
    assert make(batch, only_without=False) == 1


def test_code_that_is_taken_is_drawn_again(
    batch: PosterBatch, estate: Estate, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance is made small: three codes, one of which is taken and one of which comes twice."""
    taken = LinkFactory(batch=batch, stairwell=door(estate), code="222222FX")
    drawn = iter(["222222FX", "333", "333", "444", "222222FX", "333", "555"])
    monkeypatch.setattr(services, "new_code", lambda: next(drawn))
    for _ in range(3):
        door(estate)
    assert make(batch) == 3
    assert sorted(batch.links.values_list("code", flat=True)) == ["222222FX", "333", "444", "555"]
    assert taken.code == "222222FX"


def test_replaced_code_ends_and_another_takes_its_place(batch: PosterBatch, estate: Estate, by: User) -> None:
    link = LinkFactory(batch=batch, stairwell=door(estate))
    fresh = replace_link(link, on=DAY, by=by)
    link.refresh_from_db()
    assert (link.ending, link.ended_on, link.ended_by, link.is_working) == ("replaced", DAY, by, False)
    assert (fresh.stairwell, fresh.batch, fresh.is_working, fresh.made_by) == (link.stairwell, batch, True, by)
    assert fresh.code != link.code
    assert events() == [("places:stairwell-link:replaced", str(link.pk))]


def test_code_in_place_of_another_is_drawn_until_it_is_free(
    batch: PosterBatch, estate: Estate, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (LinkFactory(batch=batch, stairwell=door(estate)) for _ in range(2))
    drawn = iter([first.code, second.code, "555"])
    monkeypatch.setattr(services, "new_code", lambda: next(drawn))
    assert replace_link(first, on=DAY, by=by).code == "555"


def test_retired_code_ends_for_good(batch: PosterBatch, estate: Estate, by: User) -> None:
    link = LinkFactory(batch=batch, stairwell=door(estate))
    retire_link(link, on=DAY, by=by)
    link.refresh_from_db()
    assert (link.ending, link.ended_on, link.ended_by) == ("retired", DAY, by)
    assert (StairwellLink.objects.count(), events()) == (1, [("places:stairwell-link:retired", str(link.pk))])


@pytest.mark.parametrize("first", [replace_link, retire_link])
@pytest.mark.parametrize("second", [replace_link, retire_link])
def test_second_click_changes_nothing(first: Any, second: Any, batch: PosterBatch, estate: Estate, by: User) -> None:
    """The page of the second was loaded before the first was clicked."""
    link = LinkFactory(batch=batch, stairwell=door(estate))
    stale = StairwellLink.objects.get(pk=link.pk)
    first(link, on=DAY, by=by)
    before = list(StairwellLink.objects.order_by("pk").values())
    with pytest.raises(LinkEnded):
        second(stale, on=DAY, by=by)
    assert (list(StairwellLink.objects.order_by("pk").values()), len(events())) == (before, 1)


def test_stairwell_that_is_no_longer_theirs_gets_no_new_poster(batch: PosterBatch, estate: Estate, by: User) -> None:
    sold, torn = door(estate), door(estate, retired_on=DAY)
    links = [LinkFactory(batch=batch, stairwell=one) for one in (sold, torn)]
    sold.landlord = OrganisationFactory(programme=estate.programme, kind=Organisation.Kind.LANDLORD)
    sold.save()
    for link in links:
        with pytest.raises(StairwellGone):
            replace_link(link, on=DAY, by=by)
        assert StairwellLink.objects.get(pk=link.pk).is_working
        retire_link(link, on=DAY, by=by)


# ---- what the database itself refuses ----
def test_one_code_belongs_to_one_poster_of_a_programme(batch: PosterBatch, estate: Estate) -> None:
    link = LinkFactory(batch=batch, stairwell=door(estate))
    assert LinkFactory(code=link.code).code == link.code  # another programme's
    with pytest.raises(IntegrityError):
        LinkFactory(batch=batch, stairwell=door(estate), code=link.code)


@pytest.mark.parametrize(
    "fields", [{"code": ""}, {"ended_on": DAY}, {"ending": "retired"}], ids=["no code", "ended somehow", "ended never"]
)
def test_link_that_makes_no_sense_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        LinkFactory(**fields)


def test_two_working_codes_of_one_batch_at_one_door_are_refused(batch: PosterBatch, estate: Estate) -> None:
    link = LinkFactory(batch=batch, stairwell=door(estate))
    with pytest.raises(IntegrityError):
        LinkFactory(batch=batch, stairwell=link.stairwell)

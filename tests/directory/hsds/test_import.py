"""A directory file into a programme: out and in again is the same, twice is once, and nothing comes in verified."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.directory.hsds.files import (
    everything_said,
    file_of,
    foreign,
    old,
    page_of,
    points_of_every_sort,
    said,
)
from tests.factories.accounts import UserFactory
from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import ProgrammeFactory
from tests.factories.places import AreaFactory
from trygga.audit.models import Entry, Event
from trygga.directory.hsds import services
from trygga.directory.hsds.planning import Plan, What
from trygga.directory.hsds.services import apply_list, erase_old_lists, keep_list, preview
from trygga.directory.models import ContactPoint, DirectoryList, PointChange, Purpose
from trygga.organisations.models import Programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    """Where everything is shown, everything goes out."""
    settings.DEMO = True


def sent(programme: Programme, content: Any) -> tuple[DirectoryList, Plan]:
    kept = keep_list(programme, file_of(content), by=None)
    return kept, preview(kept)


def brought_in(programme: Programme, content: Any) -> dict[str, int]:
    """What applying a file did, by kind."""
    kept, planned = sent(programme, content)
    counts: dict[str, int] = apply_list(kept, by=None, seen=planned.digest).counts
    return {what: number for what, number in counts.items() if number}


def whats(planned: Plan) -> list[str]:
    return [one.what.value for one in planned.planned]


# ---- out and in ----
def test_own_directory_changes_nothing(cast: Cast) -> None:
    points_of_every_sort(cast.sandby, cast.area)
    before = everything_said(cast.sandby)
    assert brought_in(cast.sandby, page_of(cast.sandby)) == {"equal": 6}
    assert (everything_said(cast.sandby), PointChange.objects.count()) == (before, 0)
    assert ContactPoint.objects.filter(verified_on=None).count() == 0


def test_directory_of_a_neighbour_comes_in_whole_and_unverified(cast: Cast) -> None:
    points_of_every_sort(cast.sandby, cast.area)
    twin = ProgrammeFactory(municipality="Sandby")
    AreaFactory(programme=twin, slug="ost", name="Östra Sandby")
    assert brought_in(twin, page_of(cast.sandby)) == {"added": 6}
    assert everything_said(twin) == everything_said(cast.sandby)
    unverified = ContactPoint.objects.filter(programme=twin, verified_on=None, best_before=None, never_expires=False)
    assert unverified.count() == 6
    assert [one["id"] for one in page_of(twin)["contents"]] == [one["id"] for one in page_of(cast.sandby)["contents"]]
    assert brought_in(twin, page_of(cast.sandby)) == {"equal": 6}


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="\u2028\u2029"), min_size=1, max_size=40
).filter(str.strip)
known_or_not = st.none() | st.booleans()
numbers = st.integers(200, 10**9).map(lambda number: f"+46 {number}")
values = {
    "phone": st.just("") | numbers,
    "sms": st.just("") | numbers,
    "chat": st.just("") | st.just("https://chat.example/å?a=1") | words.filter(lambda text: ":" not in text),
    "e_service": st.just("") | st.just("http://example.se/oro") | st.just("example.se/oro"),
    "visit": st.just("") | words,
}
hours = st.sampled_from(
    [
        "",
        "24/7",
        "Mo-Fr 08:00-16:30",
        "Mo-Fr 08:00-16:30; PH off",
        "Fr 22:00-06:00",
        "Jul Mo-Fr 10:00-14:00",
        "Sa-Mo off",
    ]
).filter(lambda text: text != "Sa-Mo off")


@st.composite
def points(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(values)))
    needs_login = draw(known_or_not)
    return {
        "name": draw(words),
        "organisation_name": draw(words),
        "kind": kind,
        "value": draw(values[kind]),
        "purposes": draw(st.lists(st.sampled_from(Purpose.values), unique=True, max_size=3)),
        "opening_hours": draw(hours),
        "languages": draw(st.lists(st.sampled_from(["sv", "en", "ar", "sv-simple", "tig"]), unique=True, max_size=3)),
        "cost": draw(st.sampled_from(["", "free", "as_a_call", "premium"])),
        "shows_on_bill": draw(known_or_not),
        "needs_login": needs_login,
        "stays_unknown": draw(st.none() | st.just(False) if needs_login else known_or_not),
        "is_national": draw(st.booleans()),
        "notes": draw(st.dictionaries(st.sampled_from(["sv", "en", "ar"]), st.just("") | words, max_size=2)),
        "source": draw(words),
        "as_of": draw(st.sampled_from(["2026", "2026-11", "2026-11-24", "undated", "-"])),
    }


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
@given(st.lists(st.tuples(points(), st.booleans()), min_size=1, max_size=3))
def test_out_and_in_again_is_the_same(cast: Cast, several: list[tuple[dict[str, Any], bool]]) -> None:
    PointChange.objects.all().delete()
    ContactPoint.objects.all().delete()
    for position, (fields, has_area) in enumerate(several):
        point = ContactPointFactory(programme=cast.sandby, position=position, **fields)
        point.areas.set([cast.area] if has_area else [])
    page = page_of(cast.sandby)
    assert brought_in(cast.sandby, page) == {"equal": len(several)}
    twin = ProgrammeFactory(municipality="Sandby")
    AreaFactory(programme=twin, slug="ost", name="Östra Sandby")
    assert brought_in(twin, page) == {"added": len(several)}
    assert everything_said(twin) == everything_said(cast.sandby)


# ---- what it would do ----
def test_preview_tells_every_kind_apart(cast: Cast) -> None:
    ContactPointFactory(programme=cast.sandby, slug="kept", name="Kept", value="010-1")
    ContactPointFactory(programme=cast.sandby, slug="changed", name="Changed", value="010-2")
    ContactPointFactory(programme=cast.sandby, slug="gone", name="Gone", value="010-3")
    content = page_of(cast.sandby)["contents"]
    ContactPoint.objects.filter(slug="changed").update(value="010-22")
    ContactPoint.objects.filter(slug="gone").update(retired_on=date(2026, 11, 1))
    kept, planned = sent(cast.sandby, [*content, foreign(), foreign(id="b", status="inactive")])
    assert whats(planned) == ["equal", "changed", "unusable", "added"]
    [changed] = planned.of(What.CHANGED)
    assert [(one.field, one.here, one.offered) for one in changed.differences] == [("value", "010-22", "010-2")]
    assert changed.loses_verification
    assert [one.why for one in planned.of(What.UNUSABLE)] == ["retired"]
    assert [one["why"] for one in kept.unusable] == ["not_active"]


def test_change_takes_the_verification_away_and_stands_in_the_history(cast: Cast) -> None:
    ContactPointFactory(programme=cast.sandby, slug="point", value="010-2", best_before=date(2027, 1, 1))
    page = page_of(cast.sandby)
    ContactPoint.objects.update(value="010-22")
    lead = UserFactory()
    kept = keep_list(cast.sandby, file_of(page), by=lead)
    apply_list(kept, by=lead, seen=preview(kept).digest)
    point = ContactPoint.objects.get()
    assert (point.value, point.verified_on, point.best_before, point.version) == ("010-2", None, None, 1)
    change = PointChange.objects.get()
    assert (change.what, change.by, change.before, change.after, change.note) == (
        "changed",
        lead,
        {"value": "010-22"},
        {"value": "010-2"},
        "HSDS",
    )
    entry = Entry.objects.get(event=Event.DIRECTORY_IMPORTED)
    assert (entry.programme, entry.actor, entry.subject) == (cast.sandby.pk, lead.pk, str(kept.pk))


def test_areas_change_too(cast: Cast) -> None:
    point = ContactPointFactory(programme=cast.sandby, slug="point")
    page = page_of(cast.sandby)
    point.areas.add(cast.area)
    brought_in(cast.sandby, page)
    changed = ContactPoint.objects.get()
    assert (said(changed)["areas"], changed.verified_on) == ([], None)
    assert (PointChange.objects.get().before, PointChange.objects.get().after) == ({"areas": ["ost"]}, {"areas": []})


def test_foreign_file_twice_changes_nothing(cast: Cast) -> None:
    assert brought_in(cast.sandby, [foreign(), foreign(id="not a uuid", phones=[{"number": "010-9"}])]) == {"added": 2}
    before = everything_said(cast.sandby)
    assert brought_in(cast.sandby, [foreign(), foreign(id="not a uuid", phones=[{"number": "010-9"}])]) == {"equal": 2}
    assert everything_said(cast.sandby) == before


def test_number_that_is_here_already_is_known_again(cast: Cast) -> None:
    ContactPointFactory(programme=cast.sandby, slug="by-hand", value="0101234567")
    assert brought_in(cast.sandby, [foreign()]) == {"changed": 1}
    assert (ContactPoint.objects.get().slug, ContactPoint.objects.get().name) == ("by-hand", "Familjerådgivningen")


def test_number_that_several_have_is_added_beside_them(cast: Cast) -> None:
    for slug in ("a", "b"):
        ContactPointFactory(programme=cast.sandby, slug=slug, value="0101234567")
    assert brought_in(cast.sandby, [foreign()]) == {"added": 1}


def test_112_is_never_added_or_changed_by_a_file(cast: Cast) -> None:
    fake = foreign(name="Pizza", phones=[{"number": "1 1 2"}])
    assert whats(sent(cast.sandby, [fake])[1]) == ["unusable"]
    point = ContactPointFactory(programme=cast.sandby, slug="sos-112", value="112")
    page = page_of(cast.sandby)
    assert whats(sent(cast.sandby, page)[1]) == ["equal"]
    page["contents"][0]["phones"][0]["number"] = "020-666"
    assert brought_in(cast.sandby, [*page["contents"], fake]) == {"unusable": 2}
    point.refresh_from_db()
    assert (point.value, point.verified_on) == ("112", date(2026, 1, 2))


def test_another_programmes_points_are_out_of_reach(cast: Cast) -> None:
    theirs = ContactPointFactory(programme=cast.granby, slug="point", value="010-123 45 67")
    brought_in(cast.sandby, [foreign(), foreign(id="b", phones=[{"number": "010-1"}])])
    theirs.refresh_from_db()
    assert (theirs.version, ContactPoint.objects.filter(programme=cast.granby).count()) == (0, 1)


# ---- applying ----
def test_directory_that_has_changed_meanwhile_is_looked_at_again(cast: Cast) -> None:
    point = ContactPointFactory(programme=cast.sandby, slug="point", value="010-2")
    kept, planned = sent(cast.sandby, page_of(cast.sandby)["contents"] + [foreign()])
    ContactPoint.objects.filter(pk=point.pk).update(value="010-3")
    with pytest.raises(services.ChangedMeanwhile):
        apply_list(kept, by=None, seen=planned.digest)
    assert ContactPoint.objects.count() == 1


def test_area_that_is_gone_meanwhile_is_looked_at_again(cast: Cast) -> None:
    kept, planned = sent(cast.sandby, [foreign(service_areas=[{"name": "Östra Sandby"}])])
    cast.area.__class__.objects.filter(pk=cast.area.pk).update(slug="vast")
    assert (whats(planned), whats(preview(kept))) == (["added"], ["unusable"])
    with pytest.raises(services.ChangedMeanwhile):
        apply_list(kept, by=None, seen=planned.digest)


def test_second_click_finds_it_done(cast: Cast) -> None:
    kept, planned = sent(cast.sandby, [foreign()])
    apply_list(kept, by=None, seen=planned.digest)
    with pytest.raises(services.IsOver):
        apply_list(kept, by=None, seen=planned.digest)
    assert ContactPoint.objects.count() == 1


def test_all_of_it_or_nothing(cast: Cast) -> None:
    kept, planned = sent(cast.sandby, [foreign(), foreign(id="b", phones=[{"number": "010-9"}])])
    # What reading refuses and only the database still notices: one that stays unknown behind a login.
    kept.services[1]["fields"] |= {"needs_login": True, "stays_unknown": True}
    kept.save()
    with pytest.raises(IntegrityError):
        apply_list(kept, by=None, seen=planned.digest)
    kept.refresh_from_db()
    assert (ContactPoint.objects.count(), PointChange.objects.count(), kept.applied_at) == (0, 0, None)


def test_new_ones_stand_behind_the_others_in_the_order_of_the_file(cast: Cast) -> None:
    ContactPointFactory(programme=cast.sandby, name="first", position=7)
    brought_in(cast.sandby, [foreign(name="B"), foreign(id="b", name="A", phones=[{"number": "010-9"}])])
    assert list(ContactPoint.objects.values_list("name", "position")) == [("first", 7), ("B", 8), ("A", 9)]


def test_preview_takes_as_many_queries_for_one_and_for_three(cast: Cast) -> None:
    counts = []
    for number in range(3):
        ContactPointFactory(programme=cast.sandby).areas.add(cast.area)
        kept, _ = sent(cast.sandby, [*page_of(cast.sandby)["contents"], foreign(id=str(number))])
        with CaptureQueriesContext(connection) as asked:
            preview(kept)
        counts.append(len(asked))
    assert counts == [3, 3, 3]


# ---- what is kept ----
def test_applied_list_keeps_counts_alone(cast: Cast) -> None:
    brought_in(cast.sandby, [foreign(), foreign(id="b", status="defunct")])
    kept = DirectoryList.objects.get()
    assert (kept.services, kept.unusable, kept.counts) == (
        [],
        [],
        {"added": 1, "changed": 0, "equal": 0, "unusable": 1},
    )


def test_lists_are_erased_after_a_week(cast: Cast) -> None:
    young, aged = sent(cast.sandby, [foreign()])[0], sent(cast.sandby, [foreign()])[0]
    old(young, 6)
    old(aged, 8)
    assert erase_old_lists() is False
    assert list(DirectoryList.objects.all()) == [young]

"""The office's forms about contact points: what a form does, what a mistake says, two people at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.directory.points import SAID, Kept, kept
from tests.places.people import office_of
from trygga.directory.models import Closing, ContactPoint, OtherSource
from trygga.directory.services import change_point, contradict

POINTS = "/p/sandby/directory/"


@pytest.fixture
def there(cast: Cast) -> Kept:
    return kept(cast.sandby)


@pytest.fixture
def lead(there: Kept) -> Client:
    return office_of(there.lead)


@pytest.fixture
def here(there: Kept) -> str:
    return f"{POINTS}{there.point.pk}/"


def now(there: Kept) -> ContactPoint:
    return ContactPoint.objects.get(pk=there.point.pk)


def as_shown(client: Client, path: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends of a form when only this is typed."""
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent["areas"] = list(sent["areas"] or ())
    sent = {name: value for name, value in sent.items() if value not in (None, "", False)}
    return sent | {"seen": now_seen(client, path)} | typed


def now_seen(client: Client, path: str) -> str:
    point = client.get(path).context.get("point")
    return str(point.version) if point else ""


# ---- adding ----
def test_point_is_added_and_owned_by_whoever_adds_it(there: Kept, lead: Client) -> None:
    said = SAID | {"areas": [there.area.pk], "stays_unknown": "yes", "needs_login": "no", "note_sv": "Ring gärna."}
    answer = lead.post(f"{POINTS}add/", said)
    point = ContactPoint.objects.get(slug="socialtjansten-dagtid")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{POINTS}{point.pk}/")
    assert (point.value, point.owner, list(point.areas.all())) == ("036-10 50 50", there.lead, [there.area])
    assert (point.stays_unknown, point.needs_login, point.shows_on_bill) == (True, False, None)
    assert (point.notes, point.verified_on) == ({"sv": "Ring gärna."}, None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"value": "ring us"}, "no telephone number"),
        ({"kind": "chat", "value": "http://a.example/"}, "must begin with https://"),
        ({"opening_hours": "Mo-Fr 08:00-16:30; Sö 10-12"}, "Rule 2, “Sö 10-12”, cannot be read"),
        ({"purposes": []}, "This field is required"),
        ({"needs_login": "yes", "stays_unknown": "yes"}, "does not stay unknown"),
        ({"name": "a\x07b"}, "cannot be seen"),
        ({"areas": ["0"]}, "valid choice"),
    ],
)
def test_mistake_says_what_to_do(there: Kept, lead: Client, typed: dict[str, Any], sentence: str) -> None:
    answer = lead.post(f"{POINTS}add/", SAID | typed)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert ContactPoint.objects.filter(programme=there.programme).count() == 1


@pytest.mark.parametrize(
    ("typed", "shown", "sentence"),
    [
        ("0900 1234567", "0900-12 34 567", "may cost extra"),
        ("118118", "118 118", "may cost extra"),
        ("0047 22334455", "+47 22 33 44 55", "another country"),
    ],
)
def test_costly_or_foreign_number_needs_a_second_yes(
    there: Kept, lead: Client, typed: str, shown: str, sentence: str
) -> None:
    said = SAID | {"value": typed}
    asked = lead.post(f"{POINTS}add/", said)
    page = asked.content.decode()
    assert (asked.status_code, sentence in page, f'name="sure" value="{shown}"' in page) == (422, True, True)
    # A yes to another number is none.
    assert lead.post(f"{POINTS}add/", said | {"sure": "0900-11 11 111"}).status_code == 422
    assert lead.post(f"{POINTS}add/", said | {"sure": shown}).status_code == 302
    point = ContactPoint.objects.latest("pk")
    assert point.value == shown
    # It was said once; another change does not ask again.
    path = f"{POINTS}{point.pk}/change/"
    assert lead.post(path, as_shown(lead, path, name="Dyrt")).status_code == 302


# ---- changing ----
def test_saving_what_is_shown_changes_nothing(there: Kept, lead: Client, here: str) -> None:
    there.point.areas.add(there.area)
    ContactPoint.objects.filter(pk=there.point.pk).update(notes={"sv": "Hej", "en": "Hi"}, needs_login=False)
    assert lead.post(f"{here}change/", as_shown(lead, f"{here}change/")).status_code == 302
    assert (now(there).version, now(there).changes.count()) == (1, 0)


def test_change_takes_the_confirmation_and_may_give_it_again(there: Kept, lead: Client, here: str) -> None:
    lead.post(f"{here}change/", as_shown(lead, f"{here}change/", value="036-10 50 01"))
    assert (now(there).value, now(there).verified_on) == ("036-10 50 01", None)
    lead.post(f"{here}change/", as_shown(lead, f"{here}change/", value="036-10 50 02", how="Called."))
    assert (now(there).value, now(there).verified_on) == ("036-10 50 02", timezone.localdate())


def test_editor_cannot_confirm_by_the_way(there: Kept, here: str) -> None:
    client = office_of(there.editor)
    client.post(f"{here}change/", as_shown(client, f"{here}change/", value="036-10 50 01") | {"how": "Called."})
    assert (now(there).value, now(there).verified_on) == ("036-10 50 01", None)


def test_of_two_people_the_later_one_sees_what_stands_there(there: Kept, lead: Client, here: str) -> None:
    sent = as_shown(lead, f"{here}change/", value="036-10 50 01")
    change_point(there.point, {"opening_hours": "24/7"}, by=there.editor, seen=1)
    answer = lead.post(f"{here}change/", sent)
    page = answer.content.decode()
    told = ["Somebody has changed this", "What stands there now", "24/7", 'name="seen" value="2"', "036-10 50 01"]
    assert (answer.status_code, [word for word in told if word not in page]) == (422, [])
    assert (page.count("Somebody has changed this"), "Each field says what" in page) == (1, False)
    assert now(there).value == "036-10 50 00"
    lead.post(f"{here}change/", sent | {"seen": "2", "opening_hours": "24/7"})
    assert (now(there).value, now(there).opening_hours) == ("036-10 50 01", "24/7")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_form_that_says_nothing_of_what_was_seen_changes_nothing(
    there: Kept, lead: Client, here: str, seen: str
) -> None:
    assert lead.post(f"{here}change/", as_shown(lead, f"{here}change/", name="X") | {"seen": seen}).status_code == 422
    assert lead.post(f"{here}verify/", {"how": "Called.", "seen": seen}).status_code == 422
    assert now(there).version == 1


# ---- confirming ----
def test_one_click_confirms_on_the_page_of_the_point(there: Kept, here: str) -> None:
    client = office_of(there.owner)
    for _ in range(2):
        answer = client.post(f"{here}verify/", {"how": "Called.", "seen": "1"})
        assert (answer.status_code, answer.headers["Location"]) == (302, here)
    assert (now(there).verified_on, now(there).version) == (timezone.localdate(), 2)


def test_another_day_and_best_before_are_kept(there: Kept, lead: Client, here: str) -> None:
    on, until = timezone.localdate() - timedelta(days=3), timezone.localdate() + timedelta(days=9)
    lead.post(f"{here}verify/", {"how": "Called.", "seen": "1", "on": on.isoformat(), "best_before": until.isoformat()})
    assert (now(there).verified_on, now(there).best_before) == (on, until)


def test_confirming_asks_how(there: Kept, lead: Client, here: str) -> None:
    answer = lead.post(f"{here}verify/", {"how": " ", "seen": "1"})
    assert (answer.status_code, "This field is required" in answer.content.decode()) == (422, True)


# ---- other sources, closings ----
def test_other_source_is_noted_and_settled(there: Kept, lead: Client, here: str) -> None:
    said = {"source": "other.example", "as_of": "2026-10", "value": "036105009"}
    assert lead.post(f"{here}contradict/", said).status_code == 302
    other = OtherSource.objects.get()
    for _ in range(2):
        assert lead.post(f"{here}sources/{other.pk}/settle/").status_code == 302
    assert OtherSource.objects.filter(settled_at=None).count() == 0
    assert lead.post(f"{here}contradict/", said | {"value": "036-10 50 00"}).status_code == 422


def test_how_a_source_was_settled_is_asked_and_told(there: Kept, lead: Client, here: str) -> None:
    other = contradict(there.point, by=there.editor, source="x", as_of="2026", opening_hours="24/7")
    settling = f"{here}sources/{other.pk}/settle/"
    assert "How do you know? May be empty." in lead.get(here).content.decode()
    answer = lead.post(settling, {"how": "Called\x07 them."})
    assert (answer.status_code, "cannot be seen" in answer.content.decode()) == (422, True)
    assert OtherSource.objects.filter(settled_at=None).count() == 1
    assert lead.post(settling, {"how": "Called them."}).status_code == 302
    assert "“<bdi>Called them.</bdi>”" in lead.get(here).content.decode()


def test_whoever_noted_a_source_may_take_it_back_and_others_may_not(there: Kept, here: str) -> None:
    other = contradict(there.point, by=there.editor, source="x", as_of="2026", opening_hours="24/7")
    assert office_of(there.admin).post(f"{here}sources/{other.pk}/settle/").status_code == 404
    assert office_of(there.editor).post(f"{here}sources/{other.pk}/settle/").status_code == 302


def test_closing_is_meant_on_the_programme_s_clocks(there: Kept, lead: Client, here: str) -> None:
    lead.post(f"{here}closings/add/", {"begins_at": "2031-07-01T08:00", "ends_at": "2031-08-01T08:00"})
    closing = Closing.objects.get()
    assert closing.begins_at.isoformat() == "2031-07-01T06:00:00+00:00"
    assert "Take back" in lead.get(here).content.decode()
    for _ in range(2):
        assert lead.post(f"{here}closings/{closing.pk}/remove/").status_code == 302
    assert Closing.objects.count() == 0


@pytest.mark.parametrize(
    ("begins_at", "ends_at", "sentence"),
    [
        ("2031-07-01T08:00", "2031-07-01T08:00", "must come after"),
        ("2020-07-01T08:00", "2020-08-01T08:00", "over already"),
        ("2031-03-30T02:30", "2031-08-01T08:00", "couldn’t be interpreted"),
        ("x", "2031-08-01T08:00", "valid date"),
    ],
)
def test_closing_that_cannot_be_says_why(
    there: Kept, lead: Client, here: str, begins_at: str, ends_at: str, sentence: str
) -> None:
    answer = lead.post(f"{here}closings/add/", {"begins_at": begins_at, "ends_at": ends_at})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


# ---- owner, retiring ----
def test_point_is_given_to_somebody_else(there: Kept, lead: Client, here: str) -> None:
    assert lead.post(f"{here}owner/", {"owner": there.admin.pk}).status_code == 302
    assert now(there).owner == there.admin
    lead.post(f"{here}owner/", {"owner": ""})
    assert now(there).owner is None


def test_nobody_from_outside_is_offered_as_an_owner(there: Kept, cast: Cast, lead: Client, here: str) -> None:
    offered = set(lead.get(f"{here}owner/").context["form"].fields["owner"].queryset)
    assert (there.owner in offered, cast.outsider.user in offered, cast.leaver.user in offered) == (True, False, False)
    assert lead.post(f"{here}owner/", {"owner": cast.outsider.user.pk}).status_code == 422


def test_point_is_retired_and_brought_back(there: Kept, lead: Client, here: str) -> None:
    assert "Retire this" in lead.get(f"{here}retire/").content.decode()
    lead.post(f"{here}retire/")
    assert now(there).retired_on == timezone.localdate()
    assert "Bring it back" in lead.get(here).content.decode()
    lead.post(f"{here}bring-back/")
    assert (now(there).retired_on, now(there).verified_on) == (None, None)

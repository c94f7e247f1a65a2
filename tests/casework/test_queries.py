"""The inbox's list: what is due first, nothing hidden, in as many queries for many rows as for few."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, StaffBrowser, browser, post
from tests.factories.casework import CaseFactory, SetAsideFactory
from tests.factories.concerns import DialogueMessageFactory, SealedReportFactory
from tests.factories.organisations import PASSPHRASE, place_of, ring_for
from trygga.casework.queries import PAGE, inbox_list, keys_of
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.lib import sealing

BASE = datetime(2026, 2, 9, 15, 30, tzinfo=UTC)
FROM_WRITER = DialogueMessage.Direction.FROM_WRITER


def report(cast: Cast, name: str, state: str, *, hours: int = 0) -> SealedReport:
    """A report whose id begins with `name`, in that state, due so many hours after BASE."""
    made: SealedReport = SealedReportFactory(
        id=name.ljust(32, "0"), unit=cast.unit, read_by=BASE + timedelta(hours=hours), is_closed=state == "closed"
    )
    if state == "set-aside":
        SetAsideFactory(report=made, by=cast.colleague)
    elif state != "new":
        CaseFactory(report=made, opened_by=cast.colleague)
        DialogueMessageFactory(report=made)
    if state == "answered":
        DialogueMessageFactory(report=made, number=2, direction=FROM_WRITER)
    return made


@pytest.fixture
def empty(cast: Cast) -> Cast:
    """The cast, with nothing received yet."""
    SealedReport.objects.filter(unit=cast.unit).delete()
    return cast


def rows(cast: Cast, page: int = 0) -> list[tuple[str, str]]:
    found = inbox_list(cast.social_worker, page=page)["rows"]
    return [(row["report"].rstrip("0"), row["state"]) for row in found]


def test_list_has_new_ones_first_and_within_a_state_what_is_due(empty: Cast) -> None:
    for name, state, hours in (
        ("ca", "closed", 0),
        ("fa", "set-aside", 0),
        ("ea", "open", 1),
        ("eb", "open", 0),
        ("aa", "answered", 2),
        ("ab", "answered", 1),
        ("da", "new", 3),
        ("db", "new", 2),
        ("dc", "new", 2),
    ):
        report(empty, name, state, hours=hours)
    assert rows(empty) == [
        ("db", "new"),
        ("dc", "new"),
        ("da", "new"),
        ("ab", "answered"),
        ("aa", "answered"),
        ("eb", "open"),
        ("ea", "open"),
        ("fa", "set-aside"),
        ("ca", "closed"),
    ]


def test_question_after_an_answer_makes_it_open_again(empty: Cast) -> None:
    answered = report(empty, "aa", "answered")
    DialogueMessageFactory(report=answered, number=3)
    assert rows(empty) == [("aa", "open")]


def test_row_holds_what_stands_in_clear_and_no_more(empty: Cast) -> None:
    made = report(empty, "aa", "new")
    SealedReport.objects.filter(pk=made.pk).update(area=empty.area, label="unproven")
    assert inbox_list(empty.social_worker, page=0) == {
        "rows": [
            {
                "report": made.pk,
                "state": "new",
                "pathway": "child",
                "area": "Östra Sandby",
                "area_slug": "ost",
                "arrived_on": timezone.localdate().isoformat(),
                "read_by": BASE.isoformat(),
                "sealed_by": "browser",
                "label": "unproven",
            }
        ],
        "page": 0,
        "pages": 1,
        "counts": {"new": 1, "answered": 0, "open": 0, "set-aside": 0, "closed": 0},
    }


def test_list_holds_only_the_own_units(cast: Cast) -> None:
    seen = [
        [row["report"] for row in inbox_list(member, page=0)["rows"]]
        for member in (cast.social_worker, cast.colleague, cast.stranger, cast.outsider)
    ]
    assert seen == [[cast.report.pk], [cast.report.pk], [cast.stranger_report.pk], [cast.outsider_report.pk]]


@pytest.mark.parametrize(("count", "pages"), [(0, 0), (1, 1), (PAGE, 1), (PAGE + 1, 2), (2 * PAGE, 2)])
def test_pages_end_where_the_list_ends(count: int, pages: int, empty: Cast) -> None:
    made = SealedReportFactory.build_batch(count, unit=empty.unit, programme=empty.sandby, read_by=BASE)
    SealedReport.objects.bulk_create(made)
    found = [inbox_list(empty.social_worker, page=page) for page in range(pages + 1)]
    shown = [row["report"] for page in found for row in page["rows"]]
    assert shown == sorted(one.pk for one in made)
    assert [len(page["rows"]) for page in found] == [min(PAGE, count - PAGE * page) for page in range(pages)] + [0]
    assert {page["pages"] for page in found} == {pages}
    assert found[0]["counts"] == {"new": count, "answered": 0, "open": 0, "set-aside": 0, "closed": 0}


@pytest.mark.parametrize("page", ["", "-1", "x", "1" * 6, "٣", "1.0"])
def test_page_that_is_no_number_is_refused(page: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    address = f"/data/{cast.social_worker.public_id}/received/"
    answer = staff_browser(cast.social_worker).get(address, {"page": page})
    assert (answer.status_code, answer.json()["problem"]) == (400, "page")


def test_page_beyond_the_end_is_empty(cast: Cast, staff_browser: StaffBrowser) -> None:
    address = f"/data/{cast.social_worker.public_id}/received/"
    answer = staff_browser(cast.social_worker).get(address, {"page": "99999"})
    assert (answer.status_code, answer.json()["rows"], answer.json()["pages"]) == (200, [], 1)


def test_list_asks_the_database_as_often_for_many_rows(
    empty: Cast, staff_browser: StaffBrowser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = staff_browser(empty.social_worker), f"/data/{empty.social_worker.public_id}/received/"
    for number, state in enumerate(("new", "answered", "open", "set-aside", "closed")):
        made = report(empty, f"{number:x}a", state)
        SealedReport.objects.filter(pk=made.pk).update(area=empty.area)
        # Session, user, roles, membership, counts, rows.
        with django_assert_num_queries(6):
            assert len(client.get(address).json()["rows"]) == number + 1


def test_list_leaves_the_sealed_files_in_the_database(empty: Cast, django_assert_num_queries: Any) -> None:
    report(empty, "aa", "new")
    with django_assert_num_queries(2) as seen:
        inbox_list(empty.social_worker, page=0)
    asked = " ".join(query["sql"] for query in seen.captured_queries)
    assert ("sealed_report" in asked.replace('"concerns_sealedreport"', ""), "lookup" in asked) == (False, False)


def test_messages_come_with_their_days_for_members_only(empty: Cast, staff_browser: StaffBrowser) -> None:
    answered = report(empty, "aa", "answered")
    SealedReport.objects.filter(pk=answered.pk).update(lookup=sha256(bytes(32)).hexdigest())
    answered.messages.filter(number=1).update(arrived_on=date(2026, 2, 9))
    answered.messages.filter(number=2).update(arrived_on=date(2026, 2, 11))
    address = f"/data/{empty.social_worker.public_id}/{answered.pk}/"
    found = staff_browser(empty.social_worker).get(address).json()["messages"]
    assert [message["arrived_on"] for message in found] == ["2026-02-09", "2026-02-11"]
    client = browser(empty.sandby.host, **{"sec-fetch-site": "same-origin"})
    hers = post(client, "/sv/answer/open/", {"lookup": "00" * 32}).json()["messages"]
    assert [sorted(message) for message in hers] == [["direction", "number", "sealed"]] * 2


# ---- keys ----
def test_keys_open_the_ring_with_the_passphrase(cast: Cast, staff_browser: StaffBrowser) -> None:
    member = cast.social_worker
    found = keys_of(member)
    answer = staff_browser(member).get(f"/data/{member.public_id}/keys/").json()
    assert found is not None
    assert found == answer
    key, sealed_ring = member.key, member.sealed_rings.get()
    parameters = sealing.UnlockParameters.from_json(found["unlock_parameters"])
    identity = sealing.open_member_identity(
        bytes(key.sealed_identity),
        member=found["member"],
        place=place_of(cast.unit, epoch=0),
        unlock_identity=sealing.unlock_identity(PASSPHRASE, parameters),
    )
    place = place_of(cast.unit, epoch=found["epoch"])
    assert sealing.open_ring(bytes(sealed_ring.sealed), place=place, identity=identity) == cast.ring


def test_keys_are_those_of_the_newest_ring_that_was_sealed_to_her(cast: Cast) -> None:
    turned = cast.ring.turned()
    ring_for(cast.unit, turned, cast.social_worker.key)
    hers, colleagues = keys_of(cast.social_worker), keys_of(cast.colleague)
    assert hers and colleagues
    assert (hers["epoch"], hers["recipient"]) == (2, turned.recipient)
    assert (colleagues["epoch"], colleagues["recipient"]) == (1, cast.ring.recipient)


def test_member_without_keys_is_told_so(cast: Cast, staff_browser: StaffBrowser) -> None:
    cast.social_worker.key.delete()
    answer = staff_browser(cast.social_worker).get(f"/data/{cast.social_worker.public_id}/keys/")
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "problem": "no-keys",
            "sentence": "No keys have been made for you here yet. Ask another member to add you.",
        },
    )

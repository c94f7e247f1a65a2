"""Files that nobody trusts: each is read, or refused in one sentence; nothing falls over and no person is kept."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.directory.hsds.files import file_of, foreign, page_of, points_of_every_sort
from tests.factories.places import AreaFactory
from trygga.directory.hsds.problems import Unreadable, Unusable, Why
from trygga.directory.hsds.reading import MOST_BYTES, MOST_SERVICES, read
from trygga.directory.hsds.services_in import Here, Service, service_from
from trygga.organisations.models import Programme

HERE = Here(Programme(slug="sandby", host="sandby.example", municipality="Sandby"), {}, {"östra sandby": "ost"})
no_database = pytest.mark.no_database


def why_not(**more: Any) -> tuple[str, str] | None:
    """Why a foreign service, changed so, cannot be used; None where it can."""
    try:
        service_from(foreign(**more), HERE)
    except Unusable as problem:
        return problem.why.value, problem.detail
    return None


def used(**more: Any) -> Service:
    return service_from(foreign(**more), HERE)


def term(taxonomy: str, code: str, value: str | None = None) -> dict[str, Any]:
    return {"id": "x", "value": value, "taxonomy_term": {"id": "x", "taxonomy": f"trygga:{taxonomy}", "code": code}}


# ---- the file ----
DEEP = b"[" * 100_000 + b"]" * 100_000
UNREADABLE = {
    "pdf": (b"%PDF-1.7 and so on", "This is a PDF"),
    "zip": (b"PK\x03\x04", "This is a ZIP"),
    "empty": (b"", "This is not JSON"),
    "text": (b"hello", "This is not JSON"),
    "cut off": (b'{"contents": [', "This is not JSON"),
    "not utf-8": (b'{"name": "\xe5"}', "This is not JSON"),
    "nan": (b"[NaN]", "This is not JSON"),
    "infinity": (b"[1e999, Infinity]", "This is not JSON"),
    "long number": (b"[" + b"9" * 10_000 + b"]", "This is not JSON"),
    "deep": (DEEP, "nested too deeply"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "large": (b" " * (MOST_BYTES + 1), "too large"),
    "a number": (b"7", "no list of services"),
    "null": (b"null", "no list of services"),
    "an object": (b'{"services": []}', "no list of services"),
    "contents of another kind": (b'{"contents": {"a": 1}}', "no list of services"),
    "many": (json.dumps([0] * (MOST_SERVICES + 1)).encode(), "more than 2,000"),
}


@no_database
@pytest.mark.parametrize("name", UNREADABLE)
def test_file_that_is_no_directory_is_refused_in_a_sentence(name: str) -> None:
    content, sentence = UNREADABLE[name]
    with pytest.raises(Unreadable) as refused:
        read(file_of(content), HERE)
    assert sentence in str(refused.value)


@no_database
@pytest.mark.parametrize("content", [foreign(), [foreign()], {"contents": [foreign()]}], ids=["one", "list", "page"])
def test_one_service_a_list_and_a_page_are_read(content: Any) -> None:
    assert [service.fields["name"] for service in read(file_of(content), HERE).services] == ["Familjerådgivningen"]


@no_database
def test_byte_order_mark_is_no_obstacle() -> None:
    assert len(read(file_of(b"\xef\xbb\xbf" + json.dumps([foreign()]).encode()), HERE).services) == 1


@no_database
def test_same_id_twice_is_used_once() -> None:
    found = read(file_of([foreign(), foreign(name="Another")]), HERE)
    assert [service.fields["name"] for service in found.services] == ["Familjerådgivningen"]
    assert [(one.number, one.name, one.why) for one in found.refused] == [(2, "Another", "same_id")]


@no_database
def test_bad_services_do_not_stop_the_others() -> None:
    found = read(file_of([7, None, [], {}, "x", foreign()]), HERE)
    assert (len(found.services), [one.why for one in found.refused]) == (
        1,
        ["no_object", "no_object", "no_object", "no_id", "no_object"],
    )


@no_database
def test_refused_service_is_named_without_what_harms() -> None:
    [refused] = read(file_of([foreign(name="\u202eEvil\u0000\ud800" + "x" * 9_000, id=7)]), HERE).refused
    assert (refused.name, len(refused.name)) == ("Evil" + "x" * 73, 77)


# ---- one service ----
@no_database
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"id": None}, ("no_id", "")),
        ({"id": 7}, ("wrong_type", "id")),
        ({"name": None}, ("no_name", "")),
        ({"name": " "}, ("no_name", "")),
        ({"name": ["x"]}, ("wrong_type", "name")),
        ({"name": "x" * 121}, ("too_long", "name")),
        ({"name": "a\u0000b"}, ("bad_text", "name")),
        ({"name": "a\ud800b"}, ("bad_text", "name")),
        ({"name": "a\u202eb"}, ("bad_text", "name")),
        ({"status": "defunct"}, ("not_active", "")),
        ({"status": None}, ("not_active", "")),
        ({"status": {}}, ("wrong_type", "status")),
        ({"phones": None}, ("no_way", "")),
        ({"phones": {}}, ("wrong_type", "phones")),
        ({"phones": ["010"]}, ("wrong_type", "phones")),
        ({"phones": [{"number": 10}]}, ("wrong_type", "number")),
        ({"phones": [{"number": "call us"}]}, ("bad_number", "call us")),
        ({"phones": [{"number": "٠١٠"}]}, ("bad_number", "٠١٠")),
        ({"phones": None, "url": "javascript:alert(1)"}, ("bad_address", "javascript:alert(1)")),
        ({"phones": None, "url": "https://a b"}, ("bad_address", "https://a b")),
        ({"phones": None, "url": "https://" + "a" * 200}, ("too_long", "url")),
        ({"service_areas": None}, ("no_area", "")),
        ({"service_areas": []}, ("no_area", "")),
        ({"service_areas": [{"name": "Tranås kommun"}]}, ("other_area", "Tranås kommun")),
        ({"attributes": "x"}, ("wrong_type", "attributes")),
        ({"attributes": [term("purpose", "to_rule")]}, ("unknown_word", "to_rule")),
        ({"attributes": [term("kind", "pigeon")]}, ("unknown_word", "pigeon")),
        ({"attributes": [term("needs-login", "perhaps")]}, ("unknown_word", "perhaps")),
        ({"attributes": [term("opening-hours", "osm", "when I like")]}, ("bad_hours", "when I like")),
        ({"attributes": [term("opening-hours", "osm", "24/7")]}, ("two_hours", "")),
        (
            {"attributes": [term("kind", "chat"), term("address", "text", "javascript:x")]},
            ("bad_address", "javascript:x"),
        ),
        ({"attributes": [term("needs-login", "yes"), term("stays-unknown", "yes")]}, ("login_unknown", "")),
        ({"attributes": [term("kind", "phone"), term("note", "Svenska!", "x")]}, ("unknown_word", "Svenska!")),
        ({"languages": [[]]}, ("wrong_type", "languages")),
        ({"schedules": 7}, ("wrong_type", "schedules")),
    ],
    ids=str,
)
def test_service_that_cannot_be_used_says_why(more: dict[str, Any], why: tuple[str, str]) -> None:
    assert why_not(**more) == why


@no_database
def test_every_reason_has_a_sentence() -> None:
    assert [why for why in Why if not str(why.label).strip().endswith((".", ":"))] == []


@no_database
def test_foreign_service_is_understood_as_far_as_it_goes() -> None:
    service = used(languages=[{"code": "sv"}, {"code": "AR"}, {"code": "not a code"}])
    assert service.fields == {
        "name": "Familjerådgivningen",
        "organisation_name": "Sandby kommun",
        "kind": "phone",
        "value": "010-123 45 67",
        "is_national": False,
        "purposes": [],
        "opening_hours": "Mo-We 08:00-12:00",
        "languages": ["sv", "ar"],
        "notes": {"sv": "Samtal för par och familjer."},
        "shows_on_bill": None,
        "needs_login": None,
        "stays_unknown": None,
        "cost": "",
        "source": "https://sandby.example",
        "as_of": "2026-10-01",
    }
    assert (service.slug, service.areas, service.remarks) == (foreign()["id"], (), ("no_purpose",))


@no_database
@pytest.mark.parametrize(
    ("more", "kind", "value"),
    [
        ({"phones": [{"number": "71 100", "type": "Text"}]}, "sms", "71 100"),
        ({"phones": None, "url": "https://sandby.example/oro"}, "e_service", "https://sandby.example/oro"),
        (
            {
                "phones": None,
                "service_at_locations": [
                    {
                        "location": {
                            "addresses": [{"address_1": "Storgatan 1", "postal_code": "001 00", "city": "Sandby"}]
                        }
                    }
                ],
            },
            "visit",
            "Storgatan 1, 001 00, Sandby",
        ),
    ],
    ids=["text", "web", "door"],
)
def test_kind_is_what_the_file_offers(more: dict[str, Any], kind: str, value: str) -> None:
    fields = used(**more).fields
    assert (fields["kind"], fields["value"]) == (kind, value)


@no_database
@pytest.mark.parametrize(
    ("more", "remark"),
    [
        ({"schedules": [{"description": "vardagar"}]}, "no_hours"),
        ({"schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "08:00Z", "closes_at": "12:00Z"}]}, "no_hours"),
        (
            {
                "schedules": [
                    {
                        "freq": "WEEKLY",
                        "byday": "MO",
                        "opens_at": "08:00",
                        "closes_at": "12:00",
                        "valid_to": "2026-12-31",
                    }
                ]
            },
            "no_hours",
        ),
        ({"schedules": [{"freq": "MONTHLY", "byday": "1MO", "opens_at": "08:00", "closes_at": "12:00"}]}, "no_hours"),
        ({"url": "https://sandby.example"}, "more_ways"),
        ({"phones": [{"number": "0939-100 00 00"}]}, "costly"),
        ({"phones": [{"number": "+47 22 33 44 55"}]}, "costly"),
        ({"description": "x" * 501}, "long_description"),
        ({"service_areas": [{"name": "Sandby"}, {"name": "Granby"}]}, "more_areas"),
    ],
    ids=str,
)
def test_what_is_not_taken_over_is_said(more: dict[str, Any], remark: str) -> None:
    assert remark in used(**more).remarks


@no_database
def test_hours_that_are_not_understood_are_not_known() -> None:
    assert used(schedules=[{"description": "vardagar"}]).fields["opening_hours"] == ""


@no_database
@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Sandby"], (False, ())),
        (["sandbys kommun"], (False, ())),
        (["Östra Sandby"], (False, ("ost",))),
        (["Sverige"], (True, ())),
        (["Sverige", "Östra Sandby"], (True, ("ost",))),
        (["Sandby", "Östra Sandby"], (False, ())),
    ],
    ids=str,
)
def test_places_are_those_of_the_programme(names: list[str], told: tuple[bool, tuple[str, ...]]) -> None:
    service = used(service_areas=[{"name": name} for name in names])
    assert (service.fields["is_national"], service.areas) == told


def test_areas_of_one_name_are_told_apart_by_their_address_or_not_at_all(cast: Cast) -> None:
    AreaFactory(programme=cast.sandby, slug="ost-b", name="Östra Sandby")
    points_of_every_sort(cast.sandby, cast.area)
    here = Here.of(cast.sandby)
    found = read(file_of(page_of(cast.sandby)), here)
    assert [service.areas for service in found.services if service.areas] == [("ost",)]
    with pytest.raises(Unusable):
        service_from(foreign(service_areas=[{"name": "Östra Sandby"}]), here)


@no_database
def test_no_person_of_the_file_is_kept() -> None:
    person = {"name": "Canary Canarysson", "email": "canary@sandby.example", "phones": [{"number": "070-123 45 67"}]}
    organisation = {"name": "Sandby kommun", "contacts": [person], "email": "canary@sandby.example"}
    service = used(contacts=[person], email="canary@sandby.example", assurer_email="c@c.c", organization=organisation)
    assert ("anary" in str(service), "070" in str(service)) == (False, False)


# ---- whatever comes ----
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
known_keys = st.sampled_from([*foreign(), "url", "attributes", "languages", "service_at_locations", "last_modified"])


@no_database
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(known_keys, json_values, min_size=1, max_size=4))
def test_whatever_stands_in_a_service_is_used_or_refused(more: dict[str, Any]) -> None:
    found = read(file_of([foreign(**more)]), HERE)
    assert len(found.services) + len(found.refused) == 1
    for service in found.services:
        assert (len(service.fields["name"]) <= 120, len(service.fields["value"]) <= 200) == (True, True)
        assert str(service).encode()


@no_database
@settings(deadline=None)
@given(st.binary(max_size=200))
def test_whatever_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Unreadable):
        assert read(file_of(content), HERE).services == ()

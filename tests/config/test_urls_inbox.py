"""Who reaches what on the inbox's origin. Generated from its URL file: an address without an expectation fails."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.addresses import INBOX, addresses
from tests.cast import Cast, PublicBrowser, StaffBrowser, post
from tests.factories.casework import CaseFactory
from tests.factories.concerns import DialogueMessageFactory, SealedReportFactory, sealed_file
from trygga.organisations.models import Member

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
ABSENT = "0123456789abcdef"
ABSENT_REPORT = ABSENT * 2


@dataclass(frozen=True)
class Expected:
    """What is expected of an address: the method it takes, and the answer to the one who may."""

    method: str
    status: int
    content: Any = None
    needs: tuple[str, ...] = ()


OPENING = {"opening": sealed_file(1), "received": sealed_file(2)}
MESSAGE = {"number": 2, "sealed": sealed_file(2)}
OF_A_MEMBER = {
    "member_keys": Expected("get", 200),
    "unlocked": Expected("post", 200),
    "received": Expected("get", 200),
}
OF_A_REPORT = {
    "report": Expected("get", 200),
    "open_report": Expected("post", 201, OPENING),
    "ask": Expected("post", 201, MESSAGE, needs=("case",)),
    "close": Expected("post", 201, MESSAGE, needs=("case",)),
    "set_aside": Expected("post", 201),
    "put_back": Expected("post", 200),
}
OF_EVERYONE_SIGNED_IN = {
    "inbox": Expected("get", 200),
    "start": Expected("get", 200),
    "account_overview": Expected("get", 200),
    "mfa_index": Expected("get", 200),
    # allauth asks again only where something waits for it; else it sends to the start.
    "account_reauthenticate": Expected("get", 200),
    # Nothing to ask a code or a passkey of; the password is asked for instead.
    "mfa_reauthenticate": Expected("get", 302),
    "mfa_reauthenticate_webauthn": Expected("get", 302),
}
# Asked again first: tests/accounts/test_confirming.py.
OF_THE_CONFIRMED = dict.fromkeys(
    (
        "account_change_password",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
    ),
    Expected("get", 302),
) | {"account_end_sessions": Expected("post", 302)}
OF_STRANGERS = {
    "healthz": Expected("get", 200),
    "readyz": Expected("get", 200),
    "account_login": Expected("get", 200),
    "account_logout": Expected("get", 302),
    "account_inactive": Expected("get", 200),
    "account_signup": Expected("get", 200),
    "account_reset_password": Expected("get", 200),
    "account_reset_password_done": Expected("get", 200),
    "account_reset_password_from_key": Expected("get", 200),
    "account_reset_password_from_key_done": Expected("get", 200),
    "mfa_authenticate": Expected("get", 302),
    "passkey_options": Expected("post", 200),
    "mfa_login_webauthn": Expected("post", 302),
    # No provider is configured.
    "openid_connect_login": Expected("post", 404),
    "openid_connect_callback": Expected("get", 404),
}
IN_TESTS_OF_THEIR_OWN = {"invitation"}
"""Addresses that the office has too; their apps' tests and tests/test_permissions.py look at them."""
EXPECTED = OF_A_MEMBER | OF_A_REPORT | OF_EVERYONE_SIGNED_IN | OF_THE_CONFIRMED | OF_STRANGERS
BEHIND_SIGN_IN = OF_A_MEMBER | OF_A_REPORT | OF_EVERYONE_SIGNED_IN | OF_THE_CONFIRMED
OTHERS = {"pk": 1, "uidb36": "1", "key": "cx-0123", "provider_id": "provider"}


def address_of(name: str, member: str = ABSENT, report: str = ABSENT_REPORT) -> str:
    route = addresses(INBOX)[name]
    things = OTHERS | {"member": member, "report": report}
    given = {key: value for key, value in things.items() if f":{key}>" in route}
    return reverse(name, urlconf=INBOX, kwargs=given)


def ask(client: Client, name: str, address: str) -> Any:
    expected = EXPECTED[name]
    return client.get(address) if expected.method == "get" else post(client, address, expected.content)


def seen(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer that could tell one thing from another."""
    return answer.status_code, answer.content, dict(answer.headers)


def give_what_is_needed(name: str, cast: Cast) -> None:
    """What an address needs beside the report, for its own unit and for the others', so that there is what to leak."""
    for report in (cast.report, cast.stranger_report, cast.outsider_report):
        if "case" in EXPECTED[name].needs:
            CaseFactory(report=report)
            DialogueMessageFactory(report=report)


def test_every_address_has_an_expectation() -> None:
    assert set(addresses(INBOX)) - set(EXPECTED) == IN_TESTS_OF_THEIR_OWN


@pytest.mark.django_db
@pytest.mark.parametrize("name", BEHIND_SIGN_IN)
def test_address_sends_whoever_is_not_signed_in_to_sign_in(name: str, staff_browser: StaffBrowser) -> None:
    client, address = staff_browser(None), address_of(name)
    answers = {method: getattr(client, method)(address) for method in METHODS}
    where = {method: (answer.status_code, answer.headers.get("Location")) for method, answer in answers.items()}
    assert where == dict.fromkeys(METHODS, (302, f"/accounts/login/?next={address}"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", BEHIND_SIGN_IN)
def test_address_refuses_a_script_that_is_not_signed_in(name: str, staff_browser: StaffBrowser) -> None:
    answer = getattr(staff_browser(None), EXPECTED[name].method)(address_of(name), headers={"sec-fetch-dest": "empty"})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("name", OF_STRANGERS)
def test_address_open_to_strangers_answers_them(name: str, staff_browser: StaffBrowser) -> None:
    answer = ask(staff_browser(None), name, address_of(name))
    assert answer.status_code == OF_STRANGERS[name].status


@pytest.mark.parametrize("name", BEHIND_SIGN_IN)
def test_address_answers_the_member_whose_it_is(name: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    give_what_is_needed(name, cast)
    answer = ask(
        staff_browser(cast.social_worker), name, address_of(name, cast.social_worker.public_id, cast.report.pk)
    )
    assert answer.status_code == EXPECTED[name].status


@pytest.mark.parametrize("who", ["stranger", "outsider", "leaver", "colleague"])
@pytest.mark.parametrize("name", OF_A_MEMBER | OF_A_REPORT)
def test_address_of_another_member_looks_absent(name: str, who: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    give_what_is_needed(name, cast)
    # A browser each: whoever has no role any more is signed out with the first answer.
    member = getattr(cast, who)
    forbidden = ask(staff_browser(member), name, address_of(name, cast.social_worker.public_id, cast.report.pk))
    absent = ask(staff_browser(member), name, address_of(name))
    assert forbidden.status_code == 404
    assert seen(forbidden) == seen(absent)


@pytest.mark.parametrize("who", ["stranger", "outsider"])
@pytest.mark.parametrize("name", OF_A_REPORT)
def test_report_of_another_unit_looks_absent(name: str, who: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    give_what_is_needed(name, cast)
    member: Member = getattr(cast, who)
    client = staff_browser(member)
    forbidden = ask(client, name, address_of(name, member.public_id, cast.report.pk))
    absent = ask(client, name, address_of(name, member.public_id))
    assert forbidden.status_code == 404
    assert seen(forbidden) == seen(absent)


@pytest.mark.parametrize("name", OF_A_MEMBER | OF_A_REPORT)
def test_own_membership_ends_with_leaving(name: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    give_what_is_needed(name, cast)
    answer = ask(staff_browser(cast.leaver), name, address_of(name, cast.leaver.public_id, cast.report.pk))
    assert answer.status_code == 404


@pytest.mark.parametrize("name", OF_A_MEMBER | OF_A_REPORT)
def test_address_refuses_other_methods_before_looking(name: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.stranger)
    theirs, nobodys = address_of(name, cast.social_worker.public_id, cast.report.pk), address_of(name)
    others = sorted(set(METHODS) - {"get": {"get", "head"}, "post": {"post"}}[EXPECTED[name].method])
    forbidden = {method: seen(getattr(client, method)(theirs)) for method in others}
    absent = {method: seen(getattr(client, method)(nobodys)) for method in others}
    assert forbidden == absent
    assert {status for status, *_ in forbidden.values()} == {405}


def test_refused_write_changes_nothing(cast: Cast, staff_browser: StaffBrowser) -> None:
    SealedReportFactory(unit=cast.unit)
    for name in ("unlocked", "open_report"):
        ask(staff_browser(cast.stranger), name, address_of(name, cast.social_worker.public_id, cast.report.pk))
        ask(staff_browser(cast.stranger), name, address_of(name, cast.stranger.public_id, cast.report.pk))
    before = cast.mailbox.last_unlocked_at
    cast.mailbox.refresh_from_db()
    assert cast.mailbox.last_unlocked_at == before
    assert not hasattr(cast.report, "case")
    assert cast.report.messages.count() == 0


def test_document_holds_nothing_of_whoever_asks(cast: Cast, staff_browser: StaffBrowser) -> None:
    documents = {staff_browser(member).get("/").content for member in (cast.social_worker, cast.outsider, cast.leaver)}
    assert len(documents) == 1


@pytest.mark.parametrize("name", sorted(BEHIND_SIGN_IN.keys() - {"inbox"}))
def test_address_is_unknown_on_a_public_host(
    name: str, cast: Cast, public_browser: PublicBrowser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = public_browser(cast.sandby)
    client.force_login(cast.social_worker.user)
    # One query: which programme is this? Nobody asks who signed in.
    with django_assert_num_queries(1):
        answer = ask(client, name, address_of(name, cast.social_worker.public_id, cast.report.pk))
    assert answer.status_code == 404

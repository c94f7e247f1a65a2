"""Passkeys: beside a password, instead of one, and on the origin where they were made alone."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.device import PRESENT, Device
from tests.accounts.signing_in import CODE, INBOX, OFFICE, confirm, is_signed_in, password
from tests.cast import Browser, Cast, browser
from trygga.accounts.models import User

ADD, USE, OPTIONS = "/accounts/passkeys/add/", "/accounts/passkeys/login/", "/accounts/passkeys/options/"
REFUSED = "/accounts/login/?passkey=refused"


def device_on(host: str, **fields: Any) -> Device:
    return Device(origin=f"http://{host}", host=host.partition(":")[0], **fields)


def add(user: User, device: Device, host: str = INBOX) -> Any:
    """Try to make a passkey; the answer."""
    client = browser(host)
    client.force_login(user)
    confirm(client)
    options = json.loads(client.get(ADD).context["options"])
    return client.post(ADD, {"name": "phone", "credential": device.make(options)})


def sign_in(client: Browser, device: Device) -> Any:
    return client.post(USE, {"credential": device.use(client.post(OPTIONS).json())})


@pytest.mark.parametrize("host", [INBOX, OFFICE])
def test_passkey_signs_in_without_a_password(host: str, cast: Cast) -> None:
    device, client = device_on(host), browser(host)
    assert add(cast.social_worker.user, device, host).headers["Location"] == "/accounts/recovery-codes/"
    assert sign_in(client, device).headers["Location"] == "/"
    assert client.get("/").status_code == 200  # nothing more to set up: it is a second factor too


def test_passkey_is_the_second_step(cast: Cast) -> None:
    device, client = device_on(INBOX), browser(INBOX)
    add(cast.social_worker.user, device)
    assert password(client, cast.social_worker.user).headers["Location"] == CODE
    assert not is_signed_in(client)
    options = json.loads(client.get(CODE).context["options"])
    assert client.post(CODE, {"credential": device.use(options)}).headers["Location"] == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize(("here", "there"), [(INBOX, OFFICE), (OFFICE, INBOX)])
def test_passkey_of_one_origin_does_not_work_on_the_other(here: str, there: str, cast: Cast) -> None:
    device = device_on(here)
    add(cast.social_worker.user, device, here)
    as_it_is = sign_in(browser(there), device)
    # Even a browser that lies about where it is does not get in: the row belongs to its origin.
    device.origin, device.host = f"http://{there}", there.partition(":")[0]
    lying = sign_in(browser(there), device)
    assert [answer.headers["Location"] for answer in (as_it_is, lying)] == [REFUSED, REFUSED]


def test_passkey_of_the_inbox_is_demanded_on_the_office_though_it_works_there_never(cast: Cast) -> None:
    add(cast.social_worker.user, device_on(INBOX))
    client = browser(OFFICE)
    assert password(client, cast.social_worker.user).headers["Location"] == CODE
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://inbox.localhost:9999"},
        {"origin": "http://evil.inbox.localhost:8000"},
        {"origin": "https://inbox.localhost:8000"},
        {"host": "localhost"},
        {"flags": PRESENT},  # nobody's finger, face or PIN
    ],
    ids=str,
)
def test_passkey_from_elsewhere_is_refused(wrong: dict[str, Any], cast: Cast) -> None:
    device = device_on(INBOX)
    add(cast.social_worker.user, device)
    for name, value in wrong.items():
        setattr(device, name, value)
    assert sign_in(browser(INBOX), device).headers["Location"] == REFUSED
    other = device_on(INBOX)
    for name, value in wrong.items():
        setattr(other, name, value)
    assert add(cast.colleague.user, other).status_code == 200
    assert Authenticator.objects.filter(user=cast.colleague.user).count() == 0


def test_same_answer_again_is_refused(cast: Cast) -> None:
    device, client = device_on(INBOX), browser(INBOX)
    add(cast.social_worker.user, device)
    said = device.use(client.post(OPTIONS).json())
    thief = browser(INBOX)
    thief.post(OPTIONS)
    answers = [one.post(USE, {"credential": said}).headers["Location"] for one in (thief, client)]
    assert answers == [REFUSED, "/"]


def test_passkey_of_another_person_is_refused(cast: Cast) -> None:
    device = device_on(INBOX)
    add(cast.social_worker.user, device)
    theirs = device_on(INBOX)
    add(cast.colleague.user, theirs)
    theirs.user = device.user
    assert sign_in(browser(INBOX), theirs).headers["Location"] == REFUSED


@pytest.mark.parametrize("said", ["", "{}", "[]", "null", '{"response": 7}', '{"response": {"clientDataJSON": "!"}}'])
def test_what_is_no_passkey_is_refused(said: str, cast: Cast) -> None:
    client = browser(INBOX)
    client.post(OPTIONS)
    assert client.post(USE, {"credential": said}).headers["Location"] == REFUSED


def test_own_passkey_is_removed_and_nobody_elses(cast: Cast) -> None:
    for person in (cast.social_worker.user, cast.colleague.user):
        add(person, device_on(INBOX))
    client = browser(INBOX)
    client.force_login(cast.social_worker.user)
    confirm(client)
    keys = Authenticator.objects.filter(type="webauthn")
    answers = [
        client.post(f"/accounts/passkeys/{keys.get(user=person).pk}/remove/").status_code
        for person in (cast.colleague.user, cast.social_worker.user)
    ]
    assert (answers, [key.user for key in keys]) == ([404, 302], [cast.colleague.user])


def test_passkey_confirms(cast: Cast) -> None:
    device = device_on(INBOX)
    add(cast.social_worker.user, device)
    client = browser(INBOX)
    client.force_login(cast.social_worker.user)
    options = json.loads(client.get("/accounts/passkeys/confirm/").context["options"])
    refused = client.post(
        "/accounts/passkeys/confirm/", {"credential": device_on(INBOX, user=device.user).use(options)}
    )
    assert (refused.status_code, client.get(ADD).status_code) == (200, 302)
    options = json.loads(client.get("/accounts/passkeys/confirm/").context["options"])
    client.post("/accounts/passkeys/confirm/", {"credential": device.use(options)})
    assert client.get(ADD).status_code == 200

"""Sign-in by another provider: a real one on loopback, and all that a lying one can try."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from pytest_django import Settings

from tests.accounts.providers import (
    BACK,
    BEGIN,
    CLIENT,
    Liar,
    at_the_provider,
    begin,
    come_back,
    configure,
    liar,
    nonce_and_state,
    real_provider,
)
from tests.accounts.signing_in import CODE, INBOX, OFFICE, is_signed_in, with_app
from tests.cast import Browser, Cast, browser
from trygga.accounts.models import User


# ---- a real provider ----
@pytest.mark.parametrize("host", [INBOX, OFFICE])
@pytest.mark.parametrize("in_id_token", [True, False])
def test_person_signs_in_by_a_real_provider(host: str, in_id_token: bool, cast: Cast, settings: Settings) -> None:
    before, client = User.objects.count(), browser(host)
    with real_provider(cast.social_worker.user.email.upper(), in_id_token=in_id_token) as issuer:
        configure(settings, issuer)
        back = at_the_provider(begin(client, next="/accounts/second-factor/"))
        assert come_back(client, back).headers["Location"] == "/accounts/second-factor/"
        assert client.get("/").headers["Location"].startswith("/accounts/second-factor/")  # it vouches for none
        replayed, elsewhere = come_back(browser(host), back), come_back(client, back)
    assert (replayed.status_code, elsewhere.status_code) == (400, 400)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert User.objects.get(pk=cast.social_worker.user.pk).has_usable_password()


@pytest.mark.parametrize("verified", [True, False])
def test_nobody_is_made_and_unverified_addresses_do_not_count(verified: bool, cast: Cast, settings: Settings) -> None:
    before, client = User.objects.count(), browser(INBOX)
    email = "nobody@staff.example" if verified else cast.social_worker.user.email
    with real_provider(email, verified=verified) as issuer:
        configure(settings, issuer)
        answer = come_back(client, at_the_provider(begin(client)))
    assert (answer.status_code, is_signed_in(client), User.objects.count()) == (403, False, before)


@pytest.mark.parametrize(("configured", "is_in"), [("", False), ("amr:mfa", True), ("amr:pwd", False)])
def test_providers_word_for_a_second_factor_counts_only_if_configured(
    configured: str, is_in: bool, cast: Cast, settings: Settings
) -> None:
    with_app(cast.social_worker.user)
    client = browser(INBOX)
    with real_provider(cast.social_worker.user.email, amr="mfa", in_id_token=True) as issuer:
        configure(settings, issuer, second_factor=configured)
        answer = come_back(client, at_the_provider(begin(client)))
    assert answer.headers["Location"] == ("/" if is_in else CODE)
    assert (client.get("/data/").status_code == 200) is is_in


# ---- a lying provider ----
@pytest.fixture
def lying(cast: Cast, settings: Settings) -> Iterator[Liar]:
    with liar() as told:
        configure(settings, told.issuer)
        told.claims = {"email": cast.social_worker.user.email, "email_verified": True}
        yield told


def sign_in(told: Liar, client: Browser | None = None, **wrong: Any) -> tuple[int, bool]:
    """Go there and back with a token in which something is wrong: the status, and whether one is signed in."""
    client = client or browser(INBOX)
    nonce, state = nonce_and_state(begin(client))
    told.token = told.id_token(**({"nonce": nonce} | wrong))
    answer = client.get(BACK, {"code": "c", "state": state})
    return answer.status_code, is_signed_in(client)


def test_honest_answer_signs_in(lying: Liar) -> None:
    status, _ = sign_in(lying)
    assert (status, lying.asked) == (302, [*["/.well-known/openid-configuration"] * 2, "/token", "/keys"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": ["another", CLIENT]},
        {"azp": "another"},
        {"iss": "https://another.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": 7},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_token_that_is_wrong_signs_nobody_in(wrong: dict[str, Any], lying: Liar) -> None:
    assert sign_in(lying, **wrong) == (400, False)


@pytest.mark.parametrize("said", [False, None, "true", 1], ids=str)
def test_address_that_is_not_called_verified_signs_nobody_in(said: Any, lying: Liar) -> None:
    lying.about = {"sub": "1"}
    assert sign_in(lying, email_verified=said) == (403, False)


def unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "kid": "one"}, claims)]
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), ""])


def forged(told: Liar, how: str, nonce: str) -> Any:
    honest = told.id_token(nonce=nonce)
    claims = jwt.decode(honest, options={"verify_signature": False})
    stranger = rsa.generate_private_key(65537, 2048)
    return {
        "alg none": unsigned(claims),
        "another key": jwt.encode(claims, stranger, algorithm="RS256", headers={"kid": "one"}),
        "unknown key": jwt.encode(claims, told.key, algorithm="RS256", headers={"kid": "two"}),
        "our secret": jwt.encode(
            claims, "a secret of tests alone, long enough", algorithm="HS256", headers={"kid": "one"}
        ),
        "nothing": None,
        "no token": "a.b.c",
    }[how]


@pytest.mark.parametrize("how", ["alg none", "another key", "unknown key", "our secret", "nothing", "no token"])
def test_token_that_the_provider_has_not_signed_signs_nobody_in(how: str, lying: Liar) -> None:
    client = browser(INBOX)
    nonce, state = nonce_and_state(begin(client))
    lying.token = forged(lying, how, nonce)
    assert client.get(BACK, {"code": "c", "state": state}).status_code == 400
    assert not is_signed_in(client)


def test_answer_to_somebody_elses_question_signs_nobody_in(lying: Liar) -> None:
    client, victim = browser(INBOX), browser(INBOX)
    nonce, state = nonce_and_state(begin(client))
    lying.token = lying.id_token(nonce=nonce)
    assert victim.get(BACK, {"code": "c", "state": state}).status_code == 400
    assert browser(OFFICE).get(BACK, {"code": "c", "state": state}).status_code == 400
    assert (is_signed_in(victim), client.get(BACK, {"code": "c"}).status_code) == (False, 400)


def test_userinfo_about_somebody_else_signs_nobody_in(lying: Liar, cast: Cast) -> None:
    lying.about = {"sub": "2", "email": cast.social_worker.user.email, "email_verified": True}
    assert sign_in(lying, email=None) == (400, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "http://127.0.0.1:1/token"},
        {"jwks_uri": "http://169.254.169.254/latest/"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": None},
    ],
    ids=str,
)
def test_discovery_leads_the_server_nowhere_else(wrong: dict[str, Any], lying: Liar) -> None:
    client = browser(INBOX)
    nonce, state = nonce_and_state(begin(client))
    lying.token, lying.discovery = lying.id_token(nonce=nonce), wrong
    answers = [client.get(BACK, {"code": "c", "state": state}).status_code, client.post(BEGIN).status_code]
    assert answers[0] == 400
    assert not is_signed_in(client)


def test_redirect_of_the_provider_is_not_followed(lying: Liar) -> None:
    lying.leads_to = f"{lying.issuer}/elsewhere"
    assert (browser(INBOX).post(BEGIN).status_code, lying.asked) == (400, ["/.well-known/openid-configuration"])


def test_answer_that_is_too_large_is_not_read(lying: Liar) -> None:
    lying.discovery = {"padding": "x" * 300_000}
    assert browser(INBOX).post(BEGIN).status_code == 400


def test_each_sign_in_has_state_nonce_and_proof_of_its_own_and_takes_nothing_from_the_address(lying: Liar) -> None:
    client = browser(INBOX)
    asked = [parse_qs(urlsplit(begin(client)).query) for _ in range(2)]
    assert [one["code_challenge_method"] for one in asked] == [["S256"], ["S256"]]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    tried = client.post(f"{BEGIN}?scope=admin&auth_params=nonce%3Dmine&process=connect").content.decode()
    assert ("admin" in tried, "nonce=mine" in tried) == (False, False)


def test_sign_in_by_a_provider_is_offered_only_if_configured(cast: Cast, settings: Settings) -> None:
    assert b"The town" not in browser(INBOX).get("/accounts/login/").content
    settings.OIDC_NAME = "The town"
    assert b"Sign in with The town" in browser(INBOX).get("/accounts/login/").content

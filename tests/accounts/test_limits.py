"""Guessing codes is slowed down, across processes, under keys that tell nothing; nobody is locked out by others."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from tests.accounts.signing_in import CODE, CONFIRM, INBOX, code, is_signed_in, password, with_app
from tests.cast import Browser, Cast, browser
from tests.factories.accounts import PASSWORD
from trygga.accounts.models import Tries
from trygga.accounts.services import end_old_sessions

HERE, THERE = "192.0.2.1", "198.51.100.7"


def at_the_code(cast: Cast, address: str) -> Browser:
    client = browser(INBOX)
    client.defaults["REMOTE_ADDR"] = address
    assert password(client, cast.social_worker.user).headers["Location"] == CODE
    return client


def guess(client: Browser, times: int, said: str = "000000") -> list[int]:
    return [client.post(CODE, {"code": said}).status_code for _ in range(times)]


def test_guessing_codes_is_slowed_down_and_not_for_good(cast: Cast) -> None:
    with_app(cast.social_worker.user)
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = at_the_code(cast, HERE)
        assert guess(client, 6) == [200] * 5 + [429]
        slowed = client.post(CODE, {"code": code()})
        assert (slowed.status_code, slowed.headers["Retry-After"], is_signed_in(client)) == (429, "600", False)
        now.shift(timedelta(minutes=5, seconds=1))
        assert client.post(CODE, {"code": code()}).status_code == 302


def test_nobody_elsewhere_uses_up_tries_at_the_code(cast: Cast) -> None:
    with_app(cast.social_worker.user)
    guess(at_the_code(cast, THERE), 6)
    assert at_the_code(cast, HERE).post(CODE, {"code": code()}).status_code == 302


def test_guessing_from_ever_new_addresses_is_slowed_down_but_not_at_the_usual_place(cast: Cast) -> None:
    with_app(cast.social_worker.user)
    with time_machine.travel(timezone.now(), tick=False) as now:
        assert at_the_code(cast, HERE).post(CODE, {"code": code()}).status_code == 302
        now.shift(timedelta(minutes=2))
        answers = [guess(at_the_code(cast, f"198.51.100.{number}"), 4) for number in range(6)]
        # Twenty, of which the person's own first one is one.
        assert answers == [[200] * 4] * 4 + [[200, 200, 200, 429], [429] * 4]
        assert at_the_code(cast, THERE).post(CODE, {"code": code()}).status_code == 429
        assert at_the_code(cast, HERE).post(CODE, {"code": code()}).status_code == 302


def test_recovery_codes_are_guessed_as_slowly(cast: Cast) -> None:
    codes = with_app(cast.social_worker.user)
    client = at_the_code(cast, HERE)
    guess(client, 5, "12345678")
    assert client.post(CODE, {"code": codes[0]}).status_code == 429


def test_confirming_is_slowed_down(cast: Cast) -> None:
    client = browser(INBOX)
    client.force_login(cast.social_worker.user)
    answers = [client.post(CONFIRM, {"password": "wrong"}).status_code for _ in range(6)]
    assert (answers, client.post(CONFIRM, {"password": PASSWORD}).status_code) == ([200] * 5 + [429], 429)


def test_too_many_requests_say_when_to_come_back(cast: Cast) -> None:
    client = browser(INBOX)
    answers = [client.post("/accounts/passkeys/options/") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "600"


def test_table_of_tries_names_nobody_and_is_emptied(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        password(browser(INBOX), cast.social_worker.user, "wrong", REMOTE_ADDR=HERE)
        rows = Tries.objects.values_list("cache_key", "value")
        kept = str(list(rows))
        assert len(rows) > 0
        assert [word for word in (cast.social_worker.user.email, HERE, "login") if word in kept] == []
        now.shift(timedelta(minutes=10, seconds=1))
        end_old_sessions()
        assert Tries.objects.count() == 0


@pytest.mark.django_db
def test_tries_are_counted_where_every_process_looks() -> None:
    cache.set("a try", [1.0], timeout=60)
    assert Tries.objects.count() == 1

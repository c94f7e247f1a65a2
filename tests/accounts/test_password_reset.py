"""A new password by mail: for whoever can read the mail, and without telling who is here."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test.signals import template_rendered
from django.utils import timezone
from pytest_django import Settings

from tests.accounts.signing_in import CODE, INBOX, OFFICE, is_signed_in, kinds, password, with_app
from tests.cast import Cast, browser
from trygga.accounts.models import User

ASK, NEW = "/accounts/password/reset/", "three quiet owls"
HOSTS = {INBOX: "http://inbox.localhost:8000", OFFICE: "http://office.localhost:8000"}


def ask(email: str, host: str = INBOX, **options: Any) -> Any:
    return browser(host).post(ASK, {"email": email}, **options)


def link() -> str:
    (found,) = re.findall(r"https?://\S+", str(mail.outbox[-1].body))
    return str(found)


def follow(address: str, host: str = INBOX, new: str = NEW) -> Any:
    """Open the link in some browser and type a new password; the last answer."""
    client = browser(host)
    form = client.get(address.partition("localhost:8000")[2], follow=True)
    if "action_url" not in form.context or form.context.get("token_fail"):
        return form
    return client.post(form.context["action_url"], {"password1": new, "password2": new})


@pytest.mark.parametrize("host", HOSTS)
def test_link_leads_to_a_new_password_once(host: str, cast: Cast) -> None:
    ask(cast.social_worker.user.email, host)
    address = link()
    assert address.startswith(f"{HOSTS[host]}{ASK}")
    assert follow(address, host).headers["Location"] == "/accounts/password/reset/done/"
    assert follow(address, host, "another three owls").context["token_fail"] is True
    assert User.objects.get(pk=cast.social_worker.user.pk).check_password(NEW)


def test_link_ends_after_an_hour(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        ask(cast.social_worker.user.email)
        now.shift(timedelta(hours=1, seconds=1))
        assert follow(link()).context["token_fail"] is True


def test_reset_ends_sessions_and_keeps_the_second_factor(cast: Cast) -> None:
    with_app(cast.social_worker.user)
    signed_in = browser(OFFICE)
    signed_in.force_login(cast.social_worker.user)
    ask(cast.social_worker.user.email)
    follow(link())
    assert (is_signed_in(signed_in), kinds(cast.social_worker.user)) == (False, ["recovery_codes", "totp"])
    client = browser(INBOX)
    assert password(client, cast.social_worker.user, NEW).headers["Location"] == CODE
    assert not is_signed_in(client)


def test_known_and_unknown_addresses_look_alike(cast: Cast) -> None:
    User.objects.filter(pk=cast.colleague.user.pk).update(is_active=False)
    emails = [cast.social_worker.user.email, "nobody@staff.example", cast.colleague.user.email]
    answers = [ask(email, REMOTE_ADDR=f"192.0.2.{number}") for number, email in enumerate(emails)]
    seen = {(answer.status_code, answer.headers["Location"], answer.content) for answer in answers}
    assert seen == {(302, "/accounts/password/reset/sent/", b"")}
    assert [one.to for one in mail.outbox] == [[cast.social_worker.user.email]]


def test_same_work_is_done_for_an_unknown_address(cast: Cast) -> None:
    rendered: list[str] = []
    for email in (cast.social_worker.user.email, "nobody@staff.example"):
        names: list[str] = []

        def note(template: Any, names: list[str] = names, **_: Any) -> None:
            names.append(template.name)

        template_rendered.connect(note)
        ask(email)
        template_rendered.disconnect(note)
        rendered.append(str(names))
    assert rendered[0] == rendered[1]
    assert "password_reset_key_message.txt" in rendered[0]
    assert len(mail.outbox) == 1


def test_mail_is_neutral_and_its_link_believes_no_browser(cast: Cast, settings: Settings) -> None:
    browser("inbox.localhost:6666").post(ASK, {"email": cast.social_worker.user.email})
    (message,) = mail.outbox
    words = f"{message.subject} {message.body}".lower()
    assert [word for word in ("trygga", "violence", "report", "concern", ":6666") if word in words] == []
    assert link().startswith("http://inbox.localhost:8000/accounts/")


def test_mails_to_one_address_are_limited(cast: Cast) -> None:
    answers = [ask(cast.social_worker.user.email, REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(6)]
    assert (answers, len(mail.outbox)) == ([302] * 5 + [429], 5)

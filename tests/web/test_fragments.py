"""Parts of pages that are kept: what they say depends on their language and their arguments, and on nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils import timezone, translation

from trygga.web.templatetags.fragments import fragment

PARTS = {
    "part.html": "{% load i18n %}[{% translate 'Write' %} {{ name }}{{ secret }}{{ request }}]",
    "page.html": "{% load fragments %}{% fragment 'part.html' name=name %}",
    "time.html": "{{ at|date:'H:i' }}",
}


@pytest.fixture(autouse=True)
def parts() -> Iterator[None]:
    loaders = [("django.template.loaders.locmem.Loader", PARTS)]
    backend = "django.template.backends.django.DjangoTemplates"
    with override_settings(TEMPLATES=[{"BACKEND": backend, "OPTIONS": {"loaders": loaders}}]):
        yield


def page(**variables: object) -> str:
    return Template(PARTS["page.html"]).render(Context(variables))


def test_fragment_sees_only_its_arguments() -> None:
    assert page(name="Ö", secret="of this page", request="of a reader") == "[Write Ö]"


def test_fragment_is_that_of_its_arguments_and_language() -> None:
    shown = []
    for language in ("en", "sv", "en", "sv"):
        with translation.override(language):
            shown += [page(name="a"), page(name="b")]
    assert shown == ["[Write a]", "[Write b]", "[Skriv a]", "[Skriv b]"] * 2


def test_fragment_shows_times_in_the_zone_of_the_page() -> None:
    at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    shown = []
    for zone in ("Europe/Stockholm", "Europe/Helsinki"):
        with timezone.override(ZoneInfo(zone)):
            shown.append(fragment("time.html", at=at))
    assert shown == ["13:00", "14:00"]


def test_fragment_escapes_its_arguments_once() -> None:
    assert page(name="<b>") == page(name="<b>") == "[Write &lt;b&gt;]"


def test_fragment_refuses_what_may_change_unseen() -> None:
    with pytest.raises(TypeError):
        page(name=["a list"])

"""Eight languages: fallbacks, words that Django does not have, who has reviewed what."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.forms import ChangePasswordForm, LoginForm
from django.conf import settings as django_settings
from django.utils import formats, translation
from django.utils.translation import gettext
from pytest_django import Settings

from tests.cast import Cast, PublicBrowser, StaffBrowser
from trygga.directory.sentences import weekday_and_time
from trygga.web import languages
from trygga.web.borrowed import FORMS, MONTHS, WEEKDAYS
from trygga.web.languages import ReviewStatus, digest_of, languages_of_safety, languages_to_read, review_status

LANGUAGES = [code for code, _ in django_settings.LANGUAGES]
MONDAY = datetime(2026, 2, 9, 7, tzinfo=UTC)
REVIEW = '[[review]]\nperson = "N. N."\nrole = "translator"\non = 2026-11-24\ndigest = "{digest}"\n'


# ---- words of Django and allauth ----
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_borrowed_texts_are_never_english(language: str) -> None:
    with translation.override(language):
        assert [text for text in (*WEEKDAYS, *MONTHS, *FORMS) if gettext(text) == text] == []


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [
        ("sv", "måndag 08:00", "måndag 9 februari 08:00"),
        ("sv-simple", "måndag 08:00", "måndag 9 februari 08:00"),
        ("en", "Monday 08:00", "Monday 9 February 08:00"),
        ("ar", "الاثنين 08:00", "الاثنين 9 فبراير 08:00"),
        ("so", "Isniin 08:00", "Isniin 9 Febraayo 08:00"),
        ("fa", "دوشنبه 08:00", "دوشنبه 9 فوریه 08:00"),
        ("ti", "ሰኑይ 08:00", "ሰኑይ 9 ለካቲት 08:00"),
        ("uk", "Понеділок 08:00", "Понеділок 9 Лютого 08:00"),
    ],
)
def test_day_is_named_in_the_language_of_the_page(language: str, near: str, far: str) -> None:
    with translation.override(language):
        with time_machine.travel(MONDAY - timedelta(days=2), tick=False):
            said_near = weekday_and_time(MONDAY)
        with time_machine.travel(MONDAY - timedelta(days=9), tick=False):
            said_far = weekday_and_time(MONDAY)
    assert (said_near.casefold(), said_far.casefold()) == (near.casefold(), far.casefold())


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_form_speaks_the_language_of_the_page(language: str, cast: Cast) -> None:
    def said() -> set[str]:
        sign_in = LoginForm({"login": "no address", "password": ""})
        change = ChangePasswordForm(cast.colleague.user, {"oldpassword": "x", "password1": "short", "password2": ""})
        labels = {str(field.label) for form in (sign_in, change) for field in form.fields.values()}
        return labels | {str(error) for form in (sign_in, change) for field in form.errors.values() for error in field}

    with translation.override("en"):
        english = said()
    with translation.override(language):
        here = said()
    assert (english & here, len(here)) == (set(), len(english))


def test_easy_swedish_falls_back_to_swedish(tmp_path: Path, settings: Settings) -> None:
    with translation.override("sv"):
        swedish = gettext("Enter a whole number."), formats.date_format(MONDAY, "l j F"), formats.date_format(MONDAY)
    with translation.override("sv-simple"):
        easy = gettext("Enter a whole number."), formats.date_format(MONDAY, "l j F"), formats.date_format(MONDAY)
    assert swedish == easy
    assert swedish[0] == "Fyll i ett heltal."


def test_text_that_easy_swedish_lacks_is_swedish_and_not_english() -> None:
    catalogue: Any = translation.trans_real.DjangoTranslation("sv-simple")
    for layer in catalogue._catalog._catalogs:  # as if it had not been translated
        layer.pop("Sign in", None)
    assert catalogue.gettext("Sign in") == "Logga in"


def test_languages_to_read_end_with_the_source() -> None:
    found = {code: languages_to_read(code) for code in ("sv", "sv-simple", "en", "ti")}
    assert found == {"sv": ("sv", "en"), "sv-simple": ("sv-simple", "sv", "en"), "en": ("en",), "ti": ("ti", "en")}


def test_staff_page_follows_the_browser(staff_browser: StaffBrowser) -> None:
    for accepted, language in {"ti-ER": "ti", "sv-simple": "sv-simple", "fa-AF": "fa", "so": "so"}.items():
        page = staff_browser(None).get("/accounts/login/", headers={"accept-language": accepted}).content.decode()
        assert f'<html lang="{language}"' in page


# ---- reviews ----
@pytest.fixture
def reviewed(tmp_path: Path, settings: Settings) -> Iterator[Any]:
    """Write the review of a language whose catalogue is a file of this test; gives the function that does it."""
    settings.LOCALE_PATHS = [tmp_path]
    for locale in ("sv", "ti"):
        (tmp_path / locale / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / locale / "LC_MESSAGES" / "django.mo").write_bytes(locale.encode())
        (tmp_path / locale / "review.toml").write_text("")
    review_status.cache_clear()

    def write(language: str, digest: str) -> ReviewStatus:
        (tmp_path / language / "review.toml").write_text(REVIEW.format(digest=digest))
        review_status.cache_clear()
        return review_status(language)

    yield write
    review_status.cache_clear()


def test_review_holds_for_the_texts_that_were_read(reviewed: Any) -> None:
    assert review_status("ti") == ReviewStatus(reviews=(), stale=())
    status = reviewed("ti", digest_of("ti"))
    assert (status.is_reviewed, status.stale) == (True, ())
    assert (status.reviews[0].person, status.reviews[0].role, status.reviews[0].on) == (
        "N. N.",
        "translator",
        date(2026, 11, 24),
    )


def test_review_is_stale_once_a_text_has_changed(reviewed: Any, tmp_path: Path) -> None:
    digest = digest_of("ti")
    (tmp_path / "ti" / "LC_MESSAGES" / "django.mo").write_bytes(b"another text")
    status = reviewed("ti", digest)
    assert (status.is_reviewed, len(status.stale)) == (False, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_who_has_reviewed_it(language: str) -> None:
    """Honest now: nobody. Whoever records a review changes this test."""
    assert review_status(language) == ReviewStatus(reviews=(), stale=())
    assert (languages._folder(language) / "review.toml").read_text().startswith("# Not reviewed by anybody.")


def test_page_says_that_nobody_has_reviewed_it(
    cast: Cast, public_browser: PublicBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = public_browser(cast.sandby)
    page = client.get("/uk/write/").content.decode()
    for language, sentence in {
        "uk": "Ці тексти ще ніхто не перевірив.",
        "sv": "Ingen har granskat de här texterna ännu.",
        "en": "Nobody has reviewed these texts yet.",
    }.items():
        assert f'<span lang="{language}" dir="ltr">{sentence}</span>' in page
    monkeypatch.setattr("trygga.web.context.review_status", lambda language: ReviewStatus(reviews=(READER,), stale=()))
    assert "Ці тексти ще ніхто не перевірив." not in client.get("/uk/write/").content.decode()


READER = languages.Review(person="N. N.", role="translator", on=date(2026, 11, 24), digest="")


# ---- what safety hangs on ----
@pytest.mark.parametrize("language", LANGUAGES)
def test_safety_is_shown_in_reviewed_words_or_in_swedish_and_english(
    language: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    page = public_browser(cast.sandby).get(f"/{language}/").content.decode()
    shown = [language] if language in ("sv", "en") else ["sv", "en"]
    for text in ("Is it happening now?", "Is it about you?", "Can I stay anonymous?"):
        headings = {}
        for one in LANGUAGES:
            with translation.override(one):
                headings[one] = f">{gettext(text)}</h"
        found = {heading for heading in headings.values() if heading in page}
        assert found == {headings[one] for one in shown}
    assert page.count('id="now"') == page.count('id="own"') == 1


def test_safety_is_shown_in_its_own_language_in_a_demo_and_once_reviewed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert languages_of_safety("ti") == ("sv", "en")
    monkeypatch.setattr(languages, "review_status", lambda language: ReviewStatus(reviews=(READER,), stale=()))
    assert languages_of_safety("ti") == ("ti",)
    monkeypatch.undo()
    settings.DEMO = True
    assert languages_of_safety("ti") == ("ti",)

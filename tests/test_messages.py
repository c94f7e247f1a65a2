"""The committed translations keep every rule, and each rule notices a catalogue that breaks it."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils.translation import to_locale

from scripts import messages
from scripts.messages import Allowed
from tests.environment import ROOT

pytestmark = pytest.mark.no_database


LONG = "Ring socialtjänsten och berätta vad som oroar dig, utan att säga vem det gäller eller vem du är. " * 2
NOTHING = Allowed()


def catalogue(texts: dict[str, str], *, locale: str = "ar", fuzzy: bool = False) -> Catalog:
    made = Catalog(locale=locale)
    for text, translation in texts.items():
        made.add(text, translation, flags=["fuzzy"] if fuzzy else [])
    return made


def test_catalogues_keep_every_rule_and_are_compiled() -> None:
    check = [sys.executable, "scripts/messages.py", "--check"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.splitlines(), done.stderr, done.returncode) == ([], "", 0)


def test_every_language_but_the_source_has_a_catalogue() -> None:
    there = {path.parts[-3] for path in messages.LOCALES.glob(f"*/{messages.CATALOGUE}")}
    assert there == {to_locale(code) for code, _ in settings.LANGUAGES} - {"en"}


def test_text_without_translation_is_noticed() -> None:
    assert list(messages.untranslated("ar", catalogue({"Call": "", "Write": "اكتب"}))) == ["Call"]


def test_borrowed_text_may_be_empty_only_where_it_is_lent() -> None:
    empty = {"Monday": "", "This field is required.": "", "Current Password": ""}
    assert list(messages.untranslated("ar", catalogue(empty))) == []
    assert list(messages.untranslated("sv_Simple", catalogue(empty, locale="sv"))) == []
    assert list(messages.untranslated("so", catalogue(empty, locale="so"))) == list(empty)


def test_plural_that_is_lent_is_not_hidden() -> None:
    text = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "one"\nmsgid_plural "many"\n'
    assert b"many" not in messages.compiled(text + 'msgstr[0] ""\nmsgstr[1] ""\n')
    assert b"flera" in messages.compiled(text + 'msgstr[0] "en"\nmsgstr[1] "flera"\n')


def test_guess_is_noticed() -> None:
    assert list(messages.guessed("ar", catalogue({"Call": "اكتب"}, fuzzy=True))) == ["Call"]


def test_copy_is_noticed_unless_it_is_on_the_list() -> None:
    copies = catalogue({"Write": "Write", "Trygga grannar": "Trygga grannar", "112": "112", "Call": "Ring"})
    allowed = Allowed(same=frozenset({"Trygga grannar"}))
    assert list(messages.copied("sv", copies, allowed)) == ["Write"]


@pytest.mark.parametrize(
    ("locale", "translation", "is_right"),
    [
        ("ar", "اتصل بالرقم", True),
        ("ar", "Ring numret", False),
        ("ar", "اتصل call", False),
        ("ar", "اتصل socialjouren", True),
        ("fa", "زنگ بزنید", True),
        ("fa", "Подзвоніть", False),
        ("ti", "ደውሉ", True),
        ("ti", "اتصل", False),
        ("uk", "Подзвоніть", True),
        ("uk", "Подзвоніть now", False),
        ("uk", '<a href="{url}">Подзвоніть</a> %(name)s', True),
        ("so", "Wac", True),
    ],
)
def test_other_script_is_noticed(locale: str, translation: str, is_right: bool) -> None:
    allowed = Allowed(latin=frozenset({"socialjouren"}))
    found = list(messages.in_another_script(locale, catalogue({"Call the number": translation}), allowed))
    assert (found == []) is is_right


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Until %(time)s", "حتى"),
        ("Until %(time)s", "حتى %(hour)s"),
        ("Say <bdi>%(number)s</bdi>", "قل %(number)s"),
        ("%%(typed)s signs", "%(typed)s حرفا"),
        ("Signed in as {name}.", "{name} {name}"),
        ("\nCall", "اتصل"),
    ],
)
def test_other_placeholder_is_noticed(text: str, translation: str) -> None:
    assert list(messages.with_other_placeholders("ar", catalogue({text: translation}))) == [text]
    assert list(messages.with_other_placeholders("ar", catalogue({text: text}))) == []


def test_mark_of_direction_is_noticed() -> None:
    assert list(messages.with_direction_marks("ar", catalogue({"Call": "\u200fاتصل", "Write": "اكتب"}))) == ["Call"]


def test_easy_swedish_that_is_not_easier_is_noticed() -> None:
    general = catalogue({"long": LONG, "short": "Ring", "listed": LONG}, locale="sv")
    assert list(messages.not_easier(general, general, Allowed(easy=frozenset({"listed"})))) == ["long"]
    easier = catalogue({"long": "Ring socialtjänsten."}, locale="sv")
    assert list(messages.not_easier(easier, general, NOTHING)) == []


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of a catalogue that is committed and compiled as it should be."""
    folder = tmp_path
    monkeypatch.setattr(messages, "LOCALES", folder)
    (folder / "sv" / "LC_MESSAGES").mkdir(parents=True)
    text = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Call"\nmsgstr "Ring"\n'
    messages.write("sv", text)
    return text


def test_catalogue_that_was_changed_by_hand_is_noticed(committed: str) -> None:
    assert messages.differences("sv", committed) == []
    stale = messages.differences("sv", committed.replace("Ring", "Ring nu"))
    assert stale == [
        "sv: django.po is not what the source says; run make messages",
        "sv: django.mo is not made from django.po; run make messages",
    ]


def test_every_rule_is_asked() -> None:
    bad = catalogue({"Write to us": "Write to us", "Call %(a)s": "Ring", "No": "", "Long": LONG}, locale="sv")
    bad.add("Guess", "Gissa", flags=["fuzzy"])
    bad.add("Turn", "\u200fVänd")
    names = {line.split(": ")[1] for line in messages.broken_rules("sv_Simple", bad, NOTHING, bad)}
    names |= {line.split(": ")[1] for line in messages.broken_rules("ar", bad, NOTHING, bad)}
    assert names == {
        "not translated",
        "only guessed",
        "the source again",
        "in another script",
        "other placeholders",
        "direction marks",
        "not easier than Swedish",
    }


def test_reason_is_wanted_for_whatever_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "allowed.toml"
    path.write_text('[same]\n"SMS" = " "\n[latin]\n[easy]\n')
    with pytest.raises(AssertionError):
        Allowed.read(path)

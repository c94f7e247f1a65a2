"""Collect the texts to translate into src/trygga/locale/*/LC_MESSAGES/django.po and compile the .mo files beside them.

The collecting needs gettext; the compiling does not, and the same .po always gives the same .mo, which is committed
(a bare machine has no msgfmt). With --check nothing is written: what would change, or breaks one of the rules below,
is an error. Names and numbers that may stand as they are in every language are on a list with reasons: allowed.toml.
"""

import argparse
import gettext
import io
import os
import re
import shutil
import sys
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

from trygga.web.borrowed import BORROWED

SOURCE = Path(__file__).resolve().parent.parent / "src" / "trygga"
LOCALES = SOURCE / "locale"
CATALOGUE = "LC_MESSAGES/django.po"
NO_DATE = datetime(2017, 6, 17, tzinfo=UTC)  # a .mo must hold one; git knows the real ones
UNSTABLE = ("POT-Creation-Date", "PO-Revision-Date")

EASY, GENERAL = "sv_Simple", "sv"
SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "ti": "ETHIOPIC", "uk": "CYRILLIC"}
PLACEHOLDER = re.compile(r"%{1,2}\([a-z_]+\)[sd]|%[sd%]|\{[a-z_]*\}|</?[a-z][^>]*>|&[a-z]+;")
LATIN_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉé]{2,}")
# Direction is the document's business: a mark in a text turns what stands around it.
DIRECTION_MARK = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
SHORT_LETTERS = 3
"""A text of so few letters ("112", "Nr") may be the same in two languages."""
LONG_LETTERS = 120
"""A Swedish text of so many letters has something that easy Swedish says more easily."""


@dataclass(frozen=True)
class Allowed:
    """What the rules let pass: whole texts that are the same in a language, and words in Latin letters."""

    same: frozenset[str] = frozenset()
    latin: frozenset[str] = frozenset()
    easy: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: Path) -> "Allowed":
        """Each entry is a text and the reason for it; a reason is asked for, and not used."""
        written = tomllib.loads(path.read_text())
        assert all(reason.strip() for part in written.values() for reason in part.values())
        words = {word for text in written["latin"] for word in LATIN_WORD.findall(text)}
        return cls(frozenset(written["same"]), frozenset(words), frozenset(written["easy"]))


def strings(message: Message) -> list[str]:
    """The translations of a message: one, or as many as the language has plurals."""
    found = message.string if isinstance(message.string, tuple | list) else [message.string]
    return [one or "" for one in found]


def source_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def letters(text: str) -> str:
    return "".join(character for character in PLACEHOLDER.sub("", text) if character.isalpha())


# ---- rules: each gives the source texts whose translation breaks it ----
def untranslated(locale: str, catalog: Catalog) -> Iterator[str]:
    """No text is without a translation; what is borrowed may have Django's or allauth's."""
    for message in catalog:
        text = source_of(message)
        if text and not all(strings(message)) and not (text in BORROWED and is_lent(text, locale)):
            yield text


def guessed(locale: str, catalog: Catalog) -> Iterator[str]:
    """No translation is one that the collector only guessed from a similar text."""
    return (source_of(message) for message in catalog if message.id and message.fuzzy)


def translations(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every source text with each of its translations."""
    for message in catalog:
        if message.id:
            yield from ((source_of(message), one) for one in strings(message) if one)


def copied(locale: str, catalog: Catalog, allowed: Allowed) -> Iterator[str]:
    """No translation is the source again."""
    for text, one in translations(catalog):
        if one == text and len(letters(text)) > SHORT_LETTERS and text not in allowed.same:
            yield text


def in_another_script(locale: str, catalog: Catalog, allowed: Allowed) -> Iterator[str]:
    """A translation is in the script of its language, and words in Latin letters are names or meant to be said."""
    script = SCRIPTS.get(locale)
    if script is None:
        return
    for text, one in translations(catalog):
        is_short = len(letters(text)) <= SHORT_LETTERS or text in allowed.same
        is_there = any(script in unicodedata.name(character, "") for character in one)
        foreign = set(LATIN_WORD.findall(PLACEHOLDER.sub(" ", one))) - allowed.latin
        if foreign or not (is_there or is_short):
            yield f"{text} ({', '.join(sorted(foreign)) or 'not in its script'})"


def with_other_placeholders(locale: str, catalog: Catalog) -> Iterator[str]:
    """A translation has the placeholders and the markup of its source, and the new lines around it."""
    for text, one in translations(catalog):
        is_same = sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(one))
        edges = [(part.startswith("\n"), part.endswith("\n")) for part in (text, one)]
        if not is_same or edges[0] != edges[1]:
            yield text


def with_direction_marks(locale: str, catalog: Catalog) -> Iterator[str]:
    return (text for text, one in translations(catalog) if DIRECTION_MARK.search(one))


def not_easier(easy: Catalog, general: Catalog, allowed: Allowed) -> Iterator[str]:
    """A long text in easy Swedish is not the Swedish one again."""
    swedish = dict(translations(general))
    for text, one in translations(easy):
        if one == swedish.get(text) and len(letters(one)) >= LONG_LETTERS and text not in allowed.easy:
            yield text


def is_lent(text: str, locale: str) -> bool:
    """Whether Django or allauth has it in this language, or in the general one that it is a variant of."""
    folders = [Path(package.__file__ or "").parent for package in (django, allauth)]
    places = [folders[0] / "conf/locale", folders[0] / "contrib/auth/locale", folders[1] / "locale"]
    languages = [locale, locale.partition("_")[0]]
    found = (gettext.translation("django", place, languages, fallback=True) for place in places)
    return any(one.gettext(text) != text or one.ngettext(text, "", 1) not in ("", text) for one in found)


# ---- catalogues ----
class Collector(makemessages.Command):
    """Guesses nothing from similar texts: what is not translated is empty."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


def collect(locales: list[str]) -> dict[str, str]:
    """The catalogue of each locale with every text now in the source.

    Works on a copy, because Django's collector leaves files beside the templates while it runs.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "trygga"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "migrations"))
        settings.LOCALE_PATHS = [str(copy / "locale")]
        os.chdir(copy)
        options = {"no_location": True, "no_wrap": True, "no_obsolete": True, "verbosity": 0}
        call_command(Collector(), locale=locales, stdout=io.StringIO(), **options)
        return {locale: _stable((copy / "locale" / locale / CATALOGUE).read_text()) for locale in locales}


def _stable(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in UNSTABLE)))


def compiled(text: str) -> bytes:
    """The .mo of a catalogue; what is fuzzy or not translated is left out, as msgfmt does."""
    target, catalog = io.BytesIO(), parsed(text)
    # Of a text with a plural Babel would write the source instead, and hide the translation that is borrowed.
    for message in [one for one in catalog if one.pluralizable and not all(strings(one))]:
        catalog.delete(message.id)
    write_mo(target, catalog)
    return target.getvalue()


def parsed(text: str) -> Catalog:
    catalog = read_po(io.BytesIO(text.encode()), abort_invalid=True)
    catalog.creation_date = catalog.revision_date = NO_DATE
    return catalog


def broken_rules(locale: str, catalog: Catalog, allowed: Allowed, general: Catalog) -> list[str]:
    """Every rule that a catalogue breaks, with the text; `general` is the Swedish one, for easy Swedish."""
    rules: dict[str, Iterator[str]] = {
        "not translated": untranslated(locale, catalog),
        "only guessed": guessed(locale, catalog),
        "the source again": copied(locale, catalog, allowed),
        "in another script": in_another_script(locale, catalog, allowed),
        "other placeholders": with_other_placeholders(locale, catalog),
        "direction marks": with_direction_marks(locale, catalog),
        "not easier than Swedish": not_easier(catalog, general, allowed) if locale == EASY else iter(()),
    }
    return [f"{locale}: {name}: {text!r}" for name, texts in rules.items() for text in dict.fromkeys(texts)]


def differences(locale: str, text: str) -> list[str]:
    """What differs from the committed files."""
    folder = LOCALES / locale
    found = []
    if (folder / CATALOGUE).read_text() != text:
        found.append(f"{locale}: django.po is not what the source says; run make messages")
    if (folder / CATALOGUE).with_suffix(".mo").read_bytes() != compiled(text):
        found.append(f"{locale}: django.mo is not made from django.po; run make messages")
    return found


def write(locale: str, text: str) -> None:
    path = LOCALES / locale / CATALOGUE
    path.write_text(text)
    path.with_suffix(".mo").write_bytes(compiled(text))
    digest = sha256(compiled(text)).hexdigest()
    print(
        f"{locale}: {len(parsed(text))} texts, {len(list(untranslated(locale, parsed(text))))} of them not translated"
    )
    print(f"    digest for review.toml: {digest}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    settings.configure()
    django.setup()
    collected = collect(sorted(path.parts[-3] for path in LOCALES.glob(f"*/{CATALOGUE}")))
    catalogs = {locale: parsed(text) for locale, text in collected.items()}
    allowed, found = Allowed.read(LOCALES / "allowed.toml"), []
    for locale, text in collected.items():
        if is_check:
            found += differences(locale, text)
        else:
            write(locale, text)
        found += broken_rules(locale, catalogs[locale], allowed, catalogs[GENERAL])
    print("\n".join(found), end="\n" if found else "")
    return 1 if found and is_check else 0


if __name__ == "__main__":
    sys.exit(main())

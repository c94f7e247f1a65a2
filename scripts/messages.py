"""Collect the texts to translate into src/trygga/locale/*/LC_MESSAGES/django.po and compile the .mo files beside them.

The collecting needs gettext; the compiling does not, and the same .po always gives the same .mo, which is committed
(a bare machine has no msgfmt). With --check nothing is written: what would change, or is not translated, is an error.
"""

import argparse
import io
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

SOURCE = Path(__file__).resolve().parent.parent / "src" / "trygga"
CATALOGUE = "LC_MESSAGES/django.po"
NO_DATE = datetime(2017, 6, 17, tzinfo=UTC)  # a .mo must hold one; git knows the real ones
UNSTABLE = ("POT-Creation-Date", "PO-Revision-Date")


def collect(locale: str) -> str:
    """The catalogue of `locale` with every text now in the source.

    Works on a copy, because Django's collector leaves files beside the templates while it runs.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "trygga"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "migrations"))
        settings.LOCALE_PATHS = [str(copy / "locale")]
        os.chdir(copy)
        options = {"no_location": True, "no_wrap": True, "no_obsolete": True, "verbosity": 0}
        call_command("makemessages", locale=[locale], stdout=io.StringIO(), **options)
        lines = (copy / "locale" / locale / CATALOGUE).read_text().splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in UNSTABLE)))


def compiled(text: str) -> bytes:
    """The .mo of a catalogue; texts marked fuzzy are left out, as msgfmt does."""
    target = io.BytesIO()
    write_mo(target, parsed(text))
    return target.getvalue()


def parsed(text: str) -> Catalog:
    catalog = read_po(io.BytesIO(text.encode()), abort_invalid=True)
    catalog.creation_date = catalog.revision_date = NO_DATE
    return catalog


def untranslated(text: str) -> list[str]:
    """Texts without a translation, or with one that was only guessed."""
    found = []
    for message in parsed(text):
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            found.append(str(message.id))
    return found


def problems(locale: str, text: str) -> list[str]:
    """What differs from the committed files, and what is not translated."""
    folder = SOURCE / "locale" / locale
    found = [f"{locale}: not translated: {one!r}" for one in untranslated(text)]
    if (folder / CATALOGUE).read_text() != text:
        found.append(f"{locale}: django.po is not what the source says; run make messages")
    if (folder / CATALOGUE).with_suffix(".mo").read_bytes() != compiled(text):
        found.append(f"{locale}: django.mo is not made from django.po; run make messages")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    settings.configure()
    django.setup()
    found: list[str] = []
    for path in sorted((SOURCE / "locale").glob(f"*/{CATALOGUE}")):
        locale = path.parts[-3]
        text = collect(locale)
        if is_check:
            found += problems(locale, text)
            continue
        path.write_text(text)
        path.with_suffix(".mo").write_bytes(compiled(text))
        print(f"{locale}: {len(parsed(text))} texts, {len(untranslated(text))} of them not translated")
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

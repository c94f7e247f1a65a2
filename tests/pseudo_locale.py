"""A pseudo-translation that is written from right to left, so that such languages are proven before the first is there.

Every source text becomes Arabic letters of about the same length; placeholders and markup stay as they are.
A text that stays Latin on a page in this language was never marked for translation.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = "ar_XB"
PLURAL_FORMS = 6  # Arabic has six; Django takes the number from its own Arabic catalogue
PLACEHOLDERS = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;)")
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz",
    "ابثدعفغهيجكلمنوپقرستوڤخطيز",
)


def pseudo(text: str) -> str:
    """`text` in Arabic letters: same words, same placeholders."""
    parts = PLACEHOLDERS.split(text)
    return "".join(part if PLACEHOLDERS.fullmatch(part) else part.lower().translate(LETTERS) for part in parts)


def write(source: Path, folder: Path) -> Path:
    """Write the pseudo-translation of the catalogue at `source` (a .po file) under `folder`; return the new file."""
    with source.open("rb") as file:
        original = read_po(file)
    catalog = Catalog(locale="ar")
    for message in original:
        if not message.id:
            continue
        if isinstance(message.id, str):
            catalog.add(message.id, pseudo(message.id), context=message.context)
        else:
            one, many = (pseudo(text) for text in message.id)
            catalog.add(message.id, (one,) + (many,) * (PLURAL_FORMS - 1), context=message.context)
    target = folder / LOCALE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalog)
    return target

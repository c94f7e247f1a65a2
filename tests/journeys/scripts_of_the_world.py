"""A text with every script of the world, as hard on a program as real people's texts can be."""

import sys
import unicodedata
from collections import defaultdict

EACH = 3
KINDS = {"Ll", "Lu", "Lo", "Lm", "Mn", "Mc", "Nd", "Po", "Sc"}
HARD = [
    "שלום (עולם) 12-34",  # right to left, with brackets and numbers
    "\u202bمرحبا\u202c \u2067العربية\u2069 \u200f123\u200f",  # embeddings, isolates and marks
    "e\u0301 é a\u0323\u0302 ṩ s\u0323\u0307 ﬁ Å Å",  # composed, decomposed, compatibility: never normalised
    "👩🏽‍❤️‍💋‍👨🏿 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇸🇪 1️⃣",  # joined, toned, tagged, flags
    "Z̷̢͎̗̯͉͔ͤ͊a̴̧͚̾ḷ̸̈́g̵̱̈o̷͙͝",  # piled up marks
    "नमस्ते ক্ষ ශ්‍රී မြန်မာ ខ្មែរ ངོ་སྤྲོད། ትግርኛ ᠮᠣᠩᠭᠣᠯ",  # conjuncts, stacks, joiners
    "\u200b\u200c\u200d\ufeff|\u00a0|\u00ad|\u2028|\u2029|\u0085|\u3000|",  # spaces and breaks that one does not see
    "\\ / ' \" ` <b>&amp;</b> {{ seven }} {% now %} %s %(x)s $1 \\u0041 ; --",  # what programs stumble over
    "𐍈 𝒳 𠮷 \U0010fffd \ufffd \ufdd0 \U0001fffe",  # beyond sixteen bits, and what no one has assigned
    "line one\nline two\n\n\tindented",
]


def every_script() -> str:
    """`EACH` characters for each first word of a character's name (LATIN, THAI, ...), then the HARD lines."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for character in map(chr, range(0x21, sys.maxunicode)):
        if unicodedata.category(character) in KINDS:
            script = unicodedata.name(character, "").split(" ")[0].split("-")[0]
            if script and len(found[script]) < EACH:
                found[script].append(character)
    lines = ["".join(characters) for characters in found.values()]
    return "\n".join([*HARD, " ".join(lines), "The end."])

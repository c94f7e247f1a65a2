"""The committed translations are complete and are what the source and the catalogues say."""

import subprocess
import sys

from tests import pseudo_locale
from tests.environment import ROOT


def test_catalogues_are_complete_and_compiled() -> None:
    check = [sys.executable, "scripts/messages.py", "--check"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.splitlines(), done.stderr, done.returncode) == ([], "", 0)


def test_pseudo_translation_keeps_placeholders_and_markup() -> None:
    text = 'Read by %(when)s, <a href="{url}">call</a> %s &nbsp; {name}.'
    assert pseudo_locale.pseudo(text) == 'رعاد بي %(when)s, <a href="{url}">ثالل</a> %s &nbsp; {name}.'

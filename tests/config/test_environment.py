"""A setting that is missing or wrong stops every command with its sentence, and without a traceback."""

from pathlib import Path

import pytest

from tests.commands import PRODUCTION, Done, trygga

WRONG_ORIGIN = "write an origin such as https://inbox.example.se."
WRONG_FLAG = "write 1 for yes or 0 for no."
WRONG_BITS = "write a whole number from 0 to 19."
WRONG_DATABASE = "TRYGGA_DATABASE cannot be read; write an address such as postgresql://user@host/name."
MISTAKES = {
    "no_secret": (
        {"TRYGGA_SECRET_KEY": ""},
        "Set TRYGGA_SECRET_KEY in the environment; docs/operations.md says what it means.",
    ),
    "short_secret": (
        {"TRYGGA_SECRET_KEY": "x" * 49},
        "TRYGGA_SECRET_KEY is too short; use at least 50 random characters.",
    ),
    "no_inbox": (
        {"TRYGGA_INBOX_ORIGIN": ""},
        "Set TRYGGA_INBOX_ORIGIN in the environment; docs/operations.md says what it means.",
    ),
    **{
        f"inbox_{number}": (
            {"TRYGGA_INBOX_ORIGIN": origin},
            f"TRYGGA_INBOX_ORIGIN is {origin!r}; {WRONG_ORIGIN}",
        )
        for number, origin in enumerate(
            ["inbox.example.se", "https://", "ftp://inbox.example.se", "https://inbox.example.se/", "https://:8000"]
        )
    },
    "one_host": (
        {"TRYGGA_OFFICE_ORIGIN": "https://inbox.example.se:8443"},
        "TRYGGA_INBOX_ORIGIN and TRYGGA_OFFICE_ORIGIN name the same host; give each a host name of its own.",
    ),
    "demo_yes": ({"TRYGGA_DEMO": "yes"}, f"TRYGGA_DEMO is 'yes'; {WRONG_FLAG}"),
    "proxy_true": ({"TRYGGA_BEHIND_PROXY": "true"}, f"TRYGGA_BEHIND_PROXY is 'true'; {WRONG_FLAG}"),
    **{
        f"bits_{bits}": ({"TRYGGA_PROOF_BITS": bits}, f"TRYGGA_PROOF_BITS is {bits!r}; {WRONG_BITS}")
        for bits in ("20", "-1", "many", "²")
    },
    **{
        f"proxies_{number}": (
            {"TRYGGA_TRUSTED_PROXIES": number},
            f"TRYGGA_TRUSTED_PROXIES is {number!r}; write a whole number from 0 to 9.",
        )
        for number in ("10", "one")
    },
    "database": ({"TRYGGA_DATABASE": "nosuch://here"}, WRONG_DATABASE),
}


def check(var: Path, **changes: str) -> Done:
    return trygga("check", var=var, **PRODUCTION | changes)


def test_check_passes_with_right_settings(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_check_ends_with_the_sentence(mistake: str, tmp_path: Path) -> None:
    changes, sentence = MISTAKES[mistake]
    done = check(tmp_path, **changes)
    assert (done.returncode, done.stderr) == (1, f"trygga: {sentence}\n")


@pytest.mark.parametrize("database", ["", "postgresql://u:secret@[host/x", "mysql:", "sqlite"])
def test_sentence_on_the_database_does_not_repeat_a_password(database: str, tmp_path: Path) -> None:
    done = check(tmp_path, TRYGGA_DATABASE=database)
    expected = (0, "") if database == "" else (1, f"trygga: {WRONG_DATABASE}\n")
    assert (done.returncode, done.stderr) == expected

"""`trygga doctor`: one line for each check, what to do where something is wrong, and 1 at the end."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.commands import trygga
from tests.factories.audit import entries_of, in_turn
from tests.triggers import drop_triggers, execute, without_triggers
from trygga.audit.models import Link
from trygga.audit.protection import EXPECTED
from trygga.audit.services import extend_chains, heads_to_mail
from trygga.ops import doctor
from trygga.ops.doctor import CHECKS, Finding

DAY = date(2026, 2, 7)


@pytest.fixture
def log(db: None) -> None:
    """Organisation 7 with three links, and two of no organisation."""
    entries_of(*in_turn([7, None], 5))
    extend_chains()


def run(*heads: str) -> tuple[int, list[str]]:
    """How it ends, and its lines."""
    output = StringIO()
    try:
        call_command("doctor", *(f"--head={head}" for head in heads), stdout=output)
    except SystemExit as end:
        return int(str(end.code)), output.getvalue().splitlines()
    return 0, output.getvalue().splitlines()


def test_healthy_installation_has_a_line_for_each_check(log: None) -> None:
    assert run() == (
        0,
        [
            f"ok     database: {connection.vendor}, every migration applied",
            "ok     log refuses changes: the database refuses to change or remove entries",
            "ok     log is whole: 5 links in 2 chains",
            "ok     outbox: nothing waits for long, and nothing was undeliverable",
        ],
    )
    assert len(CHECKS) == 4


def test_broken_chain_is_named_with_its_place_and_what_to_do(log: None) -> None:
    entry, other = Link.objects.get(chain=7, number=2).entry, Link.objects.get(chain=0, number=1).entry
    with without_triggers():
        execute(f"UPDATE audit_entry SET actor = 99 WHERE id = {entry}", f"DELETE FROM audit_entry WHERE id = {other}")
    end, lines = run()
    assert (end, len(lines)) == (1, 5)
    assert lines[2].startswith(
        f"WRONG  log is whole: entries of no organisation: link 1: entry {other} is gone. Keep a copy of the database"
    )
    assert lines[3] == f"       organisation 7: link 2: entry {entry} or its link was changed"


def test_many_breaks_are_counted(log: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MOST_SHOWN", 2)
    with without_triggers():
        execute("DELETE FROM audit_entry")
    _, lines = run()
    assert lines[4] == "       and 3 more places"
    assert len(lines) == 6


def test_missing_triggers_are_named(log: None) -> None:
    drop_triggers()
    end, lines = run()
    starts = [line.partition(":")[0] for line in lines[:2]]
    assert (end, starts) == (1, ["ok     database", "WRONG  log refuses changes"])
    assert lines[1].startswith("WRONG  log refuses changes: trigger audit_entry_")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("all_are_gone", [True, False])
def test_advice_for_missing_triggers_helps(all_are_gone: bool) -> None:
    entries_of(7)
    extend_chains()
    name = sorted(EXPECTED[connection.vendor])[0]
    if all_are_gone:
        drop_triggers()
    else:
        execute(f"DROP TRIGGER {name}" + (" ON audit_entry" if connection.vendor == "postgresql" else ""))
    before, lines = run()
    assert "Run `trygga migrate audit 0003`, then `trygga migrate audit`" in lines[1]
    call_command("migrate", "audit", "0003", verbosity=0)
    call_command("migrate", "audit", verbosity=0)
    assert (before, run()[0], Link.objects.count()) == (1, 0, 1)


def test_migration_that_is_not_applied_is_named(log: None) -> None:
    MigrationRecorder(connection).record_unapplied("audit", "0004_append_only")
    end, lines = run()
    assert (end, lines[0]) == (
        1,
        "WRONG  database: audit 0004_append_only is not applied. Run `trygga migrate`.",
    )


# ---- heads from mails ----
def test_mailed_head_is_found_as_it_was_mailed(log: None) -> None:
    mail = next(iter(heads_to_mail(day=DAY)))
    assert mail.shared is not None
    entries_of(7, None)
    extend_chains()
    end, lines = run(mail.own.argument, mail.shared.argument, f"7:3:{mail.own.hash}", f"7:3:{mail.own.short}".upper())
    assert (end, lines[4]) == (0, "ok     mailed heads: 4 on their chains")


def test_log_written_anew_is_found_by_a_mailed_head(log: None) -> None:
    """Nothing else is left to find it: chain, end and noted heads all fit."""
    mail = next(iter(heads_to_mail(day=DAY)))
    with without_triggers():
        execute(
            "UPDATE audit_entry SET actor = 99 WHERE organisation = 7",
            "DELETE FROM audit_link",
            "DELETE FROM audit_chain",
            "DELETE FROM audit_notedhead",
            "UPDATE audit_chainprogress SET settled = 0",
        )
        extend_chains()
    assert run()[0] == 0
    end, lines = run(mail.own.argument)
    assert (end, len(lines)) == (1, 5)
    assert lines[4].startswith("WRONG  mailed heads: organisation 7: link 3 is not the one that was mailed. Was the")


@pytest.mark.parametrize(
    "text", ["", "7", "7:3", "7:3:abc", "x:3:aaaa-bbbb-cccc-dddd", "7:3:aaaa-bbbb-cccc-ddd1", "٧:3:" + "a" * 16]
)
def test_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="is not ORGANISATION:NUMBER:HASH"):
        call_command("doctor", f"--head={text}")


# ---- from a shell, and checks of others ----
def test_doctor_of_an_empty_installation_says_what_to_do(tmp_path: Path) -> None:
    done = trygga("doctor", "--head", "7:3:aaaa-bbbb-cccc-dddd", var=tmp_path, TRYGGA_DEMO="1")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert [line[:7] for line in lines if line.strip() == line] == ["WRONG  "] * 5
    assert lines[-1].startswith("WRONG  mailed heads: the database did not answer (OperationalError). See that")


def test_doctor_of_a_demo_is_content(demo_var: Path) -> None:
    done = trygga("doctor", var=demo_var, TRYGGA_DEMO="1")
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 4)


def test_a_check_is_a_function_that_finds(log: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def check_of_another_app() -> Finding:
        return Finding(name="post", says="fine", problems=("3 mails wait",), advice="Look.")

    monkeypatch.setattr("trygga.ops.management.commands.doctor.CHECKS", (*CHECKS, check_of_another_app))
    assert run()[1][4] == "WRONG  post: 3 mails wait. Look."

"""Whatever somebody does who has got past the triggers is found, and exactly where."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.audit import entries_of, in_turn
from tests.triggers import drop_triggers, execute, without_triggers
from trygga.audit import verification
from trygga.audit.chain import ENTRY_FIELDS, hash_after, heads, is_on_chain
from trygga.audit.models import Chain, ChainProgress, Entry, Link, NotedHead
from trygga.audit.services import extend_chains, heads_to_mail
from trygga.audit.verification import Break, Kind, verify_chains
from trygga.lib.chains import NO_PREVIOUS

LENGTH = 8
NUMBERS = st.integers(1, LENGTH)
CHAINS = st.sampled_from([0, 7, 8])
DAY = date(2026, 2, 7)


@pytest.fixture
def log(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three chains of LENGTH links, one entry in turn for each; walked in pages that end in the middle."""
    monkeypatch.setattr(verification, "PAGE", 3)
    entries_of(*in_turn([7, None, 8], 3 * LENGTH))
    extend_chains()


def after(*statements: str) -> list[Break]:
    """What is found once somebody has dropped the triggers and done this; then all is as before."""
    with transaction.atomic():
        drop_triggers()
        execute(*statements)
        found = list(verify_chains())
        transaction.set_rollback(True)
    return found


def entry_at(chain: int, number: int) -> int:
    return Link.objects.get(chain=chain, number=number).entry


def renumbered(chain: int, one: int, other: int) -> list[str]:
    """Two links change places."""
    places = [(one, -1), (other, one), (-1, other)]
    return [f"UPDATE audit_link SET number = {to} WHERE chain = {chain} AND number = {at}" for at, to in places]


CHANGES = {
    "event": "'casework:case:closed'",
    "programme": "2",
    "organisation": "9",
    "actor": "NULL",
    "subject": "'other'",
    "day": "'2020-01-01'",
}
SHARED_LOG = [HealthCheck.function_scoped_fixture]  # each example takes back what it did
each_example_alone = settings(deadline=None, suppress_health_check=SHARED_LOG, max_examples=25)


# ---- one thing at a time, anywhere ----
def test_untouched_log_is_whole(log: None) -> None:
    assert list(verify_chains()) == []
    entries_of(7, None)
    assert list(verify_chains()) == []
    extend_chains()
    assert list(verify_chains()) == []


@each_example_alone
@given(chain=CHAINS, number=NUMBERS, column=st.sampled_from(sorted(CHANGES)))
def test_changed_entry_is_found(log: None, chain: int, number: int, column: str) -> None:
    entry = entry_at(chain, number)
    found = after(f"UPDATE audit_entry SET {column} = {CHANGES[column]} WHERE id = {entry}")
    assert found == [Break(Kind.CHANGED_ENTRY, chain, number, entry)]


@each_example_alone
@given(chain=CHAINS, number=NUMBERS)
def test_changed_link_is_found(log: None, chain: int, number: int) -> None:
    entry = entry_at(chain, number)
    change = f"UPDATE audit_link SET hash = '{'ab' * 32}' WHERE chain = {chain} AND number = {number}"
    found = after(change)
    head = [Break(Kind.HEAD_DIFFERS, chain, number)] if number == LENGTH else []
    assert found == [Break(Kind.CHANGED_ENTRY, chain, number, entry), *head]


@each_example_alone
@given(chain=CHAINS, number=NUMBERS)
def test_removed_entry_is_found(log: None, chain: int, number: int) -> None:
    entry = entry_at(chain, number)
    found = after(f"DELETE FROM audit_entry WHERE id = {entry}")
    assert found == [Break(Kind.MISSING_ENTRY, chain, number, entry)]


@each_example_alone
@given(chain=CHAINS, number=NUMBERS)
def test_removed_link_is_found(log: None, chain: int, number: int) -> None:
    entry = entry_at(chain, number)
    found = after(f"DELETE FROM audit_link WHERE entry = {entry}")
    assert found == [
        Break(Kind.MISSING_LINK, chain, number, last=number),
        Break(Kind.NEVER_CHAINED, chain, entry=entry),
    ]


@each_example_alone
@given(chain=CHAINS, number=NUMBERS)
def test_entry_removed_with_its_link_is_found(log: None, chain: int, number: int) -> None:
    entry = entry_at(chain, number)
    found = after(f"DELETE FROM audit_link WHERE entry = {entry}", f"DELETE FROM audit_entry WHERE id = {entry}")
    assert found == [Break(Kind.MISSING_LINK, chain, number, last=number)]


@each_example_alone
@given(chain=CHAINS, numbers=st.lists(NUMBERS, min_size=2, max_size=2, unique=True).map(sorted))
def test_swapped_links_are_found(log: None, chain: int, numbers: list[int]) -> None:
    entries = [entry_at(chain, number) for number in reversed(numbers)]
    found = after(*renumbered(chain, *numbers))
    head = [Break(Kind.HEAD_DIFFERS, chain, LENGTH)] if numbers[1] == LENGTH else []
    swapped = [Break(Kind.WRONG_ORDER, chain, number, entry) for number, entry in zip(numbers, entries, strict=True)]
    assert found == [*swapped, *head]


@each_example_alone
@given(chain=CHAINS, numbers=st.lists(NUMBERS, min_size=2, max_size=2, unique=True).map(sorted))
def test_swapped_entries_are_found(log: None, chain: int, numbers: list[int]) -> None:
    one, other = (entry_at(chain, number) for number in numbers)
    moves = [(one, -1), (other, one), (-1, other)]
    found = after(*(f"UPDATE audit_link SET entry = {to} WHERE entry = {at}" for at, to in moves))
    assert found == [
        Break(Kind.WRONG_ORDER, chain, numbers[0], other),
        Break(Kind.WRONG_ORDER, chain, numbers[1], one),
    ]


@each_example_alone
@given(chain=CHAINS, number=NUMBERS)
def test_end_cut_off_is_found(log: None, chain: int, number: int) -> None:
    where = f"FROM audit_link WHERE chain = {chain} AND number >= {number}"
    found = after(f"DELETE FROM audit_entry WHERE id IN (SELECT entry {where})", f"DELETE {where}")
    assert found == [Break(Kind.MISSING_LINK, chain, number, last=LENGTH)]


@each_example_alone
@given(organisation=st.sampled_from([None, 7, 8, 9]), before=st.integers(1, 3 * LENGTH))
def test_inserted_entry_is_found(log: None, organisation: int | None, before: int) -> None:
    """Ids below those that are there were never drawn, or belong to a transaction that failed."""
    columns, of = "id, event, programme, organisation, actor, subject, day", organisation or "NULL"
    found = after(f"INSERT INTO audit_entry ({columns}) VALUES ({-before}, 'x', 1, {of}, 1, '', '{date.today()}')")
    assert found == [Break(Kind.NEVER_CHAINED, organisation or 0, entry=-before)]


@each_example_alone
@given(chain=CHAINS, number=NUMBERS, data=st.data())
def test_several_things_at_once_are_all_found(log: None, chain: int, number: int, data: st.DataObject) -> None:
    others = [one for one in (0, 7, 8) if one != chain]
    changed, removed = entry_at(chain, number), entry_at(others[0], data.draw(NUMBERS))
    cut = data.draw(NUMBERS)
    where = f"FROM audit_link WHERE chain = {others[1]} AND number >= {cut}"
    found = after(
        f"UPDATE audit_entry SET actor = 99 WHERE id = {changed}",
        f"DELETE FROM audit_entry WHERE id = {removed}",
        f"DELETE FROM audit_entry WHERE id IN (SELECT entry {where})",
        f"DELETE {where}",
    )
    place = Link.objects.get(entry=removed).number
    assert sorted(found, key=lambda one: one.kind) == [
        Break(Kind.CHANGED_ENTRY, chain, number, changed),
        Break(Kind.MISSING_ENTRY, others[0], place, removed),
        Break(Kind.MISSING_LINK, others[1], cut, last=LENGTH),
    ]


# ---- ends and forgeries ----
def test_forged_link_at_the_end_is_found(log: None) -> None:
    entries_of(8)
    entry, end = Entry.objects.latest("pk"), Chain.objects.get(pk=8)
    values = Entry.objects.values_list(*ENTRY_FIELDS).get(pk=entry.pk)
    right = hash_after(end.hash, chain=8, number=LENGTH + 1, entry=values)
    insert = f"INSERT INTO audit_link (entry, chain, number, hash) VALUES ({entry.pk}, 8, {LENGTH + 1}, '%s')"
    assert after(insert % right) == [Break(Kind.HEAD_DIFFERS, 8, LENGTH + 1)]
    assert after(insert % ("cd" * 32)) == [
        Break(Kind.CHANGED_ENTRY, 8, LENGTH + 1, entry.pk),
        Break(Kind.HEAD_DIFFERS, 8, LENGTH + 1),
    ]


def test_forged_link_before_the_first_is_found(log: None) -> None:
    insert = f"INSERT INTO audit_link (entry, chain, number, hash) VALUES (-1, 8, 0, '{'ab' * 32}')"
    assert after(insert) == [Break(Kind.WRONG_ORDER, 8, 0, -1)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_chain WHERE organisation = 8",
        "UPDATE audit_chain SET number = 7 WHERE organisation = 8",
        f"UPDATE audit_chain SET hash = '{'ab' * 32}' WHERE organisation = 8",
    ],
)
def test_changed_end_is_found(log: None, statement: str) -> None:
    assert after(statement) == [Break(Kind.HEAD_DIFFERS, 8, LENGTH)]


def test_all_of_a_chain_gone_is_found_while_its_end_is_there(log: None) -> None:
    found = after("DELETE FROM audit_entry WHERE organisation = 8", "DELETE FROM audit_link WHERE chain = 8")
    assert found == [Break(Kind.MISSING_LINK, 8, 1, last=LENGTH)]


def test_chain_that_grew_after_its_end_was_cut_off_keeps_the_gap(log: None) -> None:
    with without_triggers():
        execute("DELETE FROM audit_link WHERE chain = 8 AND number > 6")
    entries_of(8)
    extend_chains()
    kinds = [(one.kind, one.number, one.last) for one in verify_chains() if one.kind != Kind.NEVER_CHAINED]
    assert kinds == [(Kind.MISSING_LINK, 7, LENGTH)]


def test_entry_that_the_loop_was_told_to_skip_is_found(log: None) -> None:
    ChainProgress.objects.update(settled=10**9)
    entries_of(8)
    assert extend_chains() == 0
    assert list(verify_chains()) == [Break(Kind.NEVER_CHAINED, 8, entry=Entry.objects.latest("pk").pk)]


@pytest.mark.parametrize(("days", "is_found"), [(1, False), (2, True)])
def test_entry_that_nobody_chains_is_found_once_it_is_old(log: None, days: int, is_found: bool) -> None:
    entries_of(7)
    newest = Entry.objects.latest("pk")
    with time_machine.travel(newest.day + timedelta(days=days, hours=12), tick=False):
        found = list(verify_chains())
    assert found == ([Break(Kind.NEVER_CHAINED, 7, entry=newest.pk)] if is_found else [])


# ---- a chain written anew ----
def write_anew(chain: int) -> None:
    """Change the first entry and make every link and the end fit again, as whoever owns the database can."""
    execute(f"UPDATE audit_entry SET actor = 99 WHERE id = {entry_at(chain, 1)}")
    previous = NO_PREVIOUS
    for link in Link.objects.filter(chain=chain).order_by("number"):
        entry = Entry.objects.values_list(*ENTRY_FIELDS).get(pk=link.entry)
        previous = hash_after(previous, chain=chain, number=link.number, entry=entry)
        Link.objects.filter(pk=link.pk).update(hash=previous)
    Chain.objects.filter(pk=chain).update(hash=previous)


def test_chain_written_anew_differs_from_the_head_that_was_noted(log: None) -> None:
    list(heads_to_mail(day=DAY))
    with without_triggers():
        write_anew(8)
    assert list(verify_chains()) == [Break(Kind.NOTED_HEAD_DIFFERS, 8, LENGTH)]


def test_chain_written_anew_with_its_noted_head_differs_from_the_head_that_was_mailed(log: None) -> None:
    mailed = [mail.own for mail in heads_to_mail(day=DAY)]
    with without_triggers():
        write_anew(8)
        NotedHead.objects.filter(chain=8).update(hash=Chain.objects.get(pk=8).hash)
    assert list(verify_chains()) == []
    assert [is_on_chain(head.chain, head.number, head.hash) for head in mailed] == [True, False]


def test_end_cut_off_with_its_head_differs_from_the_head_that_was_noted(log: None) -> None:
    list(heads_to_mail(day=DAY))
    end = Link.objects.get(chain=8, number=5)
    where = "FROM audit_link WHERE chain = 8 AND number > 5"
    found = after(
        f"DELETE FROM audit_entry WHERE id IN (SELECT entry {where})",
        f"DELETE {where}",
        f"UPDATE audit_chain SET number = 5, hash = '{end.hash}' WHERE organisation = 8",
    )
    assert found == [Break(Kind.NOTED_HEAD_DIFFERS, 8, LENGTH)]


# ---- at the same time as others, and in little memory ----
@pytest.mark.django_db
def test_log_may_grow_while_it_is_walked(log: None, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: Callable[[int], Iterator[verification.Step]] = verification._steps

    def steps_while_others_write(chain: int) -> Iterator[verification.Step]:
        for step in steps(chain):
            if step.number < LENGTH:
                entries_of(7, None, 8, 9)
                extend_chains()
            yield step

    before = len(heads())
    monkeypatch.setattr(verification, "_steps", steps_while_others_write)
    assert list(verify_chains()) == []
    assert (before, len(heads())) == (3, 4)


def test_walk_asks_for_a_page_at_a_time(log: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert list(verify_chains()) == []
    asked = [query["sql"] for query in queries if "audit_entry" in query["sql"]]
    # By the ids of a page of links, or a page of entries.
    assert [sql for sql in asked if " IN (" not in sql and "LIMIT 3" not in sql] == []
    assert len(asked) > 3 * LENGTH / 3

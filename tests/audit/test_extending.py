"""Chains grow by what is durable: once each, in batches, whoever runs, is killed or writes at the same time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.audit import entries_of, in_turn
from tests.threads import at_once
from trygga.audit import services
from trygga.audit.chain import ENTRY_FIELDS, Head, hash_after, heads
from trygga.audit.models import Chain, ChainProgress, Entry, Link, NotedHead
from trygga.audit.services import HeadsToMail, extend_chains, heads_to_mail
from trygga.audit.verification import verify_chains
from trygga.lib.chains import NO_PREVIOUS

only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time, so ids appear in their order"
)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 4)


def subjects(chain: int) -> list[str]:
    """What a chain holds, in its order."""
    by_id = dict(Entry.objects.values_list("pk", "subject"))
    return [
        by_id[entry] for entry in Link.objects.filter(chain=chain).order_by("number").values_list("entry", flat=True)
    ]


def links() -> list[tuple[int, int, int, str]]:
    return list(Link.objects.order_by("chain", "number").values_list("chain", "number", "entry", "hash"))


@pytest.mark.django_db
def test_each_organisation_has_a_chain_and_the_rest_one() -> None:
    entries_of(7, 8, None, 7)
    assert extend_chains() == 4
    ids = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    assert [link[:3] for link in links()] == [(0, 1, ids[2]), (7, 1, ids[0]), (7, 2, ids[3]), (8, 1, ids[1])]


@pytest.mark.django_db
def test_link_covers_its_entry_and_the_link_before() -> None:
    entries_of(7, 7)
    extend_chains()
    previous = NO_PREVIOUS
    for number, entry in enumerate(Entry.objects.order_by("pk").values_list(*ENTRY_FIELDS), 1):
        previous = hash_after(previous, chain=7, number=number, entry=entry)
        assert Link.objects.get(chain=7, number=number).hash == previous


@pytest.mark.django_db
def test_what_is_chained_stays_when_chains_grow(small_batches: None) -> None:
    entries_of(*in_turn([7, 8, None], 10))
    assert extend_chains() == 10
    before = links()
    assert (extend_chains(), links()) == (0, before)
    entries_of(*in_turn([8, 9], 6))
    assert extend_chains() == 6
    assert set(before) < set(links())
    assert list(verify_chains()) == []


@pytest.mark.django_db
def test_nothing_new_costs_two_reads_and_something_new_is_read_alone(small_batches: None) -> None:
    entries_of(*in_turn([7, None], 30))
    extend_chains()
    with CaptureQueriesContext(connection) as nothing:
        extend_chains()
    assert [query["sql"].split()[0] for query in nothing] == ["SELECT", "SELECT"]
    entries_of(7)
    with CaptureQueriesContext(connection) as few:
        extend_chains()
    entries_of(*in_turn([7, None], 60))
    extend_chains()
    entries_of(7)
    with CaptureQueriesContext(connection) as many:
        extend_chains()
    assert len(few) == len(many)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("survives", [0, 1, 2])
def test_run_that_is_killed_is_gone_on_with(
    small_batches: None, monkeypatch: pytest.MonkeyPatch, survives: int
) -> None:
    class Killed(BaseException):
        pass

    def append_some(entries: Iterator[tuple[object, ...]], append: Callable[..., int] = services._append) -> int:
        done.append(append(entries))
        if len(done) > survives:
            raise Killed
        return done[-1]

    done: list[int] = []
    entries_of(*in_turn([7, None], 15))
    with monkeypatch.context() as patch:
        patch.setattr(services, "_append", append_some)
        with pytest.raises(Killed):
            extend_chains()
    assert Link.objects.count() == survives * 4
    assert extend_chains() == 15 - survives * 4
    assert subjects(7) == [str(number) for number in range(0, 15, 2)]
    assert list(verify_chains()) == []


@pytest.mark.django_db(transaction=True)
def test_several_instances_share_the_work(small_batches: None) -> None:
    entries_of(*in_turn([7, 8, None], 60))
    assert sum(at_once(4, lambda _: extend_chains())) == 60
    assert Link.objects.count() == 60
    assert subjects(7) == [str(number) for number in range(0, 60, 3)]
    assert list(verify_chains()) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_while_many_write_and_chain(small_batches: None) -> None:
    def write_and_chain(number: int) -> None:
        for _ in range(15):
            with transaction.atomic():
                entries_of(*in_turn([7, None], 2))
            if number % 2:
                extend_chains()

    at_once(4, write_and_chain)
    extend_chains()
    assert (Link.objects.count(), list(verify_chains())) == (120, [])


@pytest.mark.django_db(transaction=True)
def test_chaining_within_a_transaction_is_refused() -> None:
    entries_of(7)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        extend_chains()


@pytest.mark.django_db
def test_two_links_never_have_one_place() -> None:
    entries_of(7)
    extend_chains()
    with pytest.raises(IntegrityError):
        Link.objects.create(entry=10**6, chain=7, number=1, hash="0" * 64)


# ---- PostgreSQL: a smaller id may appear after a larger one ----
@contextmanager
def late_writer() -> Iterator[Callable[[], None]]:
    """Somebody who has written an entry of organisation 7 and has not committed; call to commit."""
    other = connections.create_connection("default")
    other.set_autocommit(False)
    columns = "event, programme, organisation, actor, subject, day"
    with other.cursor() as cursor:
        cursor.execute(f"INSERT INTO audit_entry ({columns}) VALUES ('late', 1, 7, 1, 'late', '2026-02-07')")
    try:
        yield other.commit
    finally:
        other.close()


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_entry_that_appears_after_a_later_one_comes_later_and_is_not_forgotten() -> None:
    with late_writer() as commit:
        entries_of(7)
        assert (extend_chains(), extend_chains()) == (1, 0)
        commit()
        late, early = (Entry.objects.get(subject=subject).pk for subject in ("late", "0"))
        assert late < early
        assert extend_chains() == 1
    assert subjects(7) == ["0", "late"]
    assert list(verify_chains()) == []


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_log_settles_though_somebody_is_always_writing() -> None:
    with late_writer() as commit_first:
        entries_of(7)
        extend_chains()
        assert ChainProgress.objects.get().settled == 0
        with late_writer() as commit_second:
            commit_first()
            extend_chains()
            assert ChainProgress.objects.get().settled == Entry.objects.get(subject="0").pk
            commit_second()
            extend_chains()
    assert ChainProgress.objects.get().settled == Entry.objects.latest("pk").pk
    assert (Link.objects.count(), list(verify_chains())) == (3, [])


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_entry_of_a_failed_transaction_holds_nothing_up() -> None:
    with late_writer():
        entries_of(7)
        extend_chains()
    extend_chains()
    assert ChainProgress.objects.get().settled == Entry.objects.get().pk


# ---- heads for the members ----
@pytest.mark.django_db
def test_mail_holds_the_own_head_and_the_shared_one() -> None:
    entries_of(7, None, 8, 7)
    extend_chains()
    shared, seven, eight = heads()
    day = date(2026, 2, 7)
    assert list(heads_to_mail(day=day)) == [HeadsToMail(7, day, seven, shared), HeadsToMail(8, day, eight, shared)]


@pytest.mark.django_db
def test_mail_of_a_day_stays_the_same_and_the_next_has_the_new_head() -> None:
    entries_of(7)
    extend_chains()
    first = list(heads_to_mail(day=date(2026, 2, 7)))
    entries_of(7)
    extend_chains()
    again, next_day = (list(heads_to_mail(day=date(2026, 2, day))) for day in (7, 8))
    assert again == first
    assert [(mail.own.number, mail.shared) for mail in (*first, *next_day)] == [(1, None), (2, None)]
    assert NotedHead.objects.count() == 2


@pytest.mark.django_db
def test_head_is_that_of_the_last_link() -> None:
    entries_of(*in_turn([7, None], 5))
    extend_chains()
    last = Link.objects.filter(chain=7).latest("number")
    assert [Head(*values) for values in Chain.objects.filter(pk=7).values_list()] == [Head(7, 3, last.hash)]

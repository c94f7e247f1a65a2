"""Workers that die, sleep past their claim or lose an answer, at any point, lose nothing and double nothing."""

import contextlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.notifications import MADE, NoticeFactory
from trygga.notifications import outbox
from trygga.notifications.models import Channel, Notice

WORKERS = (0, 1, 2)
RECEIVERS = ("soraya@example.org", "kim@example.org")
OUTCOMES = ("arrives", "answer lost", "away", "refused for good")
PAUSES = (timedelta(minutes=1), outbox.LEASE + timedelta(seconds=1), timedelta(hours=2), timedelta(days=3))

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("queue"), st.sampled_from(RECEIVERS)),
        st.tuples(st.just("claim"), st.sampled_from(WORKERS)),
        st.tuples(st.just("carry"), st.tuples(st.sampled_from(WORKERS), st.sampled_from(OUTCOMES))),
        st.tuples(st.just("mark"), st.sampled_from(WORKERS)),
        st.tuples(st.just("die"), st.sampled_from(WORKERS)),
        st.tuples(st.just("die while marking"), st.sampled_from(WORKERS)),
        st.tuples(st.just("wait"), st.sampled_from(PAUSES)),
        st.tuples(st.just("revive"), st.none()),
    ),
    min_size=10,
    max_size=60,
)


class Death(BaseException):
    """The process ends here."""


@dataclass
class World:
    """The outbox in the database, three workers between two steps, and what the receivers have got."""

    now: datetime = MADE
    queued: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    arrived: list[tuple[str, bytes, str]] = field(default_factory=list)
    held: dict[int, Notice] = field(default_factory=dict)
    outcome: dict[int, str] = field(default_factory=dict)
    has_died: set[bytes] = field(default_factory=set)

    def queue(self, receiver: str) -> None:
        body = f"{receiver} {len(self.queued[receiver])}".encode()
        NoticeFactory(address=receiver, body=body, made_at=self.now, due_at=self.now)
        self.queued[receiver].append(body)

    def claim(self, worker: int) -> None:
        self.die(worker)
        if notice := outbox.claim(Channel.MAIL, now=self.now):
            self.held[worker] = notice

    def carry(self, worker_and_outcome: tuple[int, str]) -> None:
        worker, outcome = worker_and_outcome
        if worker not in self.held or worker in self.outcome:
            return
        notice = self.held[worker]
        self.outcome[worker] = outcome
        if outcome in ("arrives", "answer lost"):
            self.arrived.append((notice.address, bytes(notice.body or b""), notice.public_id))

    def mark(self, worker: int) -> None:
        if worker in self.outcome:
            self._mark(self.held[worker], self.outcome[worker])
        self.die(worker)

    def _mark(self, notice: Notice, outcome: str) -> None:
        if outcome == "arrives":
            outbox.mark_delivered(notice)
        elif outbox.mark_failed(
            notice,
            trouble=outcome,
            is_final=outcome == "refused for good",
            now=self.now,
        ):
            self.has_died.add(bytes(notice.body or b""))

    def die(self, worker: int) -> None:
        self.held.pop(worker, None)
        self.outcome.pop(worker, None)

    def die_while_marking(self, worker: int) -> None:
        before = set(self.has_died)
        if worker in self.outcome:
            with contextlib.suppress(Death), transaction.atomic():
                self._mark(self.held[worker], self.outcome[worker])
                raise Death
        self.has_died = before
        self.die(worker)

    def wait(self, pause: timedelta) -> None:
        self.now += pause

    def revive(self, _: None) -> None:
        for notice in Notice.objects.filter(state=Notice.State.DEAD):
            outbox.revive(notice.pk, notice.programme)
        Notice.objects.filter(state=Notice.State.WAITING, due_at__gt=self.now).update(due_at=self.now)

    def drain(self) -> None:
        """All workers die; a new one, in a world where all is well again, does what is left."""
        self.revive(None)
        for worker in WORKERS:
            self.die(worker)
        self.wait(timedelta(days=1))
        self.claim(0)
        while 0 in self.held:
            self.carry((0, "arrives"))
            self.mark(0)
            self.claim(0)


@pytest.mark.django_db
@given(steps=STEPS)
@settings(max_examples=150, deadline=None)
def test_every_notice_arrives_in_order_and_under_one_id(steps: list[tuple[str, object]]) -> None:
    Notice.objects.all().delete()
    world = World()
    for name, argument in steps:
        getattr(world, name.replace(" ", "_"))(argument)
    world.drain()
    assert set(Notice.objects.values_list("state", flat=True)) <= {Notice.State.DELIVERED}
    ids = defaultdict(set)
    for _, body, public_id in world.arrived:
        ids[body].add(public_id)
    assert {body: len(found) for body, found in ids.items()} == dict.fromkeys(chain(*world.queued.values()), 1)
    for receiver, bodies in world.queued.items():
        firsts = list(dict.fromkeys(body for address, body, _ in world.arrived if address == receiver))
        alive = [body for body in bodies if body not in world.has_died]
        assert [body for body in firsts if body not in world.has_died] == alive

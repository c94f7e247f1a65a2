"""The cast of the tests, and the ways in: who they are, and what their browsers send."""

import base64
import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client
from django.test.client import ClientHandler
from pytest_django import Settings

from tests.factories.concerns import Neighbour, SealedReportFactory
from tests.factories.directory import MailboxFactory, MailboxRuleFactory
from tests.factories.organisations import (
    MemberFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UnitFactory,
    key_for,
    ring_for,
)
from tests.factories.places import AreaFactory
from trygga.accounts.middleware import own_names
from trygga.accounts.models import User
from trygga.accounts.second_factors import mark
from trygga.accounts.sessions import STORES
from trygga.concerns.models import SealedReport
from trygga.directory.models import Mailbox, Pathway
from trygga.lib import sealing
from trygga.organisations.models import Member, Organisation, Programme, RingEpoch, Unit
from trygga.places.models import Area
from trygga.web.access import Origin

CODE = "482093175560128437791206"
PublicBrowser = Callable[[Programme], Client]
StaffBrowser = Callable[[Member | None], Client]


@dataclass(frozen=True)
class Cast:
    """Everybody. Two programmes; in Sandby social services receive, the shelter too, and each has a report to lose.

    social_worker, colleague: members of Sandby's social services, with real keys and a real ring
    stranger: a member of another organisation in the same programme
    outsider: a member of another programme, on another host
    leaver: was in the social worker's unit and has left
    """

    sandby: Programme
    granby: Programme
    area: Area
    unit: Unit
    ring: sealing.Ring
    epoch: RingEpoch
    mailbox: Mailbox
    social_worker: Member
    colleague: Member
    stranger: Member
    outsider: Member
    leaver: Member
    report: SealedReport
    stranger_report: SealedReport
    outsider_report: SealedReport


EASY = 6
"""Bits of work that a browser of these tests has to prove."""


def _unit(programme: Programme, slug: str, kind: Organisation.Kind, pathway: Pathway) -> Unit:
    organisation = OrganisationFactory(programme=programme, slug=slug, kind=kind)
    unit: Unit = UnitFactory(organisation=organisation, slug="mottagning")
    MailboxRuleFactory(mailbox=MailboxFactory(unit=unit), pathway=pathway)
    return unit


def _member(unit: Unit, first_name: str) -> Member:
    member: Member = MemberFactory(unit=unit, user__first_name=first_name)
    return member


@pytest.fixture
def cast(db: None, static_files: None, settings: Settings) -> Cast:
    """The cast, in the database. Proving work is made easy."""
    settings.PROOF_BITS = EASY
    return make_cast()


def make_cast() -> Cast:
    """The same, for whoever has a transaction of their own around it."""
    sandby = ProgrammeFactory(slug="sandby", host="sandby.example")
    granby = ProgrammeFactory(slug="granby", host="granby.example")
    unit = _unit(sandby, "socialtjansten", Organisation.Kind.SOCIAL_SERVICES, Pathway.CHILD)
    shelter = _unit(sandby, "kvinnojouren", Organisation.Kind.SHELTER, Pathway.SELF)
    elsewhere = _unit(granby, "socialtjansten", Organisation.Kind.SOCIAL_SERVICES, Pathway.CHILD)
    social_worker, colleague = _member(unit, "Soraya"), _member(unit, "Kim")
    stranger, outsider = _member(shelter, "Frida"), _member(elsewhere, "Otto")
    ring, keys = sealing.new_ring(), [key_for(social_worker), key_for(colleague)]
    epoch = ring_for(unit, ring, *keys)
    for member in (stranger, outsider):
        ring_for(member.unit, sealing.new_ring(), key_for(member))
    return Cast(
        sandby=sandby,
        granby=granby,
        area=AreaFactory(programme=sandby, slug="ost", name="Östra Sandby"),
        unit=unit,
        ring=ring,
        epoch=epoch,
        mailbox=unit.mailbox,
        social_worker=social_worker,
        colleague=colleague,
        stranger=stranger,
        outsider=outsider,
        leaver=MemberFactory(unit=unit, user__first_name="Lena", left_on=date(2026, 1, 31)),
        report=SealedReportFactory(unit=unit),
        stranger_report=SealedReportFactory(unit=shelter, pathway=Pathway.SELF),
        outsider_report=SealedReportFactory(unit=elsewhere),
    )


@pytest.fixture
def neighbour() -> Neighbour:
    """Somebody in Sandby who worries about a child."""
    return Neighbour(CODE)


@functools.cache
def _handler() -> ClientHandler:
    """One for all browsers of a test process: loading it reads every static file's name and size."""
    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    return handler


class Browser(Client):
    """A browser whose `force_login` is a sign-in on its host's origin, with a second factor unless told."""

    origin = Origin.INBOX

    def force_login(self, user: User, backend: str | None = None, *, second_factor: bool = True) -> None:
        request = HttpRequest()
        request.session = STORES[self.origin]()
        login(request, user, backend or django_settings.AUTHENTICATION_BACKENDS[0])
        if second_factor:
            mark(request, "totp")
        request.session.save()
        self.cookies[self.session_cookie] = str(request.session.session_key)

    @property
    def session_cookie(self) -> str:
        return own_names(self.origin)[django_settings.SESSION_COOKIE_NAME]


def browser(host: str, **headers: str) -> Browser:
    """Any browser, on a host, that sends these headers with every request. Static files must have been collected."""
    client = Browser(headers={"host": host} | headers)
    if host.partition(":")[0] == django_settings.OFFICE_HOST:
        client.origin = Origin.OFFICE
    client.handler = _handler()
    return client


@pytest.fixture
def public_browser(static_files: None) -> PublicBrowser:
    """A neighbour's browser on a programme's host: says where a form came from, keeps no cookies of ours."""

    def open_browser(programme: Programme) -> Client:
        return browser(programme.host, **{"sec-fetch-site": "same-origin"})

    return open_browser


@pytest.fixture
def staff_browser(db: None, static_files: None) -> StaffBrowser:
    """A browser on the inbox's host, signed in as a member or, for None, as nobody."""

    def open_browser(member: Member | None) -> Client:
        client = browser(f"{django_settings.INBOX_HOST}:8000")
        if member is not None:
            client.force_login(member.user)
        return client

    return open_browser


def as_sent(content: Any) -> Any:
    """JSON as browsers send it: bytes in base64."""
    if isinstance(content, dict):
        return {key: as_sent(value) for key, value in content.items()}
    return base64.b64encode(content).decode() if isinstance(content, bytes) else content


def post(client: Client, address: str, content: Any, **options: Any) -> Any:
    """Send JSON; the answer as the test client gives it."""
    return client.post(address, as_sent(content), content_type="application/json", **options)

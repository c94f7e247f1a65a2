"""The demo: exactly the shipped facts, keys that its published passphrases open, data kept or started afresh."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.db.models import Sum
from django.utils import timezone
from pytest_django import Settings

from tests.cast import PublicBrowser, StaffBrowser
from tests.commands import PRODUCTION, facts, trygga
from tests.environment import ROOT
from trygga.audit.models import Entry
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import ContactPoint, Mailbox, MailboxRule, Pathway
from trygga.lib import sealing
from trygga.lib.stairwell_codes import tidy_code
from trygga.ops.demo.people import MEMBERS, PEOPLE
from trygga.ops.demo.places import codes_by_area, load_demo_places
from trygga.ops.demo.services import load_demo, place_of
from trygga.organisations.models import Member, Organisation, Programme, RingEpoch, SealedRing
from trygga.places.links.queries import Target, target_of
from trygga.places.models import Area, AreaCount, Estate, Home, PosterBatch, Stairwell

SHIPPED = json.loads((ROOT / "src/trygga/ops/demo/jonkoping.json").read_text())


@pytest.fixture
def programme(db: None, settings: Settings) -> Programme:
    settings.DEMO = True
    return load_demo()


# ---- the facts ----
def test_demo_is_the_shipped_programme(programme: Programme) -> None:
    assert {
        "slug": programme.slug,
        "name": programme.name,
        "municipality": programme.municipality,
        "timezone": programme.timezone,
    } == SHIPPED["programme"]
    assert (programme.host, programme.is_demo, Programme.objects.count()) == ("localhost", True, 1)


def test_demo_has_four_areas_in_two_waves(programme: Programme) -> None:
    assert list(Area.objects.values("slug", "name", "wave")) == SHIPPED["areas"]
    assert Counter(Area.objects.values_list("wave", flat=True)) == {1: 2, 2: 2}


def test_demo_has_six_organisations(programme: Programme) -> None:
    found = list(Organisation.objects.order_by("pk").values("slug", "name", "kind"))
    assert found == SHIPPED["organisations"]
    assert len(found) == 6


def test_demo_has_twelve_points_as_shipped(programme: Programme) -> None:
    same = "slug organisation_name name kind purposes languages stays_unknown is_national notes source as_of"
    found = [
        {name: getattr(point, name) for name in same.split()}
        | {
            "organisation": point.organisation.slug if point.organisation else None,
            "value": point.value or None,
            "opening_hours": point.opening_hours or None,
            "verified": point.verified_on is not None,
        }
        for point in ContactPoint.objects.select_related("organisation")
    ]
    assert found == SHIPPED["contact_points"]
    assert len(found) == 12


def test_demo_vouches_for_112_alone(programme: Programme) -> None:
    today = timezone.localdate()
    assert [point.value for point in ContactPoint.objects.all() if point.is_checked(today)] == ["112"]


def test_demo_mailbox_receives_every_pathway_in_office_hours(programme: Programme) -> None:
    mailbox = Mailbox.objects.get()
    rules = MailboxRule.objects.filter(area=None).values_list("pathway", flat=True)
    assert (mailbox.unit.organisation.slug, mailbox.opening_hours) == (
        "socialtjansten",
        "Mo-Fr 08:00-16:30; PH off",
    )
    assert MailboxNow(mailbox, timezone.now()).is_receiving
    assert sorted(rules) == sorted(Pathway.values)


# ---- the keys ----
@pytest.mark.parametrize("number", range(len(MEMBERS)))
def test_published_passphrase_opens_the_ring_and_another_does_not(number: int, programme: Programme) -> None:
    person, other = MEMBERS[number], MEMBERS[number - 1]
    member = Member.objects.get(user__email=person.login)
    row = RingEpoch.objects.get()
    parameters = sealing.UnlockParameters.from_json(member.key.unlock_parameters)

    def open_identity(passphrase: str) -> str:
        return sealing.open_member_identity(
            bytes(member.key.sealed_identity),
            member=member.public_id,
            place=place_of(member.unit, epoch=0),
            unlock_identity=sealing.unlock_identity(passphrase, parameters),
        )

    identity = open_identity(person.passphrase)
    sealed = bytes(SealedRing.objects.get(member=member).sealed)
    ring = sealing.open_ring(sealed, place=place_of(member.unit, epoch=1), identity=identity)
    assert (ring.epoch, ring.recipient, row.recipient, row.is_demo) == (1, row.recipient, ring.recipient, True)
    assert sealing.recipient_of(identity) == member.key.recipient
    with pytest.raises(sealing.WrongKey):
        open_identity(other.passphrase)


def test_ring_is_sealed_to_the_members_and_the_paper(programme: Programme) -> None:
    members = set(SealedRing.objects.values_list("member__user__email", flat=True))
    assert members == {person.login for person in MEMBERS} | {None}
    assert list(Entry.objects.values_list("event", "subject")) == [("organisations:ring:made", "1")]


def test_demo_people_sign_in(programme: Programme, staff_browser: StaffBrowser) -> None:
    for person in PEOPLE:
        answer = staff_browser(None).post("/accounts/login/", {"login": person.login, "password": person.password})
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/")


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_demo_guide_marks_what_nobody_has_checked(
    language: str, programme: Programme, public_browser: PublicBrowser
) -> None:
    client = public_browser(programme)
    for path in (f"/{language}/", f"/{language}/a/osterangen/"):
        page = client.get(path).content.decode()
        assert ('href="tel:112"' in page, "label--unchecked" in page) == (True, True)


# ---- the command ----
@pytest.mark.no_database
def test_demo_json_says_where_to_go_and_who_to_be(demo_var: Path) -> None:
    found = facts(demo_var)
    port = found["origins"]["public"].rpartition(":")[2]
    stairwells = found.pop("stairwells")
    assert found == {
        "origins": {
            "public": f"http://localhost:{port}",
            "inbox": f"http://inbox.localhost:{port}",
            "office": f"http://office.localhost:{port}",
        },
        "members": [
            {
                "organisation": person.organisation,
                "role": person.role,
                "login": person.login,
                "password": person.password,
                "passphrase": person.passphrase or None,
            }
            for person in PEOPLE
        ],
        "areas": {area["slug"]: area["name"] for area in SHIPPED["areas"]},
    }
    assert 0 < int(port) < 65536
    assert list(stairwells) == [area["slug"] for area in SHIPPED["areas"]]
    assert [tidy_code(code) for code in stairwells.values()] == list(stairwells.values())


# ---- the places ----
@pytest.fixture
def homes(programme: Programme) -> Programme:
    load_demo_places(programme)
    return programme


def test_demo_has_nine_thousand_homes_in_its_four_areas(homes: Programme) -> None:
    by_area = dict(Estate.objects.values_list("area__slug").annotate(Sum("home_count")))
    assert (Home.objects.count(), sum(by_area.values())) == (9_000, 9_000)
    assert dict(AreaCount.objects.values_list("area__slug", "home_count")) == by_area
    assert {slug: 1_500 < count < 3_000 for slug, count in by_area.items()} == {
        area["slug"]: True for area in SHIPPED["areas"]
    }


def test_every_stairwell_of_the_demo_has_a_code_and_one_for_each_area_is_told(homes: Programme) -> None:
    batch = PosterBatch.objects.get()
    assert (batch.landlord.slug, batch.links.count()) == ("vatterhem", Stairwell.objects.count())
    told = codes_by_area()
    leads = {slug: target_of(homes, code) for slug, code in told.items()}
    assert leads == {area["slug"]: Target(area["slug"], batch.pk) for area in SHIPPED["areas"]}
    batch.links.filter(stairwell__building__estate__area__slug="centrum").update(
        ended_on=batch.made_on, ending="retired"
    )
    assert set(codes_by_area()) == set(told) - {"centrum"}


@pytest.mark.no_database
def test_what_the_demo_keeps_is_its_owners_alone(demo_var: Path) -> None:
    modes = {name: (demo_var / name).stat().st_mode & 0o777 for name in ("demo.json", "secret-key", ".")}
    assert modes == {"demo.json": 0o600, "secret-key": 0o600, ".": 0o700}


def mark(var: Path) -> None:
    """Leave something in the database that a fresh start would not have."""
    with closing(sqlite3.connect(var / "trygga.sqlite3")) as database, database:
        database.execute("UPDATE places_area SET name = 'kept' WHERE slug = 'centrum'")


@pytest.fixture
def var(demo_var: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "var"
    shutil.copytree(demo_var, copy)
    mark(copy)
    return copy


@pytest.mark.no_database
def test_second_run_keeps_the_data(var: Path) -> None:
    secret = (var / "secret-key").read_text()
    done = trygga("demo", "--prepare-only", var=var)
    assert (done.returncode, done.stderr) == (0, "")
    assert (facts(var)["areas"]["centrum"], (var / "secret-key").read_text()) == ("kept", secret)
    assert [line.partition(" ... ")[0] for line in done.stdout.splitlines()] == [
        "1/3 database",
        "2/3 demo programme",
        "3/3 pages",
    ]


@pytest.mark.no_database
def test_reset_starts_afresh(var: Path) -> None:
    (var / "trygga.sqlite3-wal").write_bytes(b"")
    done = trygga("demo", "--prepare-only", var=var, RESET="1")
    assert (done.returncode, done.stderr, facts(var)["areas"]["centrum"]) == (0, "", "Centrum")


@pytest.mark.no_database
@pytest.mark.parametrize("port", ["x", "-1", "65536", "80.0", "²", " 80"])
def test_port_that_is_none_ends_with_its_sentence(port: str, tmp_path: Path) -> None:
    done = trygga("demo", "--prepare-only", var=tmp_path, PORT=port)
    sentence = f"CommandError: PORT is {port!r}; write a number, or 0 for a free port.\n"
    assert (done.returncode, done.stderr) == (1, sentence)
    assert not (tmp_path / "demo.json").exists()


NOT_WHOLE = {
    "production": (
        PRODUCTION | {"TRYGGA_DEMO": "0"},
        "CommandError: The demo runs with TRYGGA_DEMO=1 alone.\n",
    ),
    "reset of postgresql": (
        {"TRYGGA_DATABASE": "postgresql://nobody@/nowhere", "RESET": "1"},
        "CommandError: RESET starts afresh on SQLite alone; drop and create the other database yourself.\n",
    ),
}


@pytest.mark.no_database
@pytest.mark.parametrize("what", NOT_WHOLE)
def test_demo_leaves_alone_what_is_no_demo(what: str, tmp_path: Path) -> None:
    changes, sentence = NOT_WHOLE[what]
    done = trygga("demo", "--prepare-only", var=tmp_path, **changes)
    assert (done.returncode, done.stderr) == (1, sentence)


@pytest.mark.no_database
def test_demo_leaves_a_real_programme_alone(var: Path) -> None:
    with closing(sqlite3.connect(var / "trygga.sqlite3")) as database, database:
        database.execute("UPDATE organisations_programme SET is_demo = 0")
    done = trygga("demo", "--prepare-only", var=var)
    sentence = "This database holds a real programme, and the demo leaves it alone. Name another one."
    assert (done.returncode, done.stderr) == (1, f"CommandError: {sentence}\n")

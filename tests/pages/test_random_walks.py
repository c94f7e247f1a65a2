"""Random walks over all addresses of office and inbox: none ever shows a word of another programme.

Each programme's tables are full of one made-up word that stands nowhere else. Whoever walks follows links and forms
that were found, asks for every address by its name with ids of both programmes, and sends what comes to mind. A walk
that fails says its seed; `seed_of` a parametrised test is in its name.
"""

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Comment, GroupApprovalTask, Locale, Revision, Workflow, WorkflowTask

from tests.addresses import INBOX, OFFICE, addresses
from tests.cast import Browser, Cast, browser
from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import AppointmentFactory, OrganisationFactory, UnitFactory
from tests.factories.pages import new_picture, new_text, png
from tests.factories.places import (
    AreaFactory,
    BuildingFactory,
    EstateFactory,
    EstateMoveFactory,
    HomeFactory,
    LinkFactory,
    StairwellFactory,
)
from tests.places.importing.files import HEADERS, Rows, a_row, csv_file, planned
from trygga.accounts.models import User
from trygga.accounts.sessions import STORES
from trygga.lib.addresses import street_key
from trygga.organisations.models import Member, Organisation, Programme, Role, Unit
from trygga.organisations.permissions import NOBODY, permission_for
from trygga.organisations.scope import within
from trygga.organisations.working import CHOICE
from trygga.pages.models import Page, Picture, Rendition
from trygga.places.levels import HOMES, LEVELS
from trygga.places.models import Area, EstateMove, RegisterChange, Stairwell
from trygga.places.register import index_addresses, recount
from trygga.places.services import change_building, move_estate, retire
from trygga.web.access import Origin

STEPS = 12
NAMED = {
    Origin.OFFICE: addresses(OFFICE),
    Origin.INBOX: addresses(INBOX),
}
URLCONFS = {Origin.OFFICE: OFFICE, Origin.INBOX: INBOX}
HOSTS = {Origin.OFFICE: settings.OFFICE_HOST, Origin.INBOX: settings.INBOX_HOST}
# A walk that signs out is over; and whoever gives a role up works, from then on, in what is left.
ENDS = {"leave", "account_logout", "wagtailadmin_logout", "account_change_password"}
LINK = re.compile(r"""(?:href|src|action|data-[a-z-]*url[a-z-]*|data-src)=["'](/[^"'#]*)""")
FIELD = re.compile(r"""<(?:input|textarea|select)[^>]*?\sname=["']([^"']+)["'](?:[^>]*?\svalue=["']([^"']*)["'])?""")
IN_JSON = re.compile(r'"(/editing/[^"\\]*)')
ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")


def canary(programme: Programme) -> str:
    """A word that stands in every table of this programme and nowhere else."""
    return {"sandby": "Kvitterfink", "granby": "Morkulla"}[programme.slug]


def name_of(programme: Programme) -> str:
    """A word of the programme's own name, which whoever works in several has to see."""
    return {"sandby": "Videsparv", "granby": "Rordrom"}[programme.slug]


@dataclass
class Town:
    """Everything of one programme that could leak, and the ids to ask for it."""

    programme: Programme
    editor: User
    lead: User
    member: Member
    ids: dict[str, list[Any]] = field(default_factory=dict)


def _person(user: User, word: str) -> None:
    user.first_name, user.last_name, user.email = word, f"{word}sson", f"{word.lower()}-{user.pk}@staff.example"
    user.save()


def _fill(cast: Cast, member: Member) -> Town:
    programme: Programme = member.programme
    word = canary(programme)
    Programme.objects.filter(pk=programme.pk).update(name=name_of(programme), municipality=f"{word}köping")
    programme.refresh_from_db()
    landlord = OrganisationFactory(programme=programme, kind=Organisation.Kind.LANDLORD, name=f"{word}hem")
    UnitFactory(organisation=landlord, name=f"{word} enhet")
    Organisation.objects.filter(programme=programme).update(name=f"{word} organisation")
    Unit.objects.filter(programme=programme).update(name=f"{word} enhet")
    AreaFactory(programme=programme, slug="canary", name=f"{word}dalen")
    stairwell = _fill_register(programme, landlord, word)
    link = LinkFactory(batch__landlord=landlord, batch__name=f"{word} omgång", stairwell=stairwell)
    ContactPointFactory(programme=programme, name=f"{word} jour", organisation_name=word)
    editor = AppointmentFactory(organisation=landlord, role=Role.EDITOR).user
    lead = AppointmentFactory(organisation=landlord, role=Role.PROGRAMME_LEAD).user
    for user in (editor, lead, *User.objects.filter(memberships__programme=programme)):
        _person(user, word)
    manager = AppointmentFactory(organisation=landlord, role=Role.MANAGER, user=lead).user
    town = Town(programme, editor, manager, member)
    with within(programme.pk):
        _write(town, word)
    town.ids |= {"batch": [link.batch_id], "link": [link.pk]}
    town.ids["source"] = [planned(landlord, csv_file([HEADERS, *rows])).pk for rows in _files(word)]
    town.ids |= {"landlord": [landlord.slug], "area": ["canary"], "level": list(LEVELS)}
    town.ids |= {"place": [stairwell.pk, stairwell.building_id], "act": [RegisterChange.objects.latest("pk").pk]}
    town.ids["move"] = list(EstateMove.objects.filter(programme=programme).values_list("pk", flat=True))
    return town


def _fill_register(programme: Programme, landlord: Organisation, word: str) -> Stairwell:
    """Places at every level, moved, changed and retired, so that history is full of the word."""
    area = Area.objects.get(programme=programme, slug="canary")
    estate = EstateFactory(area=area, landlord=landlord, key=f"{word}-1", designation=f"{word} 1:1", name=f"{word}gard")
    building = BuildingFactory(estate=estate, key=f"{word}-B", name=f"{word}huset")
    street = {"street": f"{word}gatan", "street_key": street_key(f"{word}gatan")}
    stairwell: Stairwell = StairwellFactory(building=building, key=f"{word}-S", town=word, **street)
    homes = [HomeFactory(stairwell=stairwell, key=f"{word}-{number}", number=number) for number in (1001, 1002)]
    by = AppointmentFactory(organisation=landlord, role=Role.MANAGER, user__first_name=word).user
    change_building(building, key=f"{word}-B2", name=f"{word}langan", by=by)
    retire(HOMES, homes[:1], by=by)
    move_estate(estate, area=area, landlord=landlord, on=date(2020, 1, 1), by=by)
    EstateMoveFactory(estate=estate, by=by)
    index_addresses([stairwell])
    recount(landlord)
    return stairwell


def _files(word: str) -> Iterator[Rows]:
    """A file that waits to be applied, and one with a bad row."""
    row = a_row("9", area="canary", estate=f"{word}-9", designation=f"{word} 9:9", address=f"{word}gatan 9", town=word)
    yield [row]
    yield [row, a_row("8", area=f"{word}tuna", address=f"{word}gatan")]


def _write(town: Town, word: str) -> None:
    """Texts, drafts of texts, comments, history, pictures and smaller copies, previews, sessions, workflows."""
    texts = [new_text(town.programme, f"{word} {n}", f"{word} säger", owner=town.editor) for n in range(2)]
    english = Locale.objects.get(language_code="en")
    texts.append(texts[0].copy_for_translation(english))
    texts[0].title = f"{word} ny"
    texts[0].save_revision(user=town.editor, log_action="wagtail.edit")
    for text in texts[:2]:
        Comment.objects.create(page=text, user=town.editor, text=f"{word} undrar", contentpath="title")
        for owner in (town.editor, town.lead):
            FormState.objects.update_or_create_by_instance(
                instance=text, user=owner, defaults={"data": f"title={word}", "last_updated_at": timezone.now()}
            )
        EditingSession.objects.create(
            user=town.editor, content_object=text, last_seen_at=timezone.now(), is_editing=True
        )
    pictures = [
        new_picture(town.programme, f"{word} dörr {n}", f"{word.lower()}-{n}.png", town.editor) for n in range(2)
    ]
    for picture in pictures:
        picture.get_rendition("max-165x165")
    task = GroupApprovalTask.objects.create(name=f"{word} uppgift")
    workflow = Workflow.objects.create(name=f"{word} flöde")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    state = workflow.start(texts[1], town.editor)
    state.current_task_state.reject(user=town.editor, comment=f"{word} nej")
    pages = list(Page.objects.values_list("pk", flat=True))
    town.ids = {
        "page": pages,
        "revision": list(Revision.objects.filter(object_id__in=map(str, pages)).values_list("pk", flat=True)),
        "image": [picture.pk for picture in pictures],
        "file": [*Picture.objects.values_list("file", flat=True), *Rendition.objects.values_list("file", flat=True)],
        "task": [task.pk, state.pk, state.current_task_state.pk],
        "member": [town.member.public_id],
        "user": [town.editor.pk],
    }


@dataclass
class Walker:
    """Somebody who walks: where to, with which words, and what must never be seen."""

    chance: random.Random
    towns: dict[str, Town]
    user: User
    at_home: set[str]
    client: Browser = field(init=False)
    origin: Origin = field(init=False)
    found: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.origin = self.chance.choice([Origin.OFFICE, Origin.OFFICE, Origin.OFFICE, Origin.INBOX])
        self.client = browser(f"{HOSTS[self.origin]}:8000")
        self.client.raise_request_exception = False
        self.client.force_login(self.user)

    def forbidden(self) -> set[str]:
        """Words of every programme but the one that is worked in now."""
        current = STORES[self.origin](self.client.cookies[self.client.session_cookie].value).get(CHOICE)
        seen = (
            self.at_home
            if len(self.at_home) == 1
            else {slug for slug, town in self.towns.items() if town.programme.pk == current}
        )
        others = [town.programme for slug, town in self.towns.items() if slug not in seen]
        names = {name_of(one) for one in others} if len(self.at_home) == 1 else set()
        return {canary(one) for one in others} | names

    def argument(self, kind: str, name: str) -> Any:
        town = self.chance.choice(list(self.towns.values()))
        if name == "programme":
            return town.programme.slug
        for part, ids in town.ids.items():
            if part in name and ids:
                return self.chance.choice(ids)
        every = {"app_label": "pages", "model_name": "textpage", "content_type_app_name": "pages"}
        every |= {"content_type_model_name": "textpage", "filter_spec": "max-165x165", "action": "publish"}
        if name in every:
            return every[name]
        if name in ("pk", "object_id", "destination_id"):
            return self.chance.choice(town.ids["page"] + town.ids["image"] + town.ids["task"])
        if name == "name":
            return self.chance.choice(town.ids["file"])
        return self.chance.choice(town.ids["task"] + [1, 2, 3]) if kind == "int" else "x"

    def address(self) -> str:
        """Any address by its name, with ids of any programme; or a link that was found."""
        if self.found and self.chance.random() < 0.45:
            return unescape(self.chance.choice(self.found)[0])
        names = [
            name
            for name in NAMED[self.origin]
            if name not in ENDS
            # What is shut to all is the business of tests/test_permissions.py; now and then here too.
            and (permission_for(self.origin, name).who != NOBODY or self.chance.random() < 0.05)  # type: ignore[union-attr]
        ]
        name = self.chance.choice(names)
        wanted = {what: self.argument(kind, what) for kind, what in ARGUMENT.findall(NAMED[self.origin][name])}
        if name == "wagtailadmin_pages:revisions_compare":
            wanted = {"pk": self.argument("int", "page"), "revision_id_a": "earliest", "revision_id_b": "latest"}
        try:
            there = reverse(name, urlconf=URLCONFS[self.origin], kwargs=wanted)
        except NoReverseMatch:
            return "/"
        query = self.chance.choice(["", "", "?q=a", f"?q={self.word()}", "?search_all=1&q=d", "?p=1&ordering=title"])
        return there + query

    def word(self) -> str:
        """Words of one's own; what is written here can leak as well."""
        return (
            f"{canary(self.towns[sorted(self.at_home)[0]].programme)} {self.chance.randint(0, 99)}"
            if (len(self.at_home) == 1)
            else f"ord {self.chance.randint(0, 99)}"
        )

    def form(self) -> dict[str, Any]:
        """A form that was found, with some of it changed; or ids of any programme under names that Wagtail uses."""
        sent: dict[str, Any] = dict(self.chance.choice(self.found)[1]) if self.found else {}
        for name in list(sent):
            if self.chance.random() < 0.2:
                sent[name] = self.chance.choice([self.word(), str(self.argument("int", "page")), ""])
        sent |= {"title": self.word(), "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-id": ""}
        sent |= {"body-0-type": "picture", "body-0-value": str(self.argument("int", "image"))}
        sent |= {f"comments-{part}": "0" for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
        if self.chance.random() < 0.3:
            town = self.chance.choice(list(self.towns.values()))
            link = f'<a linktype="page" id="{self.argument("int", "page")}">dit</a>'
            sent |= {"body-0-type": "paragraph", "body-0-value": json.dumps(link), "programme": town.programme.slug}
            sent |= {"locales": str(self.chance.randint(1, 4)), "revision": str(self.argument("int", "revision"))}
            sent |= {"image-chooser-chosen-id": str(self.argument("int", "image"))}
        if self.chance.random() < 0.2:
            sent |= {
                "file": SimpleUploadedFile("dorr.png", png(), "image/png"),
                "files[]": SimpleUploadedFile("d.png", png()),
            }
        # Whoever works in two programmes may well carry words from one to the other; that would be no leak of ours.
        foreign = tuple(word.lower() for word in self.forbidden())
        return {name: value for name, value in sent.items() if not any(word in str(value).lower() for word in foreign)}

    def step(self) -> tuple[str, Any]:
        there = self.address()
        if there.startswith(("/accounts/logout", "/editing/logout", "/leave/")):
            there = "/"
        headers = {"x-requested-with": "XMLHttpRequest"} if self.chance.random() < 0.3 else {}
        if self.chance.random() < 0.65:
            return f"GET {there}", self.client.get(there, headers=headers)
        return f"POST {there}", self.client.post(there, self.form(), headers=headers)

    def remember(self, answer: Any) -> None:
        text = body(answer)
        fields = dict(FIELD.findall(text))
        links = [*LINK.findall(text), *IN_JSON.findall(text), answer.headers.get("Location", "")]
        self.found = [(link, fields) for link in links if link.startswith("/") and "/static/" not in link] or self.found


def walks(towns: dict[str, Town], both: User, seed: int) -> Iterator[tuple[str, Any, set[str]]]:
    """One walk: what was asked, the answer, and the words that must not stand in it."""
    chance = random.Random(seed)
    home, people = chance.choice(
        [
            ({slug}, user)
            for slug, town in towns.items()
            for user in (town.editor, town.editor, town.lead, town.member.user)
        ]
        + [(set(towns), both)] * 3
    )
    walker = Walker(chance, towns, people, home)
    yield "GET /", walker.client.get("/"), walker.forbidden()
    if len(home) > 1:
        walker.client.post("/programme/", {"programme": chance.choice(sorted(home))})
    for _ in range(STEPS):
        what, answer = walker.step()
        yield what, answer, walker.forbidden()
        walker.remember(answer)


@pytest.fixture
def towns(cast: Cast) -> dict[str, Town]:
    return {"sandby": _fill(cast, cast.social_worker), "granby": _fill(cast, cast.outsider)}


@pytest.fixture
def both(towns: dict[str, Town]) -> User:
    """An editor of both programmes."""
    person = AppointmentFactory(
        organisation=Organisation.objects.filter(programme__slug="sandby").first(), role=Role.EDITOR
    )
    AppointmentFactory(
        organisation=Organisation.objects.filter(programme__slug="granby").first(), role=Role.EDITOR, user=person.user
    )
    user: User = person.user
    return user


def body(answer: Any) -> str:
    """What an answer holds, also one that is sent bit by bit, and what is packed inside it."""
    if answer.streaming:
        answer.streaming_content = [content := answer.getvalue()]
    else:
        content = answer.content
    if content.startswith(b"PK"):
        packed = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(part for name in packed.namelist() for part in (name.encode(), packed.read(name)))
    text: str = content.decode(errors="replace")
    return text


def leaks(answer: Any, forbidden: set[str]) -> list[str]:
    everything = body(answer) + "\n".join(f"{k}: {v}" for k, v in answer.headers.items())
    return [word for word in sorted(forbidden) if word.lower() in everything.lower()]


def walk_many(seeds: range, towns: dict[str, Town], both: User) -> dict[str, int]:
    """Walk; how many answers there were by their status."""
    statuses: dict[str, int] = {}
    for seed in seeds:
        for what, answer, forbidden in walks(towns, both, seed):
            statuses[str(answer.status_code)] = statuses.get(str(answer.status_code), 0) + 1
            found = leaks(answer, forbidden)
            assert not found, f"seed {seed}: {what} ({answer.status_code}) shows {found}"
            # Wagtail's own forms break on fields that no browser sends; ours may not.
            is_wagtails = answer.wsgi_request.path.startswith(settings.EDITING_PATH)
            assert answer.status_code < 500 or is_wagtails, f"seed {seed}: {what} breaks"
    return statuses


def test_short_walks_show_no_word_of_another_programme(towns: dict[str, Town], both: User) -> None:
    statuses = walk_many(range(30), towns, both)
    # Walks that only meet closed doors would find nothing.
    assert statuses["200"] > sum(statuses.values()) / 4


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_thousand_walks_show_no_word_of_another_programme(first: int, towns: dict[str, Town], both: User) -> None:
    statuses = walk_many(range(first, first + 100), towns, both)
    assert statuses["200"] > sum(statuses.values()) / 4


def test_own_words_are_seen(towns: dict[str, Town]) -> None:
    """The walks can see: at home, the words stand in lists, history, search, comments and file names."""
    town = towns["sandby"]
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(town.editor)
    texts = client.get("/texts/").headers["Location"]
    text = town.ids["page"][1]
    places = [texts, f"/editing/pages/{text}/edit/", f"/editing/pages/{text}/history/", "/editing/images/"]
    places += ["/editing/pages/search/?q=kvitterfink", f"/editing/images/{town.ids['image'][0]}/", "/"]
    unseen = [place for place in places if canary(town.programme) not in client.get(place).content.decode()]
    assert unseen == []


def test_own_places_are_seen(towns: dict[str, Town]) -> None:
    """The walks can see places too: in lists, search, history, and on the page of one."""
    town = towns["sandby"]
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(town.lead)
    here, word = f"/p/sandby/places/{town.ids['landlord'][0]}", canary(town.programme)
    places = ["/", "/areas/canary/", *(f"/{level}/" for level in LEVELS), f"/search/?q={word}"]
    places += [f"/stairwells/{town.ids['place'][0]}/", f"/buildings/{town.ids['place'][1]}/history/"]
    places += ["/file.csv", "/file.xlsx", "/posters/", *(f"/import/{source}/" for source in town.ids["source"])]
    places += [f"/import/{town.ids['source'][1]}/bad-rows.csv"]
    unseen = [place for place in places if word not in body(client.get(here + place))]
    assert (unseen, word in client.get("/p/sandby/moves/").content.decode()) == ([], True)

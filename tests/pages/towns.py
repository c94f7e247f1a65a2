"""Two programmes whose every table is full of one made-up word that stands nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Comment, GroupApprovalTask, Locale, Revision, Workflow, WorkflowTask

from tests.cast import Cast
from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import AppointmentFactory, OrganisationFactory, UnitFactory
from tests.factories.pages import new_picture, new_text
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
from trygga.directory.services import change_point, close_point, contradict, settle, verify_point
from trygga.lib.addresses import street_key
from trygga.organisations.models import Member, Organisation, Programme, Role, Unit
from trygga.organisations.scope import within
from trygga.pages.models import Page, Picture, Rendition
from trygga.places.levels import HOMES, LEVELS
from trygga.places.models import Area, EstateMove, RegisterChange, Stairwell
from trygga.places.register import index_addresses, recount
from trygga.places.services import change_building, move_estate, retire


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


def fill(cast: Cast, member: Member) -> Town:
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
    town.ids |= _fill_directory(landlord, lead, word)
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


def _fill_directory(landlord: Organisation, by: User, word: str) -> dict[str, list[Any]]:
    """A contact point whose every text, other sources and history hold the word, contradicted and closed; its ids."""
    said = {"source": f"{word}.example", "as_of": "2026", "value": "036-10 50 09", "note": f"{word} undrar"}
    point = ContactPointFactory(
        programme=landlord.programme,
        name=f"{word} jour",
        organisation=landlord,
        organisation_name=word,
        source=f"{word}.example",
        notes={"sv": f"{word} svarar"},
        owner=by,
        version=1,
    )
    point.areas.add(Area.objects.get(programme=landlord.programme, slug="canary"))
    change_point(point, {"name": f"{word} jourtelefon"}, by=by, seen=1)
    settle(contradict(point, by=by, **said), by=by)
    verify_point(point, by=by, how=f"{word} svarade.", on=timezone.localdate(), seen=4)
    other = contradict(point, by=by, **said)
    begins_at = timezone.now()
    closing = close_point(point, begins_at=begins_at, ends_at=begins_at + timedelta(days=9), by=by)
    # No signed link: whoever holds one sees the point, signed in here, elsewhere or not at all.
    return {"point": [point.pk], "other": [other.pk], "closing": [closing.pk]}


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

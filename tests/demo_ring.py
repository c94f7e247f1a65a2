"""The ring of a running demo, opened as its members open it: from the stored rows with the published passphrase."""

import json

from tests.journeys.stored import ask
from tests.servers import DemoServer
from trygga.lib import sealing

ROWS = """
    SELECT member.public_id, key.unlock_parameters, key.sealed_identity, sealed.sealed, epoch.epoch,
           programme.slug, organisation.slug, unit.slug
    FROM accounts_user person
    JOIN organisations_member member ON member.user_id = person.id
    JOIN organisations_memberkey key ON key.member_id = member.id
    JOIN organisations_sealedring sealed ON sealed.member_id = member.id
    JOIN organisations_ringepoch epoch ON epoch.id = sealed.ring_id
    JOIN organisations_unit unit ON unit.id = member.unit_id
    JOIN organisations_organisation organisation ON organisation.id = unit.organisation_id
    JOIN organisations_programme programme ON programme.id = unit.programme_id
    WHERE person.email = %s
"""


def opened_ring(server: DemoServer) -> sealing.Ring:
    """The ring, with every identity in clear; only a demo's can be had like this."""
    person = server.members[0]
    [(member, parameters, identity, ring, epoch, programme, organisation, unit)] = ask(server, ROWS, person["login"])
    if isinstance(parameters, str):  # PostgreSQL knows that this is JSON
        parameters = json.loads(parameters)
    unlock = sealing.unlock_identity(person["passphrase"], sealing.UnlockParameters.from_json(parameters))
    place = sealing.Place(programme=programme, organisation=organisation, unit=unit, epoch=0, report="")
    member_identity = sealing.open_member_identity(identity, member=member, place=place, unlock_identity=unlock)
    at_epoch = sealing.Place(programme=programme, organisation=organisation, unit=unit, epoch=epoch, report="")
    return sealing.open_ring(ring, place=at_epoch, identity=member_identity)

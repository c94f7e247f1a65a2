"""Fictional people. Passwords and passphrases are published on purpose: a demo protects nothing."""

from dataclasses import dataclass

from trygga.organisations.models import Role


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo; a passphrase only for members, who open the mailbox of the demo's social services."""

    first_name: str
    organisation: str
    role: Role
    login: str
    password: str
    passphrase: str = ""


PEOPLE = (
    DemoPerson(
        "Amina",
        "socialtjansten",
        Role.MEMBER,
        "amina@socialtjansten.example",
        "practice-amina-1",
        "lugn bro sten vinter lampa granne",
    ),
    DemoPerson(
        "Bosse",
        "socialtjansten",
        Role.MEMBER,
        "bosse@socialtjansten.example",
        "practice-bosse-2",
        "kaffe trappa moln cykel juni hand",
    ),
    DemoPerson("Siv", "socialtjansten", Role.ORGANISATION_ADMIN, "siv@socialtjansten.example", "practice-siv-3"),
    DemoPerson("Vera", "vatterhem", Role.PROGRAMME_LEAD, "vera@vatterhem.example", "practice-vera-4"),
    DemoPerson("Erik", "vatterhem", Role.EDITOR, "erik@vatterhem.example", "practice-erik-5"),
    DemoPerson("Pia", "polisen", Role.SIGN_OFF_PARTNER, "pia@polisen.example", "practice-pia-6"),
    DemoPerson("Alva", "socialtjansten", Role.AUDITOR, "alva@socialtjansten.example", "practice-alva-7"),
    DemoPerson("Maja", "vatterhem", Role.MANAGER, "maja@vatterhem.example", "practice-maja-8"),
)
"""In the order in which demo.json lists them; the README shows them."""
MEMBERS = tuple(person for person in PEOPLE if person.role is Role.MEMBER)
OFFICERS = tuple(person for person in PEOPLE if person.role is not Role.MEMBER)

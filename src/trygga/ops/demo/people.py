"""Two fictional social workers. Passwords and passphrases are published on purpose: a demo ring protects nothing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    first_name: str
    last_name: str
    login: str
    password: str
    passphrase: str


PEOPLE = (
    DemoPerson(
        "Amina",
        "Demo",
        "amina@socialtjansten.example",
        "practice-amina-1",
        "lugn bro sten vinter lampa granne",
    ),
    DemoPerson(
        "Bosse",
        "Demo",
        "bosse@socialtjansten.example",
        "practice-bosse-2",
        "kaffe trappa moln cykel juni hand",
    ),
)

"""A setting that is missing or wrong stops every command with its sentence, and without a traceback."""

import json
from pathlib import Path

import pytest

from tests.commands import PRODUCTION, Done, python, trygga

pytestmark = pytest.mark.no_database


WRONG_ORIGIN = "write an origin such as https://inbox.example.se."
WRONG_FLAG = "write 1 for yes or 0 for no."
WRONG_BITS = "write a whole number from 0 to 19."
WRONG_DATABASE = "TRYGGA_DATABASE cannot be read; write an address such as postgresql://user@host/name."
WRONG_SMTP = (
    "TRYGGA_SMTP cannot be read; write smtp://user:password@host, smtps:// for TLS from the start, "
    "or smtp+plain://host for a server without TLS and password."
)
SMS = {
    "TRYGGA_SMS_URL": "https://sms.example/send",
    "TRYGGA_SMS_AUTHORIZATION": "Bearer secret",
    "TRYGGA_SMS_FIELDS": "to={to}&message={text}&reference={id}",
    "TRYGGA_SMS_ACCEPTED": "status=created",
}
SMS_MISTAKES = [
    (
        "URL",
        "TRYGGA_SMS_URL cannot be read; write an address that begins with https://.",
        ["http://sms.example/", "sms.example", "https://", "https://sms.example:many/"],
    ),
    (
        "AUTHORIZATION",
        "TRYGGA_SMS_AUTHORIZATION cannot be read; write the header's value, such as Bearer and a token.",
        ["Bearer a\nX: b", "Bearer å"],
    ),
    (
        "FIELDS",
        "TRYGGA_SMS_FIELDS cannot be read; write it like from=Grannar&to={to}&message={text}&reference={id}.",
        ["to={to}&message={text}", "to={to}&message={text}&reference={id}&x={y}", "to={to", "{to.x}&a={text}&b={id}"],
    ),
    (
        "ACCEPTED",
        "TRYGGA_SMS_ACCEPTED cannot be read; write it like status=created or messages.0.status=0|1.",
        ["created", "=created", "status=", "a..b=c"],
    ),
    ("FORMAT", "TRYGGA_SMS_FORMAT is 'xml'; write form or json.", ["xml"]),
]
PROVIDER = {
    "TRYGGA_OIDC_ISSUER": "https://login.example.se/realm",
    "TRYGGA_OIDC_NAME": "The town",
    "TRYGGA_OIDC_CLIENT_ID": "trygga",
    "TRYGGA_OIDC_CLIENT_SECRET": "secret",
}
MISTAKES = {
    "no_secret": (
        {"TRYGGA_SECRET_KEY": ""},
        "Set TRYGGA_SECRET_KEY in the environment; docs/operations.md says what it means.",
    ),
    "short_secret": (
        {"TRYGGA_SECRET_KEY": "x" * 49},
        "TRYGGA_SECRET_KEY is too short; use at least 50 random characters.",
    ),
    "no_inbox": (
        {"TRYGGA_INBOX_ORIGIN": ""},
        "Set TRYGGA_INBOX_ORIGIN in the environment; docs/operations.md says what it means.",
    ),
    **{
        f"inbox_{number}": (
            {"TRYGGA_INBOX_ORIGIN": origin},
            f"TRYGGA_INBOX_ORIGIN is {origin!r}; {WRONG_ORIGIN}",
        )
        for number, origin in enumerate(
            ["inbox.example.se", "https://", "ftp://inbox.example.se", "https://inbox.example.se/", "https://:8000"]
        )
    },
    "one_host": (
        {"TRYGGA_OFFICE_ORIGIN": "https://inbox.example.se:8443"},
        "TRYGGA_INBOX_ORIGIN and TRYGGA_OFFICE_ORIGIN name the same host; give each a host name of its own.",
    ),
    "half_tls": (
        {"TRYGGA_OFFICE_ORIGIN": "http://office.example.se"},
        "TRYGGA_INBOX_ORIGIN and TRYGGA_OFFICE_ORIGIN differ in http and https; write https for all.",
    ),
    **{
        f"issuer_{number}": (
            {"TRYGGA_OIDC_ISSUER": issuer},
            f"TRYGGA_OIDC_ISSUER is {issuer!r}; write an address such as https://login.example.se/realm.",
        )
        for number, issuer in enumerate(
            ["login.example.se", "http://login.example.se", "https://a@b.example", "https://"]
        )
    },
    "issuer_without_name": (
        PROVIDER | {"TRYGGA_OIDC_NAME": ""},
        "Set TRYGGA_OIDC_NAME in the environment; docs/operations.md says what it means.",
    ),
    "issuer_without_secret": (
        PROVIDER | {"TRYGGA_OIDC_CLIENT_SECRET": ""},
        "Set TRYGGA_OIDC_CLIENT_SECRET in the environment; docs/operations.md says what it means.",
    ),
    "provider_origin": (
        PROVIDER | {"TRYGGA_OIDC_ORIGINS": "https://keys.example.se, http://other.example"},
        "TRYGGA_OIDC_ORIGINS holds 'http://other.example'; write origins such as https://keys.example.se.",
    ),
    **{
        f"assertion_{number}": (
            {"TRYGGA_OIDC_SECOND_FACTOR": said},
            f"TRYGGA_OIDC_SECOND_FACTOR is {said!r}; write amr: or acr: and the value that counts, or nothing.",
        )
        for number, said in enumerate(["mfa", "amr:", "email:x"])
    },
    "demo_yes": ({"TRYGGA_DEMO": "yes"}, f"TRYGGA_DEMO is 'yes'; {WRONG_FLAG}"),
    "proxy_true": ({"TRYGGA_BEHIND_PROXY": "true"}, f"TRYGGA_BEHIND_PROXY is 'true'; {WRONG_FLAG}"),
    **{
        f"bits_{bits}": ({"TRYGGA_PROOF_BITS": bits}, f"TRYGGA_PROOF_BITS is {bits!r}; {WRONG_BITS}")
        for bits in ("20", "-1", "many", "²")
    },
    **{
        f"proxies_{number}": (
            {"TRYGGA_TRUSTED_PROXIES": number},
            f"TRYGGA_TRUSTED_PROXIES is {number!r}; write a whole number from 0 to 9.",
        )
        for number in ("10", "one")
    },
    **{
        f"smtp_{number}": ({"TRYGGA_SMTP": address, "TRYGGA_MAIL_FROM": "grannar@example.se"}, WRONG_SMTP)
        for number, address in enumerate(
            [
                "mail.example.se",
                "http://mail.example.se",
                "smtp://",
                "smtp://grannar@mail.example.se",
                "smtp://:secret@mail.example.se",
                "smtp://mail.example.se:many",
                "smtp://mail.example.se/path",
                "smtp+plain://grannar:secret@mail.example.se",
            ]
        )
    },
    "smtp_alone": (
        {"TRYGGA_SMTP": "smtp://mail.example.se"},
        "Set TRYGGA_MAIL_FROM too: TRYGGA_SMTP, TRYGGA_MAIL_FROM belong together.",
    ),
    "sender_alone": (
        {"TRYGGA_MAIL_FROM": "grannar@example.se"},
        "Set TRYGGA_SMTP too: TRYGGA_SMTP, TRYGGA_MAIL_FROM belong together.",
    ),
    "sender": (
        {"TRYGGA_SMTP": "smtp://mail.example.se", "TRYGGA_MAIL_FROM": "Grannar <x@example.se>"},
        "TRYGGA_MAIL_FROM is 'Grannar <x@example.se>'; write a mail address such as no-reply@example.se.",
    ),
    "sms_alone": (
        {"TRYGGA_SMS_URL": "https://sms.example/send", "TRYGGA_SMS_FIELDS": "to={to}"},
        (
            "Set TRYGGA_SMS_AUTHORIZATION and TRYGGA_SMS_ACCEPTED too: TRYGGA_SMS_URL, TRYGGA_SMS_AUTHORIZATION, "
            "TRYGGA_SMS_FIELDS, TRYGGA_SMS_ACCEPTED belong together."
        ),
    ),
    **{
        f"sms_{name}_{number}": (SMS | {f"TRYGGA_SMS_{name}": value}, sentence)
        for name, sentence, values in SMS_MISTAKES
        for number, value in enumerate(values)
    },
    "networks": (
        {"TRYGGA_WEBHOOK_NETWORKS": "10.0.0.1/8"},
        "TRYGGA_WEBHOOK_NETWORKS is '10.0.0.1/8'; write networks such as 10.20.0.0/16.",
    ),
    "delivery": (
        {"TRYGGA_DELIVERY_SECONDS": "241"},
        "TRYGGA_DELIVERY_SECONDS is '241'; write a whole number from 1 to 240.",
    ),
    "database": ({"TRYGGA_DATABASE": "nosuch://here"}, WRONG_DATABASE),
}


def check(var: Path, **changes: str) -> Done:
    return trygga("check", var=var, **PRODUCTION | changes)


def test_check_passes_with_right_settings(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_check_passes_with_a_provider(tmp_path: Path) -> None:
    more = {"TRYGGA_OIDC_ORIGINS": "https://keys.example.se", "TRYGGA_OIDC_SECOND_FACTOR": "acr:urn:example:loa3"}
    done = check(tmp_path, **PROVIDER | more)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_check_ends_with_the_sentence(mistake: str, tmp_path: Path) -> None:
    changes, sentence = MISTAKES[mistake]
    done = check(tmp_path, **changes)
    assert (done.returncode, done.stderr) == (1, f"trygga: {sentence}\n")


@pytest.mark.parametrize("database", ["", "postgresql://u:secret@[host/x", "mysql:", "sqlite"])
def test_sentence_on_the_database_does_not_repeat_a_password(database: str, tmp_path: Path) -> None:
    done = check(tmp_path, TRYGGA_DATABASE=database)
    expected = (0, "") if database == "" else (1, f"trygga: {WRONG_DATABASE}\n")
    assert (done.returncode, done.stderr) == expected


def test_outbox_settings_are_read_as_they_are_meant(tmp_path: Path) -> None:
    settings = SMS | {
        "TRYGGA_SMTP": "smtps://grannar%40example.se:s%2Fecret@mail.example.se",
        "TRYGGA_MAIL_FROM": "grannar@example.se",
        "TRYGGA_SMS_ACCEPTED": "messages.0.status=0|1",
        "TRYGGA_WEBHOOK_NETWORKS": "10.20.0.0/16, fd00::/8",
    }
    source = (
        "import json; from trygga.config import settings as s;"
        "print(json.dumps([s.SMTP, s.MAIL_FROM, s.SMS, [str(one) for one in s.WEBHOOK_NETWORKS], s.DELIVERY_SECONDS]))"
    )
    done = python(source, var=tmp_path, **PRODUCTION | settings)
    assert (done.returncode, done.stderr) == (0, "")
    smtp = {
        "host": "mail.example.se",
        "port": 465,
        "security": "tls",
        "user": "grannar@example.se",
        "password": "s/ecret",
    }
    sms = {
        "url": "https://sms.example/send",
        "authorization": "Bearer secret",
        "format": "form",
        "fields": [["to", "{to}"], ["message", "{text}"], ["reference", "{id}"]],
        "accepted": {"path": ["messages", "0", "status"], "values": ["0", "1"]},
    }
    assert json.loads(done.stdout) == [smtp, "grannar@example.se", sms, ["10.20.0.0/16", "fd00::/8"], 60]

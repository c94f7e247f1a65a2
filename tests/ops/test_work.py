"""`trygga work`: one loop, at once, killed at any moment; ends when asked, and with the demo it belongs to."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from email import message_from_bytes
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bench.servers import workers_of
from tests.commands import PRODUCTION, TRYGGA, python, trygga
from tests.environment import ROOT, without_settings
from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import AppointmentFactory
from tests.journeys import stored
from tests.letters import letters
from tests.loopback import HANG, MailServer, Server
from tests.prepared import prepare_database
from tests.servers import DemoServer, demo, wait_until
from trygga.ops import work
from trygga.ops.work import Job, Stop, Work

QUEUE = """
import django, sys
django.setup()
from django.core.mail import EmailMessage
from trygga.notifications.services import queue_mail
for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 30):
    queue_mail(EmailMessage(str(number), "Hej", to=[f"member-{number % 3}@example.org"]))
"""


# ---- the loop ----
class Asked(Stop):
    """Asked to stop after so many looks; no signal is blocked in the process that tests."""

    def __init__(self, after: int) -> None:
        self.left = after

    def is_asked(self) -> bool:
        self.left -= 1
        return self.left < 0

    def wait(self, seconds: float) -> None:
        pass


def counting(done: list[str], name: str, pieces: int) -> Job:
    left = iter(range(pieces - 1, -1, -1))

    def do() -> bool:
        done.append(name)
        return next(left, 0) > 0

    return Job(name, do)


def failing(done: list[str], error: Exception) -> Job:
    def do() -> bool:
        done.append("failing")
        raise error

    return Job("failing", do)


@pytest.mark.django_db
def test_once_does_all_pieces_of_every_job() -> None:
    done: list[str] = []
    assert Work([counting(done, "a", 3), counting(done, "b", 1)], Asked(1000)).once() is True
    assert done == ["a", "a", "a", "b"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [(RuntimeError("canary"), "the job 'failing' failed"), (ImproperlyConfigured("Set it."), "Set it.")],
    ids=["fault", "configuration"],
)
def test_job_that_fails_stops_no_other_and_is_said(
    error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    assert Work([failing(done, error), counting(done, "b", 2)], Asked(1000)).once() is False
    assert (done, caplog.messages) == (["failing", "b", "b"], [said])


@pytest.mark.django_db
def test_job_that_fails_rests_while_the_others_go_on() -> None:
    done: list[str] = []
    Work([failing(done, RuntimeError()), counting(done, "b", 1)], Asked(30)).go_on()
    assert (done.count("failing"), done.count("b") > 5) == (1, True)


@pytest.mark.django_db
def test_job_without_end_leaves_time_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SHARE_SECONDS", 0)
    done: list[str] = []
    Work([counting(done, "a", 10_000), counting(done, "b", 1)], Asked(20)).go_on()
    assert done.count("b") > 2


@pytest.mark.django_db
def test_nothing_begins_after_being_asked_to_stop() -> None:
    done: list[str] = []
    Work([counting(done, "a", 100)], Asked(5)).go_on()
    assert len(done) == 4


# ---- the command ----
@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Data of an installation that is no demo, with nothing in it."""
    prepare_database(tmp_path / "trygga.sqlite3")
    return tmp_path


def settings_for(server: Server) -> dict[str, str]:
    return PRODUCTION | {
        "TRYGGA_SMTP": f"smtp+plain://127.0.0.1:{server.port}",
        "TRYGGA_MAIL_FROM": "grannar@example.se",
    }


def queue(var: Path, **settings: str) -> None:
    done = python(QUEUE, var=var, **settings)
    assert (done.returncode, done.stderr) == (0, "")


def ask(var: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(var / "trygga.sqlite3", timeout=30)) as database, database:
        return database.execute(query).fetchall()


def states(var: Path) -> dict[object, object]:
    return dict(ask(var, "SELECT state, count(*) FROM notifications_notice GROUP BY state"))  # type: ignore[arg-type]


@pytest.fixture
def start(var: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start `trygga work`; what still runs in the end is killed."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str, **settings: str) -> subprocess.Popen[bytes]:
        environment = without_settings() | {"TRYGGA_VAR": str(var)} | settings
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = ["setpriv", "--pdeathsig=KILL", "--", str(TRYGGA), "work", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def test_once_delivers_what_is_due_and_ends(var: Path) -> None:
    with MailServer() as server:
        settings = settings_for(server)
        queue(var, **settings)
        done = trygga("work", "--once", var=var, **settings)
        assert (done.returncode, done.stderr) == (0, "")
        assert (states(var), len(server.letters)) == ({"delivered": 30}, 30)  # type: ignore[attr-defined]
        again = trygga("work", "--once", var=var, **settings)
        assert (again.returncode, len(server.letters)) == (0, 30)  # type: ignore[attr-defined]


def test_once_says_that_mail_waits_for_a_server(var: Path) -> None:
    nothing = trygga("work", "--once", var=var, **PRODUCTION)
    assert (nothing.returncode, nothing.stderr) == (0, "")
    queue(var, **PRODUCTION)
    done = trygga("work", "--once", var=var, **PRODUCTION)
    assert done.returncode == 1
    assert "Mail waits: set TRYGGA_SMTP and TRYGGA_MAIL_FROM" in done.stderr
    assert states(var) == {"waiting": 30}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
def test_being_asked_ends_it_after_the_piece_in_hand(
    how: signal.Signals, var: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    with MailServer(answers={"BODY": [HANG, b"250 good\r\n"]}) as server:
        settings = settings_for(server) | {"TRYGGA_DELIVERY_SECONDS": "2"}
        queue(var, **settings)
        process = start(**settings)
        wait_until(lambda: server.lines > 0, seconds=30, what="the first letter")
        process.send_signal(how)
        assert process.wait(timeout=20) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""
    # The one in hand was marked, and no other was begun.
    assert ask(var, "SELECT trouble, attempts FROM notifications_notice WHERE attempts > 0") == [("timeout", 1)]
    assert ask(var, "SELECT count(*) FROM notifications_notice WHERE claimed_by != ''") == [(0,)]


def test_work_ends_with_the_process_it_belongs_to(start: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = start("--parent", str(os.getpid() + 1), **PRODUCTION)
    assert process.wait(timeout=20) == 0


def test_killed_again_and_again_loses_nothing_and_doubles_no_id(
    var: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    with MailServer() as server:
        letters: list[tuple[str, bytes]] = server.letters  # type: ignore[attr-defined]
        settings = settings_for(server)
        queue(var, **settings)
        for kill in range(4):
            workers = [start(**settings), start(**settings)]
            wait_until(partial(lambda least: len(letters) > least, 5 * kill), seconds=30, what="letters")
            for worker in workers:
                worker.kill()
                worker.wait()
            # Their claims would run out in ten minutes.
            ask(var, "UPDATE notifications_notice SET claimed_until = '2020-01-01' WHERE claimed_until IS NOT NULL")
        done = trygga("work", "--once", var=var, **settings)
        assert (done.returncode, states(var)) == (0, {"delivered": 30})
    mails = [(to, message_from_bytes(letter)) for to, letter in letters]
    assert len({(mail["Subject"], mail["Message-ID"]) for _, mail in mails}) == 30
    for receiver in range(3):
        subjects = [int(mail["Subject"]) for to, mail in mails if to == f"member-{receiver}@example.org"]
        assert list(dict.fromkeys(subjects)) == list(range(receiver, 30, 3))


def test_work_refuses_demo_keys(demo_var: Path) -> None:
    done = trygga("work", "--once", var=demo_var, **PRODUCTION)
    assert (done.returncode, done.stderr[:33]) == (1, "trygga: This database holds demo ")


# ---- with the demo ----
def test_demo_delivers_to_files_and_takes_its_worker_along(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with demo(var) as server:
        assert server.process is not None
        family = workers_of(server.process.pid)
        queue(var, **server.settings, TRYGGA_DEMO="1")
        # Beside them goes what the loop itself mails every morning.
        wait_until(lambda: delivered(server) >= 30, seconds=60, what="the demo's post")
        assert len(list((var / "mail").glob("*.eml"))) >= 30
        # The server alone dies; the worker notices.
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        wait_until(lambda: not any(is_work(one) for one in family), seconds=20, what="the worker to end")
    assert "Traceback" not in server.log.read_text()


def delivered(server: DemoServer) -> int:
    return int(stored.ask(server, "SELECT count(*) FROM notifications_notice WHERE state = 'delivered'")[0][0])


def is_work(process: int) -> bool:
    try:
        return b"\0work\0" in Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_web_processes_load_nothing_that_delivers(tmp_path: Path) -> None:
    source = (
        "import importlib, sys, trygga.config.wsgi;"
        "[importlib.import_module(f'trygga.config.urls_{name}') for name in ('public', 'inbox')];"
        "print(sorted({'smtplib', 'standardwebhooks', 'trygga.notifications.delivery'} & set(sys.modules)))"
    )
    done = python(source, var=tmp_path, **PRODUCTION)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# ---- what looks at much ----
def test_seldom_job_rests_between_looks_but_not_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    now, done = [1000.0], []
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def do() -> bool:
        done.append(now[0])
        if len(done) == 1:
            raise RuntimeError
        return False

    job = work.Seldom(do, seconds=300)
    with pytest.raises(RuntimeError):
        job()
    for now[0] in (1001.0, 1002.0, 1300.9, 1301.0):
        assert job() is False
    assert done == [1000.0, 1001.0, 1301.0]


@pytest.mark.django_db
def test_contact_points_are_asked_about() -> None:
    lead = AppointmentFactory()
    ContactPointFactory(programme=lead.programme, verified_on=None)
    [job] = [job for job in work.JOBS if job.name == "ask whether contact points are right"]
    assert job.do() is False
    assert [letter.to for letter in letters()] == [lead.user.email]

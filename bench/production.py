"""The demo's programme outside a demo: every number confirmed, translations as reviewed as they are."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.servers import answers
from tests.environment import ROOT, without_settings
from tests.servers import DemoServer, wait_until

# The most that such a page can hold. The rings are no demo's here, because `trygga serve` refuses those.
CONFIRM = """
import django
django.setup()
from django.utils import timezone
from trygga.directory.models import ContactPoint
from trygga.organisations.models import Programme, RingEpoch
ContactPoint.objects.update(verified_on=timezone.localdate(), never_expires=True)
RingEpoch.objects.update(is_demo=False)
Programme.objects.update(is_demo=False)
"""


@contextlib.contextmanager
def in_production(demo: DemoServer) -> Iterator[int]:
    """The same data served by `trygga serve`, as behind a proxy with TLS; the demo ends for it. Gives the port."""
    port = demo.port
    demo.stop()
    environment = without_settings() | {
        "DJANGO_SETTINGS_MODULE": "trygga.config.settings",
        "TRYGGA_VAR": str(demo.var),
        "TRYGGA_SECRET_KEY": "a secret of measuring alone, long enough to be taken for one",
        "TRYGGA_INBOX_ORIGIN": "https://inbox.localhost",
        "TRYGGA_OFFICE_ORIGIN": "https://office.localhost",
        "TRYGGA_BEHIND_PROXY": "1",
    }
    subprocess.run([sys.executable, "-c", CONFIRM], cwd=ROOT, env=environment, check=True)
    serve = [str(Path(sys.executable).with_name("trygga")), "serve", "--port", str(port)]
    command = ["setpriv", "--pdeathsig=TERM", "--", *serve]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_until(lambda: answers(port, "/healthz"), seconds=60, what="the production server")
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)

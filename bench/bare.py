"""A bare Django: no middleware, one view that stores what it gets, one that only answers.

The baseline for accepting reports and for pages: same server software, workers, threads, database backend (with its
durability and write turn). `python -m bench.bare FOLDER PORT` makes the table and becomes the server.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={
            "default": {
                "ENGINE": "trygga.web.sqlite",
                "NAME": str(Path(os.environ["BENCH_FOLDER"]) / "bare.sqlite3"),
                "CONN_MAX_AGE": 600,
            }
        },
        DATA_UPLOAD_MAX_MEMORY_SIZE=3 * 1024 * 1024,
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
    )
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.urls import path


class Row(models.Model):
    """What one request brought."""

    body = models.BinaryField()

    class Meta:
        app_label = "bare"


def store(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        Row(body=request.body).save(force_insert=True)
    return HttpResponse(b'{"stored": true}', status=201, content_type="application/json")


def trivial(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


urlpatterns = [path("store/", store), path("trivial/", trivial)]
application = get_wsgi_application()


def serve(port: int) -> None:
    """Make the table, then turn this process into the server."""
    from trygga.ops.server import become_server

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    connection.close()
    become_server("127.0.0.1", port, application="bench.bare:application")


if __name__ == "__main__":
    serve(int(sys.argv[1]))

"""Killed at any moment while it is applied, an import has changed everything or nothing."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import IO

from tests.environment import ROOT, without_settings
from tests.prepared import create_database, prepare_database

ROUNDS = 5
HOMES = 3_000
# In a process of its own, which is killed. It says what the register is, then applies the other one of two files.
WORK = """
import csv, hashlib, io, json, django
django.setup()
from django.utils import timezone
from tests.places.importing.files import ALL, HEADERS, areas_of, csv_file, register_of
from trygga.audit.models import Entry
from trygga.organisations.models import Organisation, Programme
from trygga.places.importing import services
from trygga.places.models import AddressWord, Home, Import, PlaceChange, RegisterChange, Stairwell

def rows(turn, homes):
    # The other file swaps home numbers, moves doors around, adds some homes and leaves some out.
    for home in range(turn * homes // 4, homes + turn * homes // 4):
        well = home // 20
        number = 1001 + (home + turn) % 20
        address = f"Storgatan {1 + (well ^ turn)}"
        yield ["ost", "F1", "", f"B{well // 3}", f"S{well}", address, "", "", f"H{home}", number]

def state(landlord):
    found = sorted(map(str, register_of(landlord)))
    applied = Import.objects.filter(state="applied").count()
    entries = Entry.objects.filter(event="places:register:imported").count()
    whole = [RegisterChange.objects.count(), entries] == [applied] * 2
    counted = sum(Stairwell.objects.values_list("home_count", flat=True))
    words = AddressWord.objects.filter(stairwell__retired_on=None).count()
    doors = Stairwell.objects.filter(retired_on=None).count()
    return {
        "register": hashlib.sha256(repr(found).encode()).hexdigest() if found else "",
        "applied": applied,
        "is_whole": whole and counted == len(found) and words == doors,
    }

homes = HOMES
landlord = Organisation.objects.first()
if landlord is None:
    programme = Programme.objects.create(slug="sandby", name="Sandby", host="sandby.example")
    landlord = Organisation.objects.create(programme=programme, slug="bostaden", name="Bostaden", kind="landlord")
    areas_of(landlord, "ost")
before = state(landlord)
print(json.dumps(before), flush=True)
file = csv_file([HEADERS, *rows(before["applied"] % 2, homes)])
source = services.plan_import(services.begin_import(landlord, file, by=None, wishes=ALL))
services.ask_to_apply(source, by=None, retires=source.homes_to_retire)
print("go", flush=True)
services.apply_import(source)
print(json.dumps(state(landlord)), flush=True)
""".replace("HOMES", str(HOMES))


def start(address: str) -> "subprocess.Popen[str]":
    environment = without_settings() | {
        "DJANGO_SETTINGS_MODULE": "trygga.config.settings",
        "TRYGGA_DEMO": "1",
        "TRYGGA_DATABASE": address,
        "TRYGGA_VAR": os.environ["TRYGGA_VAR"],
    }
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def line(output: IO[str] | None) -> str:
    assert output is not None
    return output.readline().strip()


def database(folder: Path) -> str:
    if address := os.environ.get("TRYGGA_DATABASE"):
        return create_database(address, f"killed_{os.getpid()}")
    prepare_database(folder / "killed.sqlite3")
    return f"sqlite:///{folder / 'killed.sqlite3'}"


def test_killed_import_leaves_everything_or_nothing(tmp_path: Path) -> None:
    address = database(tmp_path)
    delays = random.Random(4)
    found = []
    for _ in range(ROUNDS):
        process = start(address)
        found.append(json.loads(line(process.stdout)))
        assert line(process.stdout) == "go"
        try:
            process.wait(timeout=delays.uniform(0, 0.6))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
    last = start(address)
    before, _go, after = (line(last.stdout) for _ in range(3))
    last.communicate()
    found += [json.loads(before), json.loads(after)]
    assert [one["is_whole"] for one in found] == [True] * len(found)
    # Each time the register is what it was, or what the applied file says; and every applied import is one more.
    by_number: dict[int, str] = {}
    for one in found:
        assert by_number.setdefault(one["applied"], one["register"]) == one["register"]
    assert len({register for number, register in by_number.items() if number % 2}) <= 1
    assert (by_number[0], found[-1]["applied"] >= 1) == ("", True)

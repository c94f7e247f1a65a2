"""Importing 100,000 homes beside a bare bulk insert of the same rows, and its memory at 10,000 and at 100,000.

On both databases.
"""

from bench.databases import named, on_each_database, run_on
from bench.figures import Figure

Measured = dict[str, float]
FEW, MANY = 10_000, 100_000
ROUNDS = 2
"""Whatever else the machine did in one of them: of each figure the least is taken."""
# In a process of its own for each size: memory is that of a process. Prints seconds and the most memory in MB.
MEASURE = """
import resource, sys, tempfile, time, django
django.setup()
import json
from django.core.management import call_command
from django.db import connection, transaction
from trygga.organisations.models import Organisation, Programme
from trygga.places.importing import services
from trygga.places.importing.services import Wishes
from trygga.places.models import AddressWord, Area, Building, Estate, Home, Stairwell
from trygga.places.register import recount

HOMES = int(sys.argv[1])
HEAD = "Fastighetsnr;Fastighetsbeteckning;Byggnad;Uppgång;Adress;Postnr;Ort;Objektsnr;Lägenhetsnummer;Hyresgäst"
NAMES = ("Stor", "Kyrko", "Skol", "Nygårds", "Ek", "Björk", "Ås")
STREETS = [f"{one}{end}" for one in NAMES for end in ("gatan", "vägen")]

def places():
    # 12 homes in a stairwell, 3 stairwells in a building, 4 buildings in an estate.
    for home in range(HOMES):
        well = home // 12
        street, number = STREETS[well % len(STREETS)], 1 + well // len(STREETS)
        floor, door = divmod(home % 12, 3)
        yield home, well, well // 3, well // 12, street, number, 1001 + floor * 100 + door

def write_file(file):
    file.write(HEAD.encode() + b"\\n")
    for home, well, building, estate, street, number, door in places():
        line = f"F{estate};Sandby {estate}:1;B{building};S{well};{street} {number};55322;Sandby;H{home};{door};A B"
        file.write(line.encode() + b"\\n")
    file.seek(0)

def new_landlord(name):
    programme = Programme.objects.get_or_create(slug="bench", defaults={"name": "Bench", "host": "bench.example"})[0]
    area = Area.objects.get_or_create(programme=programme, slug="a", defaults={"name": "A", "wave": 1})[0]
    slug = f"{name}-{Organisation.objects.count()}"
    return Organisation.objects.create(programme=programme, slug=slug, name=slug, kind="landlord"), area

def batches(rows, size=2000):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch

@transaction.atomic
def bare(landlord, area):
    # The same rows of the same tables, in Django's own way, with nothing read, compared or noted.
    shared = {"programme_id": landlord.programme_id, "landlord_id": landlord.pk}
    estates, buildings, wells = {}, {}, {}
    for level in (estates, buildings, wells):
        known = set()
        rows = []
        for home, well, building, estate, street, number, door in places():
            key = estate if level is estates else building if level is buildings else well
            if key in known:
                continue
            known.add(key)
            if level is estates:
                rows.append(Estate(**shared, key=f"F{key}", area=area, designation=f"Sandby {key}:1"))
            elif level is buildings:
                rows.append(Building(**shared, key=f"B{key}", estate_id=estates[estate]))
            else:
                rows.append(Stairwell(**shared, key=f"S{key}", building_id=buildings[building], street=street,
                    street_key=street.lower(), number=number, postcode="55322", town="Sandby", home_count=12))
        type(rows[0]).objects.bulk_create(rows, batch_size=2000)
        level.update({int(row.key[1:]): row.pk for row in rows})
        if level is wells:
            AddressWord.objects.bulk_create((AddressWord(**shared, stairwell_id=row.pk, word=row.street_key,
                number=row.number) for row in rows), batch_size=2000)
    for batch in batches(places()):
        Home.objects.bulk_create([Home(**shared, key=f"H{home}", stairwell_id=wells[well], number=door)
            for home, well, building, estate, street, number, door in batch])

def run_import(landlord, area):
    with tempfile.TemporaryFile() as file:
        write_file(file)
        began = time.perf_counter()
        wishes = Wishes(is_whole=True, area_of_new=area)
        source = services.plan_import(services.begin_import(landlord, file, by=None, wishes=wishes, most_bytes=10**9))
        services.ask_to_apply(source, by=None)
        services.apply_import(source)
        taken = time.perf_counter() - began
    assert source.bad_rows == 0
    services.erase_import(source)
    return taken

def most_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

call_command("migrate", verbosity=0)
landlord, area = new_landlord("imported")
first = run_import(landlord, area)
memory = most_memory()
assert Home.objects.filter(landlord=landlord).count() == HOMES
again = run_import(landlord, area)
seconds = 0
if "bare" in sys.argv:
    other, area = new_landlord("bare")
    began = time.perf_counter()
    bare(other, area)
    seconds = time.perf_counter() - began
    assert Home.objects.filter(landlord=other).count() == HOMES
print(json.dumps({"first": first, "again": again, "memory": memory, "bare": seconds}))
"""


def measure() -> list[Figure]:
    """On each database."""
    found = on_each_database(_measured, copies=1)
    return [figure for database, measured in found.items() for figure in _figures(database, *measured)]


def _measured(database: str) -> tuple[Measured, Measured]:
    """At few and at many homes; every import has a register of its own."""
    few, rounds = _run(FEW, database), [_run(MANY, database, "bare") for _ in range(ROUNDS)]
    return few, {name: min(found[name] for found in rounds) for name in rounds[0]}


def _run(homes: int, database: str, *arguments: str) -> Measured:
    found: Measured = run_on(database, "-c", MEASURE, str(homes), *arguments)
    return found


def _figures(database: str, few: Measured, many: Measured) -> list[Figure]:
    """Time against the bare insert, time of the same file again against the first, memory against a tenth of it."""
    compared = (
        ("import-homes", many["first"], many["bare"], "ratio <= 5", "s"),
        ("import-homes:again", many["again"], many["first"], "ratio <= 1", "s"),
        ("import-homes:memory", many["memory"], few["memory"], "ratio <= 1.1", "MB"),
    )
    return [
        Figure(question=named(question, database), value=value, baseline=baseline, budget=budget, unit=unit)
        for question, value, baseline, budget, unit in compared
    ]

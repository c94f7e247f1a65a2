"""What `trygga doctor` looks at. A new check is a function of this shape, added to CHECKS."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from trygga.audit.chain import Head, heads, is_on_chain
from trygga.audit.models import NO_ORGANISATION
from trygga.audit.protection import missing_triggers
from trygga.audit.verification import Break, Kind, verify_chains
from trygga.notifications.models import Notice
from trygga.notifications.queries import oldest_waiting

MOST_SHOWN = 20
LONG_WAIT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check has found: nothing is wrong where there are no problems; else `advice` says what to do."""

    name: str
    says: str
    problems: tuple[str, ...] = ()
    advice: str = ""


Check = Callable[[], Finding]


def check_migrations() -> Finding:
    """Whether the database is that of this version."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(
        name="database",
        says=f"{connection.vendor}, every migration applied",
        problems=tuple(f"{migration.app_label} {migration.name} is not applied" for migration, _ in plan),
        advice="Run `trygga migrate`.",
    )


def check_log_refuses_changes() -> Finding:
    """Whether the audit log is still protected in the database."""
    return Finding(
        name="log refuses changes",
        says="the database refuses to change or remove entries",
        problems=tuple(f"trigger {name} is missing or switched off" for name in missing_triggers()),
        advice="Find out who took it away. Run `trygga migrate audit 0003`, then `trygga migrate audit`: that makes "
        "the triggers again and changes no row.",
    )


def check_log_is_whole() -> Finding:
    """Whether anything in the audit log was changed, taken out or put in."""
    breaks = verify_chains()
    shown = [_said(one) for one in islice(breaks, MOST_SHOWN)]
    if rest := sum(1 for _ in breaks):
        shown.append(f"and {rest} more places")
    ends = heads()
    return Finding(
        name="log is whole",
        says=f"{sum(head.number for head in ends)} links in {len(ends)} chains",
        problems=tuple(shown),
        advice="Keep a copy of the database as it is, compare with a backup and with the heads that were mailed, and "
        "tell the organisations named here. For entries without a link, see first that `trygga work` is running.",
    )


def check_outbox() -> Finding:
    """Whether everything that was to leave has left, or will soon."""
    problems = []
    oldest = oldest_waiting()
    if oldest is not None and timezone.now() - oldest > LONG_WAIT:
        problems.append(f"something has waited since {oldest:%Y-%m-%d}")
    if dead := Notice.objects.filter(state=Notice.State.DEAD).count():
        problems.append(f"{dead} could not be delivered")
    return Finding(
        name="outbox",
        says="nothing waits for long, and nothing was undeliverable",
        problems=tuple(problems),
        advice="See that `trygga work` runs and that mail server and gateway are set. What could not be delivered is "
        "listed by `trygga outbox`, and in the office for each programme.",
    )


CHECKS: tuple[Check, ...] = (check_migrations, check_log_refuses_changes, check_log_is_whole, check_outbox)


def check_for(mailed: Iterable[Head]) -> Check:
    """A check whether these heads, as they stood in mails, are on their chains."""
    told = list(mailed)

    def check_mailed_heads() -> Finding:
        return Finding(
            name="mailed heads",
            says=f"{len(told)} on their chains",
            problems=tuple(
                f"{_chain(head.chain)}: link {head.number} is not the one that was mailed"
                for head in told
                if not is_on_chain(head.chain, head.number, head.hash)
            ),
            advice="Was the database restored from a backup that is older than the mail? If not, the log was written "
            "anew: keep a copy as it is, and tell the organisation.",
        )

    return check_mailed_heads


def findings(checks: Iterable[Check]) -> Iterable[Finding]:
    """What each check has found. One that the database does not answer has found just that."""
    for check in checks:
        try:
            yield check()
        except DatabaseError as error:
            name = check.__name__.removeprefix("check_").replace("_", " ")
            yield Finding(
                name=name,
                says="",
                problems=(f"the database did not answer ({type(error).__name__})",),
                advice="See that the database runs, that TRYGGA_DATABASE names it, and that `trygga migrate` was run.",
            )


# ---- sentences ----
PLACES = {
    Kind.CHANGED_ENTRY: "link {number}: entry {entry} or its link was changed",
    Kind.MISSING_ENTRY: "link {number}: entry {entry} is gone",
    Kind.MISSING_LINK: "links {number} to {last} are gone",
    Kind.WRONG_ORDER: "link {number}: another entry belongs here than {entry}",
    Kind.NEVER_CHAINED: "entry {entry} has no link",
    Kind.HEAD_DIFFERS: "link {number} is not where the chain ended",
    Kind.NOTED_HEAD_DIFFERS: "link {number} is not the one that was noted for a mail: the chain was written anew",
}


def _said(one: Break) -> str:
    return f"{_chain(one.chain)}: {PLACES[one.kind].format(number=one.number, entry=one.entry, last=one.last)}"


def _chain(chain: int) -> str:
    return "entries of no organisation" if chain == NO_ORGANISATION else f"organisation {chain}"

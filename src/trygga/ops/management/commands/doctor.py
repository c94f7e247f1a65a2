"""`trygga doctor`: looks at this installation, says what is wrong and what to do; ends with 1 where anything is."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management import BaseCommand

from trygga.audit.chain import Head
from trygga.ops.doctor import CHECKS, Finding, check_for, findings

# ORGANISATION:NUMBER:HASH, the hash in full (hex) or as the mail has it.
HEAD = re.compile(r"(\d{1,18}):(\d{1,18}):([0-9a-f]{64}|(?:[a-z2-7]{4}[- ]?){4})", re.ASCII | re.IGNORECASE)


def head(text: str) -> Head:
    """The head that somebody was told."""
    found = HEAD.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not ORGANISATION:NUMBER:HASH, such as 7:1042:abcd-efgh-ijkl-mnop.")
    return Head(int(found[1]), int(found[2]), found[3])


class Command(BaseCommand):
    help = "Look at this installation: one line for each check, and what to do where something is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            type=head,
            default=[],
            metavar="ORGANISATION:NUMBER:HASH",
            help="A head of the audit log as it was mailed; may be given several times.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checks = [*CHECKS, *([check_for(options["head"])] if options["head"] else [])]
        is_wrong = False
        for finding in findings(checks):
            is_wrong = is_wrong or bool(finding.problems)
            self._tell(finding)
        if is_wrong:
            raise SystemExit(1)

    def _tell(self, finding: Finding) -> None:
        if not finding.problems:
            self.stdout.write(f"ok     {finding.name}: {finding.says}")
            return
        self.stdout.write(f"WRONG  {finding.name}: {finding.problems[0]}. {finding.advice}")
        for problem in finding.problems[1:]:
            self.stdout.write(f"       {problem}")

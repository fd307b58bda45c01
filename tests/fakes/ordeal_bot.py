"""The program with an analyser in its child that obeys what texts say: `python -m tests.fakes.ordeal_bot`."""

from __future__ import annotations

import signal
import sys

from bot.app import LANGUAGES, ROLES, App
from config.settings import load
from digest.analysis.data import RULES_ALONE
from digest.confine.analysing import ConfinedAnalyser
from digest.confine.child import Limits
from tests.fakes.ordeals import ordeals


def main() -> int:
    """Run until told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    app = App(load())
    limits = Limits(cpu_seconds=600, seconds=600, megabytes=600)
    app.__dict__["confined_analyser"] = ConfinedAnalyser(LANGUAGES, RULES_ALONE, limits, ordeals)
    status = app.run(ROLES)
    app.close()
    return status


if __name__ == "__main__":
    sys.exit(main())

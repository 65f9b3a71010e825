"""Sealed answers of invented households, for sending to ``/pruefen/``: one JSON list of forms."""

from __future__ import annotations

import json
import sys

import django


def main() -> int:
    """Needs the settings of the installation that will open them."""
    django.setup()
    from django.utils import timezone

    from benchmarks.entitlement_data import answers
    from talachse.entitlement.state import State, seal

    now = timezone.now()
    states = [seal(State(now, one), now=now) for one in answers(int(sys.argv[1]), timezone.localdate())]
    sys.stdout.write(json.dumps([{"state": state, "at": "", "go": "next"} for state in states]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

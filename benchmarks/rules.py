"""Compile the rules of today and of the known changes after it, so that no worker does so while something is measured."""

from __future__ import annotations

import django


def main() -> int:
    """0 when they are there."""
    django.setup()
    from django.utils import timezone

    from talachse.entitlement.tasks import build_engine

    build_engine.func(timezone.localdate().isoformat())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

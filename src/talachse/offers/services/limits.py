"""How much of the open data one address may ask for."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache


def seconds_to_wait(*, whose: str, cost: int, now: float) -> int:
    """Count a request, 0 when it may be answered; else the seconds until the next minute begins.

    ``cost`` is how many ordinary requests it stands for, ``now`` seconds since 1970. Only a digest of the address is kept,
    for two minutes.
    """
    if not settings.TALACHSE_API_PER_MINUTE:
        return 0
    minute, second = divmod(int(now), 60)
    key = "open-data:" + hashlib.sha256(f"{whose} {minute}".encode()).hexdigest()[:32]
    cache.add(key, 0, timeout=120)
    try:
        used = cache.incr(key, cost)
    except ValueError:  # thrown out of a full cache between the two: this one goes free
        return 0
    return 60 - second if used > settings.TALACHSE_API_PER_MINUTE else 0

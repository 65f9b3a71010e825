"""The answers of the check on their way through the browser: encrypted, never kept here.

A token is ``version · nonce · AES-256-GCM(deflated JSON)`` in URL-safe base64. What it is for is bound in as associated data,
so that a link cannot be put into the hidden field of a page, nor the other way round.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import os
import zlib
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from talachse.rules.entitlement.questions import link_lives, pause_after

VERSION = b"\x01"
NONCE_BYTES = 12
FIELD, LINK, DESK = b"pruefen", b"pruefen/wieder", b"arbeit/leistungsrechner"
# Far more than a household of thirteen needs.
LONGEST, LARGEST = 20_000, 200_000
# Four variants of the largest household.
DESK_LONGEST, DESK_LARGEST = 200_000, 1_000_000


class Foreign(Exception):
    """Changed on the way, made by another installation, or with a key that is no longer used."""


class Expired(Exception):
    """A link whose last day is over."""


@dataclass(frozen=True, slots=True)
class State:
    """What somebody has answered so far.

    ``answers`` by question and field, as the rules want them; ``drafts`` what was typed on a page that was left before it was
    complete; ``at`` when the last page was sent.
    """

    at: dt.datetime
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    drafts: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def answered(self, key: str, values: dict[str, Any]) -> State:
        """With the answers of a page; what was typed there before is done with."""
        drafts = {name: draft for name, draft in self.drafts.items() if name != key}
        return replace(self, answers={**self.answers, key: values}, drafts=drafts)

    def drafted(self, key: str, typed: dict[str, list[str]]) -> State:
        """With what was typed on a page that is left now."""
        return replace(self, drafts={**self.drafts, key: typed})

    def paused(self, now: dt.datetime) -> bool:
        """Whether so much time has passed that we ask before anything is shown."""
        return now - self.at > pause_after(now.date())


def seal(state: State, *, now: dt.datetime) -> str:
    """For the hidden field of a page; takes the time of now."""
    return _seal({"t": int(now.timestamp()), "a": state.answers, "d": state.drafts}, FIELD)


def open_(token: str) -> State:
    """Out of the hidden field.

    :raises Foreign: it was not made here, or was changed.
    """
    content = _open(token, FIELD)
    return State(_time(content["t"]), content["a"], content["d"])


def link_token(state: State, *, now: dt.datetime) -> str:
    """For an address on paper: without drafts, with the day on which it ends."""
    return _seal({"t": int((now + link_lives(now.date())).timestamp()), "a": state.answers}, LINK)


def reopened(token: str, *, now: dt.datetime) -> State:
    """Out of an address.

    :raises Foreign: it was not made here, or was changed.
    :raises Expired: its last day is over.
    """
    content = _open(token, LINK)
    if _time(content["t"]) < now:
        raise Expired
    return State(now, content["a"])


def seal_desk(content: dict[str, Any]) -> str:
    """An adviser's variants for the hidden field of the workplace page."""
    return _seal(content, DESK)


def open_desk(token: str) -> dict[str, Any]:
    """Out of the hidden field of the workplace page.

    :raises Foreign: it was not made here, or was changed.
    """
    return _open(token, DESK, longest=DESK_LONGEST, largest=DESK_LARGEST)


def _time(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(settings.TALACHSE_CHECK_SECRET.encode()).digest())


def _seal(content: dict[str, Any], purpose: bytes) -> str:
    plain = zlib.compress(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode(), 9)
    nonce = os.urandom(NONCE_BYTES)
    sealed = VERSION + nonce + _cipher().encrypt(nonce, plain, VERSION + purpose)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _open(token: str, purpose: bytes, *, longest: int = LONGEST, largest: int = LARGEST) -> dict[str, Any]:
    if len(token) > longest:
        raise Foreign
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        version, nonce, rest = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if version != VERSION:
            raise Foreign
        plain = _cipher().decrypt(nonce, rest, version + purpose)
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise Foreign from error
    content: dict[str, Any] = json.loads(zlib.decompressobj().decompress(plain, largest))
    return content

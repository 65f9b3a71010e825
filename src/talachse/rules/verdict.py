"""What a decision answers: yes, no or unknown, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Answer to one question about one matter.

    ``reason`` is a German sentence a clerk can read aloud; ``basis`` names the paragraph or clause it rests on;
    ``missing`` names the facts that would settle an unknown. A verdict has no truth value on purpose: "unknown" is
    neither, and ``if verdict:`` would hide it.
    """

    answer: Answer
    reason: str
    basis: str = ""
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("A verdict without a reason helps nobody.")
        if self.answer is Answer.UNKNOWN and not self.missing:
            raise ValueError("An unknown verdict names what is missing.")
        if self.answer is not Answer.UNKNOWN and self.missing:
            raise ValueError("Only an unknown verdict misses something.")

    def __bool__(self) -> bool:
        raise TypeError("Ask verdict.is_yes, verdict.is_no or verdict.is_unknown.")

    @classmethod
    def yes(cls, reason: str, *, basis: str = "") -> Self:
        """The matter is so."""
        return cls(answer=Answer.YES, reason=reason, basis=basis)

    @classmethod
    def no(cls, reason: str, *, basis: str = "") -> Self:
        """The matter is not so."""
        return cls(answer=Answer.NO, reason=reason, basis=basis)

    @classmethod
    def unknown(cls, reason: str, *, missing: list[str] | tuple[str, ...], basis: str = "") -> Self:
        """It cannot be said yet; ``missing`` names what would settle it."""
        return cls(answer=Answer.UNKNOWN, reason=reason, basis=basis, missing=tuple(missing))

    @property
    def is_yes(self) -> bool:
        return self.answer is Answer.YES

    @property
    def is_no(self) -> bool:
        return self.answer is Answer.NO

    @property
    def is_unknown(self) -> bool:
        return self.answer is Answer.UNKNOWN

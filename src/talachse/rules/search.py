"""How words are compared in a search: without case, umlauts and signs."""

from __future__ import annotations

import re
import unicodedata

from talachse.rules._book import rule

FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
AS_TYPED_WITHOUT_UMLAUT = re.compile(r"[^a-z0-9]+")


@rule(
    question="Wann passt ein Suchwort zu einem Eintrag?",
    basis="Eigene Regel: Groß- und Kleinschreibung, Umlaute und Zeichen spielen keine Rolle",
)
def plain_words(text: str) -> list[str]:
    """The words of a text as they are compared: "Färberei" and "faerberei" are the same."""
    folded = text.casefold().translate(FOLDED)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return [word for word in AS_TYPED_WITHOUT_UMLAUT.split(plain) if word]

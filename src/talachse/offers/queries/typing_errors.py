"""What was meant by a word that stands in no offer: the vocabulary of the directory, remembered until it changes."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from talachse.offers.queries import directory
from talachse.rules.offers import Vocabulary, correct, parts_of


class _Remembered:
    """Of the whole process; built by whoever needs it first after a change."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.state: Any = None
        self.vocabulary = Vocabulary({})

    def get(self) -> Vocabulary:
        state = directory.state_of_words()
        with self.lock:
            if self.state != state:
                counted = Counter(word for text in directory.all_words() for word in text.split())
                self.state, self.vocabulary = state, Vocabulary(counted)
            return self.vocabulary


_remembered = _Remembered()


def meant(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with typing errors corrected and unknown compounds taken apart; a part of a known word stays as it is."""
    vocabulary = _remembered.get()
    found: list[str] = []
    for word in words:
        if directory.occurs(word):
            found.append(word)
        elif (near := correct(word, vocabulary)) is not None:
            found.append(near)
        else:
            found += parts_of(word, vocabulary) or (word,)
    return tuple(dict.fromkeys(found))

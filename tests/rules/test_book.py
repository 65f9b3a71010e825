import pytest

from talachse.rules import _book
from talachse.rules._book import rule


def test_a_rule_answers_a_question() -> None:
    with pytest.raises(ValueError, match="question"):
        rule(question="Keine Frage", basis="§ 1 SGB I")


def test_a_rule_rests_on_something() -> None:
    with pytest.raises(ValueError, match="rests"):
        rule(question="Worauf?", basis="")


def test_every_entry_points_at_its_line() -> None:
    entry = next(e for e in _book.entries() if e.name == "disclose")
    assert entry.path == "talachse/rules/disclosure.py"
    assert entry.line > 1
    assert entry.question == "Darf eine Anzahl von Personen öffentlich gezeigt werden?"

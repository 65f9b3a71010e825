import pytest

from talachse.rules.verdict import Answer, Verdict


def test_a_verdict_says_why() -> None:
    with pytest.raises(ValueError, match="reason"):
        Verdict.yes("")


def test_an_unknown_verdict_names_what_is_missing() -> None:
    with pytest.raises(ValueError, match="missing"):
        Verdict.unknown("Ohne Miete nicht zu beurteilen.", missing=[])
    assert Verdict.unknown("Ohne Miete nicht zu beurteilen.", missing=["rent"]).missing == ("rent",)


def test_only_an_unknown_verdict_misses_something() -> None:
    with pytest.raises(ValueError, match="Only an unknown"):
        Verdict(answer=Answer.NO, reason="Nein.", missing=("rent",))


def test_a_verdict_cannot_be_used_as_true_or_false() -> None:
    with pytest.raises(TypeError, match="is_yes"):
        bool(Verdict.no("Nein."))


def test_each_answer_is_exactly_one_of_three() -> None:
    verdicts = [Verdict.yes("Ja."), Verdict.no("Nein."), Verdict.unknown("Offen.", missing=["x"])]
    assert [(v.is_yes, v.is_no, v.is_unknown) for v in verdicts] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]

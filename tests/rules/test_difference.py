from copy import deepcopy
from typing import Any

from talachse.rules.agreement.difference import difference
from talachse.rules.agreement.document import Document
from tests.agreement.builders import make_content


def document(content: dict[str, Any]) -> Document:
    return Document.model_validate(content)


def test_two_equal_files_differ_in_nothing() -> None:
    assert difference(document(make_content()), document(deepcopy(make_content()))) == []


def test_changes_are_told_statement_by_statement() -> None:
    before, after = make_content(), deepcopy(make_content())
    after["version"]["label"] = "Fassung 2"
    after["clauses"][0]["modality"] = "does"
    after["clauses"][1]["text"] = "L" * 100
    after["clauses"].append(after["clauses"][0] | {"anchor": "I-1"})
    del after["seats"][0]
    told = [str(change) for change in difference(document(before), document(after))]
    assert told == [
        "~ Kopf version, label: Fassung 1 → Fassung 2",
        "~ Aussage §0-8, modality: will → does",
        f"~ Aussage §0-9, text: Text → {'L' * 79}…",
        "+ Aussage I-1",
        "− Funktion mayor",
    ]


def test_a_changed_list_says_how_many_entries_it_has() -> None:
    before, after = make_content(), deepcopy(make_content())
    first = after["clauses"][0]["standings"][0]
    after["clauses"][0]["standings"] = [first, first | {"since": "2022-01-01"}]
    assert [str(change) for change in difference(document(before), document(after))] == [
        "~ Aussage §0-8, standings: 1 Einträge → 2 Einträge"
    ]

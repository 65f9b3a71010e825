import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from talachse.config.cli import main
from talachse.placements import cli

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"

ROUND: dict[str, Any] = {
    "pots": [
        {"id": "620", "cap": None, "parent": None},
        {"id": "210", "cap": 2, "parent": "620"},
    ],
    "places": [
        {"id": "Küche", "capacity": 1, "pots": ["210"]},
        {"id": 7, "capacity": 5, "pots": ["620"]},
        {"id": "Werkstatt", "capacity": 1, "pots": []},
    ],
    "persons": [
        {
            "id": "ada",
            "priority": 1,
            "options": [{"place": "Küche", "score": 900}, {"place": "Werkstatt", "score": 100}],
        },
        {"id": "ben", "priority": 1, "options": [{"place": "Küche", "score": 800}]},
        {"id": "cem", "priority": 2, "options": [{"place": "Werkstatt", "score": 1000}]},
        {"id": 4, "priority": 2, "options": []},
    ],
    "fixed": [{"person": 4, "place": 7}],
}

type Run = Callable[..., tuple[int, str, str]]


def schema(name: str) -> Draft202012Validator:
    content = json.loads((SCHEMAS / name).read_text())
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


def changed(path: str, value: object) -> dict[str, Any]:
    """The round with one value replaced; path such as "persons.0.priority". A new name is added."""
    content = json.loads(json.dumps(ROUND))
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    inner = content
    for part in way:
        inner = inner[part]
    inner[last] = value
    return dict(content)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def go(content: object, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "round.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        code = main(["allocate", str(file), *options])
        out, err = capsys.readouterr()
        return code, out, err

    return go


def test_a_round_in_a_file_becomes_a_result_in_a_file(tmp_path: Path, run: Run) -> None:
    target = tmp_path / "result.json"
    code, out, err = run(ROUND, "-o", str(target))
    assert (code, out) == (0, "")
    assert "4 Menschen" in err
    result = json.loads(target.read_text())
    assert result["assignments"] == [
        {"person": 4, "place": 7},
        {"person": "ada", "place": "Werkstatt"},
        {"person": "ben", "place": "Küche"},
    ]
    assert (result["placed"], result["score"], result["optimal"]) == (3, 900, True)
    assert result["by_priority"] == {"1": {"persons": 2, "placed": 2}, "2": {"persons": 2, "placed": 1}}
    assert result["unplaced"] == [
        {
            "person": "cem",
            "reason": "Der einzige Platz, der passt, „Werkstatt“, ist voll. "
            "Dort sind nur Menschen mit derselben oder einer höheren Priorität.",
        }
    ]
    assert "Priorität 1" in result["objective"]
    assert result["solver"].startswith("OR-tools 9.")
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("options", [(), ("-o", "-")])
def test_without_a_file_name_json_alone_goes_to_the_standard_output(run: Run, options: tuple[str, ...]) -> None:
    code, out, _ = run(ROUND, *options)
    assert code == 0
    assert json.loads(out)["placed"] == 3


def test_input_and_result_have_the_documented_form(run: Run) -> None:
    schema("allocate-instance.json").validate(ROUND)
    schema("allocate-result.json").validate(json.loads(run(ROUND)[1]))
    small: dict[str, Any] = {"places": [{"id": "a", "capacity": 1}], "persons": [], "pots": [{"id": "t", "cap": 1}]}
    schema("allocate-instance.json").validate(small)
    schema("allocate-result.json").validate(json.loads(run(small)[1]))


def test_the_same_round_in_another_order_gives_the_same_file(run: Run) -> None:
    turned = {name: rows[::-1] for name, rows in reversed(ROUND.items())}
    assert run(turned)[1] == run(ROUND)[1]


def test_a_file_from_a_windows_editor_is_read(run: Run) -> None:
    assert run(b"\xef\xbb\xbf" + json.dumps(ROUND).encode())[0] == 0


BAD_FORM: list[tuple[str, object, str]] = [
    ("pots", {}, "pots: Hier muss eine Liste stehen."),
    ("pots.0", 5, "pots[0]: Hier muss ein Objekt in geschweiften Klammern stehen."),
    ("pots.0.id", None, "pots[0].id: Hier muss eine Kennung stehen"),
    ("pots.1.cap", -1, "pots[1].cap: Die Zahl ist kleiner als 0."),
    ("pots.1.cap", True, "pots[1].cap: Hier muss eine ganze Zahl stehen."),
    ("pots.1.parent", [], "pots[1].parent: Hier muss eine Kennung stehen"),
    ("places", None, "places: Hier muss eine Liste stehen."),
    ("places.0", [], "places[0]: Hier muss ein Objekt in geschweiften Klammern stehen."),
    ("places.0.id", "", "places[0].id: Hier muss eine Kennung stehen"),
    ("places.0.id", True, "places[0].id: Hier muss eine Kennung stehen"),
    ("places.0.capacity", 10**30, "places[0].capacity: Die Zahl ist größer als 1000000000."),
    ("places.0.capacity", -1, "places[0].capacity: Die Zahl ist kleiner als 0."),
    ("places.0.capacity", "3", "places[0].capacity: Hier muss eine ganze Zahl stehen."),
    ("places.0.capacity", None, "places[0].capacity: Hier muss eine ganze Zahl stehen."),
    ("places.0.pots", ["210", "620"], "places[0].pots: Höchstens ein Topf, der innerste."),
    ("places.0.pots", "210", "places[0].pots: Hier muss eine Liste stehen."),
    ("places.0.town", "x", "places[0].town: Diese Angabe ist nicht bekannt."),
    ("persons.0.priority", 0, "persons[0].priority: Die Zahl ist kleiner als 1."),
    ("persons.0.priority", True, "persons[0].priority: Hier muss eine ganze Zahl stehen."),
    ("persons.0.options", {}, "persons[0].options: Hier muss eine Liste stehen."),
    ("persons.0.options.1.score", 1001, "persons[0].options[1].score: Die Zahl ist größer als 1000."),
    ("persons.0.options.1.score", 2.5, "persons[0].options[1].score: Hier muss eine ganze Zahl stehen."),
    ("persons.0.options.1.rank", 2, "persons[0].options[1].rank: Diese Angabe ist nicht bekannt."),
    ("persons.1", {"id": "x", "priority": 1}, "persons[1].options: Diese Angabe fehlt."),
    ("fixed.0", {"person": 4}, "fixed[0].place: Diese Angabe fehlt."),
    ("seed", 1, "seed: Diese Angabe ist nicht bekannt."),
]
BAD_SENSE: list[tuple[str, object, str]] = [
    ("pots.0.parent", "210", "pots[0].parent: Der Topf „620“ liegt über andere Töpfe in sich selbst. (und 1 weitere"),
    ("pots.1.parent", "999", "pots[1].parent: Den Topf „999“ gibt es nicht."),
    ("pots.1.id", "620", "pots[1].id: „620“ gibt es doppelt."),
    ("places.1.id", "Küche", "places[1].id: „Küche“ gibt es doppelt."),
    ("places.0.pots", ["999"], "places[0].pots: Den Topf „999“ gibt es nicht."),
    ("persons.1.id", "ada", "persons[1].id: „ada“ gibt es doppelt."),
    ("persons.0.options.0.place", "x\ny\x1b[2J", "persons[0].options[0].place: Den Platz „x y [2J“ gibt es nicht."),
    ("fixed.0.person", "eve", "fixed[0].person: Die Person „eve“ gibt es nicht."),
    ("fixed.0.place", "7", "fixed[0].place: Den Platz „7“ gibt es nicht."),
    ("places.1.capacity", 0, "places[1].capacity: „7“ hat 0 Plätze, fest zugeordnet sind aber 1 Menschen."),
]


@pytest.mark.parametrize(("path", "value", "message"), BAD_FORM + BAD_SENSE)
def test_wrong_input_is_one_line_that_names_the_field(
    tmp_path: Path, run: Run, path: str, value: object, message: str
) -> None:
    target = tmp_path / "result.json"
    target.write_text("the result of last week")
    code, out, err = run(changed(path, value), "-o", str(target))
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert target.read_text() == "the result of last week"


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, value, _ in BAD_FORM])
def test_the_published_schema_refuses_the_same_forms(path: str, value: object) -> None:
    assert not schema("allocate-instance.json").is_valid(changed(path, value))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "Das ist kein gültiges JSON (Zeile 1, Spalte 0)."),
        (b"{", "Das ist kein gültiges JSON (Zeile 1, Spalte 1)."),
        (b"\xff\xfe{\x00}\x00", "Das ist kein gültiges JSON"),
        (b"[" * 100_000, "Das ist kein gültiges JSON"),
        (b"[]", "Hier muss ein Objekt in geschweiften Klammern stehen."),
        (b"null", "Hier muss ein Objekt in geschweiften Klammern stehen."),
        (b'{"places": [], "persons": [{"id": "\\ud800", "priority": 1, "options": []}]}', "Das ist kein gültiges JSON"),
    ],
)
def test_what_is_no_round_at_all_is_said_with_the_name_of_the_file(run: Run, text: bytes, message: str) -> None:
    code, out, err = run(text)
    assert (code, out) == (2, "")
    assert f"round.json: {message}" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e3", b"1.0", b"9" * 5000])
def test_only_whole_numbers_are_numbers(run: Run, number: bytes) -> None:
    code, _, err = run(b'{"persons": [], "places": [{"id": "a", "capacity": ' + number + b"}]}")
    assert code == 2
    assert "capacity" in err or "kein gültiges JSON" in err


def test_a_missing_file_and_a_folder_are_said_in_german(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "nothing.json"
    assert main(["allocate", str(missing)]) == 2
    assert capsys.readouterr().err == f"{missing}: Die Datei oder der Ordner fehlt.\n"
    assert main(["allocate", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path}: Das ist ein Ordner, keine Datei.\n"
    assert main(["allocate", "a\0b"]) == 2
    assert capsys.readouterr().err == "Diesen Dateinamen gibt es nicht.\n"


def test_an_output_that_cannot_be_written_is_said_before_the_work(tmp_path: Path, run: Run) -> None:
    assert "Das ist ein Ordner" in run(ROUND, "-o", str(tmp_path))[2]
    assert "Den Ordner dafür gibt es nicht." in run(ROUND, "-o", str(tmp_path / "no" / "result.json"))[2]
    assert "nicht schreiben" in run(ROUND, "-o", "a\0b")[2]
    code, _, err = run(ROUND, "-o", str(tmp_path / "round.json"))
    assert code == 2
    assert "würde die Eingabe überschreiben" in err
    assert json.loads((tmp_path / "round.json").read_text()) == ROUND
    code, _, err = run(ROUND, "-o", str(tmp_path / ("x" * 255)))
    assert code == 0


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "result.json"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, _, err = run(ROUND, "-o", str(target))
    assert code == 2
    assert err.endswith("Es ist kein Platz mehr frei.\n")
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["result.json", "round.json"]


def test_a_link_stays_a_link_and_a_device_stays_a_device(tmp_path: Path, run: Run) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "behind.json")
    assert run(ROUND, "-o", str(link))[0] == 0
    assert link.is_symlink()
    assert json.loads((tmp_path / "behind.json").read_text())["placed"] == 3
    assert run(ROUND, "-o", "/dev/null")[0] == 0
    assert not Path("/dev/null").is_file()


def test_a_result_that_the_check_refuses_is_not_written(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "check", lambda *_: ["Es gibt eine bessere Verteilung."])
    target = tmp_path / "result.json"
    code, out, err = run(ROUND, "-o", str(target))
    assert (code, out) == (1, "")
    assert err.endswith("Die Prüfung lehnt das Ergebnis ab: Es gibt eine bessere Verteilung.\n")
    assert not target.exists()


def test_garbage_is_collected_again_afterwards(run: Run) -> None:
    assert gc.isenabled()
    run(ROUND)
    run(b"{")
    assert gc.isenabled()
    gc.disable()
    try:
        run(ROUND)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_command_runs_alone_without_django_and_without_a_database(tmp_path: Path) -> None:
    file = tmp_path / "round.json"
    file.write_text(json.dumps(ROUND))
    script = (
        "import sys; from talachse.config.cli import main; code = main(sys.argv[1:]);"
        "sys.exit(code or (3 if 'django' in sys.modules else 0))"
    )
    var = tmp_path / "var"
    done = subprocess.run(
        [sys.executable, "-c", script, "allocate", str(file), "-o", str(tmp_path / "result.json")],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "TALACHSE_VAR": str(var)},
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((tmp_path / "result.json").read_text())["optimal"] is True
    assert not var.exists()

"""``talachse check`` and ``talachse screen`` as somebody at a terminal meets them."""

import csv
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from talachse.config.cli import parser
from talachse.entitlement import cli, screen
from talachse.entitlement.cache import Cache
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from talachse.rules.entitlement.versions import parameter_version
from tests.entitlement.bad_households import ALONE, BAD, NOT_JSON
from tests.rules.entitlement.conftest import FOLDER
from tests.rules.entitlement.made import FAMILY

DAY = dt.date(2026, 11, 1)


@pytest.fixture(scope="module", autouse=True)
def rules() -> None:
    Cache(FOLDER, targets=TARGETS, given=GIVEN).ready(DAY)


def check(path: Path | str, *options: str) -> int:
    return cli.check(parser().parse_args(["check", str(path), *options]), engine=FOLDER)


def as_file(folder: Path, content: Any) -> Path:
    path = folder / "haushalt.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_the_answer_as_text_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(as_file(tmp_path, ALONE)) == 0
    text = capsys.readouterr().out
    assert "Grundsicherungsgeld: 1.063 € im Monat" in text
    assert "Zuerst nach dem Gesetz: Grundsicherungsgeld vom Jobcenter" in text
    assert check(as_file(tmp_path, ALONE), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"as_of", "rules", "claims", "routes", "first_by_law", "but", "disposable_income"}
    assert found["disposable_income"] == 1063.0
    line = found["claims"][0]
    assert (line["benefit"], line["amount"], line["verdict"]) == ("grundsicherungsgeld", 1063.0, "yes")


def test_the_bill_is_asked_for_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = as_file(tmp_path, {"as_of": "2027-01-01", **FAMILY})
    found = {}
    for options in ((), ("--law", "bill")):
        assert check(path, "--json", *options) == 0
        answer = json.loads(capsys.readouterr().out)
        amounts = {claim["benefit"]: claim["amount"] for claim in answer["claims"]}
        found[answer["rules"]["parameter_set"]] = (amounts["wohngeld"], amounts["kindergeld"], answer["rules"])
    assert found["in force"][:2] == (532.0, 518.0)
    assert found["bill"][:2] == (433.0, 534.0)
    assert "nicht beschlossen" in found["bill"][2]["stand"]
    assert any("Mietenstufen" in note for note in found["bill"][2]["notes"])
    assert found["in force"][2]["notes"] == [note for note in found["bill"][2]["notes"] if "Entwurf" not in note][-1:]


def test_a_grant_over_new_year_says_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(as_file(tmp_path, {"as_of": "2026-11-01", **FAMILY})) == 0
    text = capsys.readouterr().out
    assert "Ab 01.01.2027 ändert sich das Recht:" in text
    assert "Nach dem Gesetzentwurf – Das Gesetz ist noch nicht beschlossen." in text
    assert "Kindergeld: 534 € im Monat (16 € mehr)" in text
    assert "Wohngeld: 433 € im Monat (99 € weniger)" in text
    assert "Zum Leben: 3.459,40 € (83 € weniger)" in text
    assert text.count("Nach dem Gesetzentwurf steigt das Kindergeld auf 267 Euro.") == 1
    unknown = {"as_of": "2026-11-01", **FAMILY, "dwelling": {"rent_cold": None, "heating": 130}}
    assert check(as_file(tmp_path, unknown)) == 0
    later = capsys.readouterr().out.split("Ab 01.01.2027", 1)[1]
    assert " bis " in later
    assert "Zum Leben" not in later


@pytest.mark.parametrize("what", BAD)
def test_wrong_input_is_one_line_that_names_the_field_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    content, field, message = BAD[what]
    assert check(as_file(tmp_path, content)) == 2
    output = capsys.readouterr()
    assert output.err.startswith(f"{field}: " if field else "")
    assert message in output.err
    assert output.err.count("\n") == 1
    assert output.out == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [*NOT_JSON.values(), (b" " * 10_000_000, "größer als ein Haushalt")],
    ids=[*NOT_JSON, "10 MB"],
)
def test_a_file_that_is_no_household(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    path = tmp_path / "haushalt.json"
    path.write_bytes(content)
    assert check(path) == 2
    output = capsys.readouterr()
    assert output.err.startswith(f"{path}: ")
    assert message in output.err
    assert output.err.count("\n") == 1
    assert path.read_bytes() == content


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path / "fehlt.json") == 2
    assert "fehlt.json" in capsys.readouterr().err


# ---------------------------------------------------------------------------------------------------------------------


def households(path: Path, number: int = 400, wrong: tuple[int, ...] = ()) -> Path:
    """A table of single people with wages from 0 € on; the rows ``wrong`` have a negative wage."""
    wage = np.arange(number, dtype=float) * 10
    wage[list(wrong)] = -1
    table = pa.table(
        {
            "household_id": [f"h{i}" for i in range(number)],
            "id": ["a"] * number,
            "born": pa.array([dt.date(1990, 1, 1)] * number),
            "gross_wage": wage,
            "rent_cold": [400.0] * number,
        }
    )
    pq.write_table(table, path, row_group_size=90)
    return path


def run(*arguments: str) -> int:
    return cli.screen(parser().parse_args(["screen", "--as-of", "2026-11-01", *arguments]), engine=FOLDER)


def test_many_households_under_the_bill(tmp_path: Path) -> None:
    """A pension of 1,300 €: Wohngeld 110 € in force, 49 € under the bill (``cases/90_gesetzentwurf.yaml``)."""
    source = tmp_path / "ein.parquet"
    one = {"household_id": ["h"], "id": ["a"], "born": [dt.date(1956, 3, 10)], "pension": [1300.0]}
    pq.write_table(pa.table({**one, "rent_cold": [335.0], "heating": [60.0]}), source)
    amounts = []
    for law in ("in-force", "bill"):
        target = tmp_path / f"{law}.parquet"
        assert run(str(source), str(target), "--as-of", "2027-01-01", "--law", law) == 0
        table = pq.read_table(target)
        amounts += table.column("wohngeld_wohngeld").to_pylist()
        said = {name.decode(): text.decode() for name, text in table.schema.metadata.items()}
        assert (said["as_of"], said["municipality"]) == ("2027-01-01", "05124000")
        assert said["parameter_set"] == law.replace("-", " ")
        assert ("nicht beschlossen" in said["stand"]) == (law == "bill")
        assert said["parameter_version"] == parameter_version()
    assert amounts == [110.0, 49.0]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "PIECE", 100)


@pytest.mark.usefixtures("small_pieces")
def test_every_household_once_and_the_bad_ones_in_a_file_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = households(tmp_path / "ein.parquet", wrong=(3, 250)), tmp_path / "aus.parquet"
    assert run(str(source), str(target)) == 0
    found = pq.read_table(target).to_pydict()
    assert found["household_id"] == [f"h{i}" for i in range(400) if i not in {3, 250}]
    assert found["sgb2_grundsicherungsgeld"][0] == 963.0  # 563 + 400
    assert found["first_by_law"][0] == "sgb2"
    with (tmp_path / "aus.fehler.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["zeile"], row["haushalt"], row["feld"]) for row in rows] == [
        ("4", "h3", "gross_wage"),
        ("251", "h250", "gross_wage"),
    ]
    assert "100%" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aus.fehler.csv", "aus.parquet", "ein.parquet"]


@pytest.mark.usefixtures("small_pieces")
def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = households(tmp_path / "ein.parquet"), tmp_path / "aus.parquet"
    whole = tmp_path / "ganz.parquet"
    assert run(str(source), str(whole)) == 0
    real, computed = screen.compute, []

    def stops(job: screen.Job, piece: screen.Piece) -> screen.Done:
        if piece.number == 2:
            raise KeyboardInterrupt
        return real(job, piece)

    monkeypatch.setattr(screen, "compute", stops)
    with pytest.raises(KeyboardInterrupt):
        run(str(source), str(target))
    assert not target.exists()

    def counts(job: screen.Job, piece: screen.Piece) -> screen.Done:
        computed.append(piece.number)
        return real(job, piece)

    monkeypatch.setattr(screen, "compute", counts)
    assert run(str(source), str(target)) == 0
    assert computed == [2, 3]
    assert pq.read_table(target).equals(pq.read_table(whole))


@pytest.mark.usefixtures("small_pieces")
def test_pieces_of_another_version_of_the_rules_are_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = households(tmp_path / "ein.parquet"), tmp_path / "aus.parquet"
    real, computed = screen.compute, []

    def counted(job: screen.Job, piece: screen.Piece) -> screen.Done:
        computed.append(piece.number)
        if len(computed) == 2:
            raise KeyboardInterrupt
        return real(job, piece)

    monkeypatch.setattr(screen, "compute", counted)
    with pytest.raises(KeyboardInterrupt):
        run(str(source), str(target))
    monkeypatch.setattr(screen, "parameter_version", lambda: "of a corrected table of rents")
    assert run(str(source), str(target)) == 0
    assert computed == [0, 1, 0, 1, 2, 3]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_killed_hard_and_started_again(tmp_path: Path, workers: str) -> None:
    source, target = households(tmp_path / "ein.parquet", 4000), tmp_path / "aus.parquet"
    code = (
        "import sys; from pathlib import Path; from talachse.config.cli import parser\n"
        "from talachse.entitlement import cli, screen; screen.PIECE = 50\n"
        f"sys.exit(cli.screen(parser().parse_args(sys.argv[1:]), engine=Path({str(FOLDER)!r})))"
    )
    command = [sys.executable, "-c", code, "screen", str(source), str(target), "--as-of", "2026-11-01"]
    command += ["--workers", workers]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    parts = tmp_path / "aus.parquet.teile"
    for _ in range(600):
        if len(list(parts.glob("*.json"))) >= 3 or process.poll() is not None:
            break
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert nobody_is_left(process.pid)
    assert not target.exists()
    assert subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0
    assert pq.read_table(target).column("household_id").to_pylist() == [f"h{i}" for i in range(4000)]


def nobody_is_left(group: int) -> bool:
    """Whether all processes that a command started have ended, after half a minute at most."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.usefixtures("small_pieces")
def test_several_processes_and_a_cluster_give_the_same(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    source = households(tmp_path / "ein.parquet")
    results = []
    assert run(str(source), str(tmp_path / "eins.parquet")) == 0
    assert run(str(source), str(tmp_path / "zwei.parquet"), "--workers", "2") == 0
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as city:
        assert run(str(source), str(tmp_path / "viele.parquet"), "--dask", city.scheduler_address) == 0
    results = [pq.read_table(tmp_path / f"{name}.parquet") for name in ("eins", "zwei", "viele")]
    assert results[0].equals(results[1])
    assert results[0].equals(results[2])


def test_a_table_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "aus.parquet")

    def refused(*arguments: str) -> str:
        assert run(*arguments) == 2
        return capsys.readouterr().err

    text = tmp_path / "text.parquet"
    text.write_text("kein Parquet", encoding="utf-8")
    assert "keine lesbare Parquet-Datei" in refused(str(text), target)
    assert "keine lesbare Parquet-Datei" in refused(str(tmp_path / "fehlt.parquet"), target)
    pq.write_table(pa.table({"household_id": [1]}), text)
    assert "Es fehlt die Spalte id, born" in refused(str(text), target)
    pq.write_table(pa.table({"household_id": [1], "id": ["a"], "born": [DAY], "farbe": ["rot"]}), text)
    assert "Die Spalte farbe ist nicht bekannt" in refused(str(text), target)
    source = str(households(tmp_path / "ein.parquet", 2))
    assert "Den Ordner gibt es nicht" in refused(source, str(tmp_path / "nirgends" / "aus.parquet"))
    assert "Diesen Tag gibt es nicht" in refused(source, target, "--as-of", "2026-13-01")
    assert "Gerechnet wird" in refused(source, target, "--as-of", "2019-01-01")
    assert "05111000" in refused(source, target, "--municipality", "05111000")
    assert "antwortet kein Dask" in refused(source, target, "--dask", "tcp://127.0.0.1:9")


def test_an_empty_table_gives_an_empty_table(tmp_path: Path) -> None:
    source = tmp_path / "leer.parquet"
    pq.write_table(
        pa.table(
            {
                "household_id": pa.array([], pa.string()),
                "id": pa.array([], pa.string()),
                "born": pa.array([], pa.date32()),
            }
        ),
        source,
    )
    assert run(str(source), str(tmp_path / "aus.parquet")) == 0
    assert pq.read_table(tmp_path / "aus.parquet").num_rows == 0

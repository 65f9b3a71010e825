"""What only the installation can see wrong in a file is told with its line too, and nothing is loaded."""

from pathlib import Path

import pytest
from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.agreement.file import AgreementFileError
from talachse.agreement.models import Agreement, Project, Version
from talachse.agreement.services.loading import compare_with_loaded, load_agreement

pytestmark = pytest.mark.django_db
FOKUS = Path(__file__).resolve().parents[2] / "agreements" / "fokus-wuppertal.yaml"


def problems(path: Path) -> list[tuple[int, str, str]]:
    """What checking says; loading must say the same."""
    found = []
    for act in (lambda: compare_with_loaded(path), lambda: load_agreement(path, by=SYSTEM, now=timezone.now())):
        with pytest.raises(AgreementFileError) as caught:
            act()
        found.append([(p.line, p.where, p.reason) for p in caught.value.problems])
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("{name: lost_contact_share}", "{name: lost_kontakt}", "Die Zählung „lost_kontakt“ gibt es nicht."),
        ("filters: {kind: monthly}", "filters: {}", "Die Zählung „meetings_closed“ braucht den Filter „kind“."),
        ("filters: {project: career-preparation}", "filters: {projekt: x}", "kennt den Filter „projekt“ nicht."),
    ],
)
def test_a_count_that_cannot_be_made_is_refused_with_its_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = FOKUS.read_text()
    path = tmp_path / "file.yaml"
    path.write_text(text.replace(old, new))
    line = next(n for n, content in enumerate(text.splitlines(), 1) if old in content)
    ((found, where, why),) = problems(path)
    assert (found, where.rpartition(" › ")[2]) == (line, "metric")
    assert reason in why
    assert not Agreement.objects.exists()


def test_a_project_that_appears_or_disappears_is_told_where(tmp_path: Path) -> None:
    load_agreement(FOKUS, by=SYSTEM, now=timezone.now())
    text = FOKUS.read_text()
    path = tmp_path / "file.yaml"
    head, mark, projects = text.partition("\nprojects:\n")
    new = (
        "  - {key: repair-cafe, title: Repair-Café, section: I, clauses: [I-5], purpose: Reparieren., "
        "actors: [{actor: gruenflaechen, role: lead}], "
        "standings: [{since: 2026-10-01, status: planned, source: vereinbarung, badge: agreement}]}\n"
    )
    path.write_text(head + mark + new + projects)
    line = head.count("\n") + 3
    ((found, where, why),) = problems(path)
    assert (found, where) == (line, "projects › repair-cafe")
    assert "braucht den Beschluss eines Quartalsgesprächs" in why

    valid = "  valid_from: 2021-07-01\n"
    added = valid + "  added_projects: {repair-cafe: 2026/Q3-99}\n"
    path.write_text(head.replace(valid, added) + mark + new + projects)
    ((found, where, why),) = problems(path)
    assert found == text[: text.index(valid)].count("\n") + 2
    assert where == "version › added_projects › repair-cafe"
    assert Version.objects.count() == 1
    assert not Project.objects.filter(key="repair-cafe").exists()

"""The file of the real agreement holds what was signed: every statement, figure and project."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from talachse.agreement.file import load
from talachse.rules.agreement.document import ActorRole, ClauseStatus, Document, FigureKind, Modality, ProjectStatus

FILE = Path(__file__).resolve().parents[2] / "agreements" / "fokus-wuppertal.yaml"
# How binding each statement is, in the order of the text.
MODALITIES = {
    "§0": "ctx does ctx ctx ctx will will will will poss poss does",
    "I": "ctx goal will does will will will will goal poss does does does does does will",
    "II": "ctx goal plan goal plan plan plan plan plan plan plan goal goal poss poss plan plan does will goal goal",
    "III": "ctx ctx ctx does goal does ctx ctx ctx ctx will goal will will does does",
    "IV": "ctx ctx ctx will does goal will will will will poss",
    "§S": "does",
}
PROJECTS = [
    "green-city",
    "nordbahntrasse",
    "hardt",
    "wupperufer",
    "stadtteilservice",
    "e-mobility",
    "wecycle",
    "awg",
    "gesa-recyclinghof",
    "sozialkaufhaus",
    "stoffwechsel",
    "circular-valley",
    "upstairs",
    "public-awareness",
    "buga-2031",
    "teilhabechancengesetz",
    "apprenticeships-bae",
    "jobcenter-conduct",
    "bundesbahndirektion",
    "haus-der-integration",
    "zentrum-zukunft",
    "pillar-advice",
    "pillar-contact-point",
    "pillar-apprenticeships",
    "but-reorganisation",
    "joint-benefit-advice",
    "branch-of-the-future",
    "schwarzbach-model",
    "digital-products",
    "app-network",
    "digital-education",
    "abflug-in-ausbildung",
    "youth-initiative",
    "outreach-case-management",
    "youth-alliance",
    "career-preparation",
    "your-way",
    "fokussiert",
    "health-network",
    "health-advice-in-measures",
    "bergauf",
    "health-guides",
    "quarter-prevention",
]
FIGURES = {
    "jobs-teilhabechancengesetz": ("620", FigureKind.STATE, "stock"),
    "jobs-municipal-cofinancing": ("210", FigureKind.STATE, "stock"),
    "apprenticeships": ("102", FigureKind.OFFER, "stock"),
    "apprenticeships-wecycle": ("12", FigureKind.OFFER, "stock"),
    "apprenticeships-upstairs": ("18", FigureKind.OFFER, "stock"),
    "work-opportunities-green": ("700", FigureKind.STATE, "stock"),
    "career-preparation": ("200", FigureKind.OFFER, "stock"),
    "health-programme-women": ("688", FigureKind.CEILING, "cumulative"),
    "health-programme-months": ("36", FigureKind.CEILING, "maximum"),
    "health-programme-years": ("5", FigureKind.DURATION, "none"),
    "health-programme-budget": ("14000000", FigureKind.VOLUME, "none"),
    "digital-products-by": ("2025", FigureKind.DEADLINE, "date"),
    "climate-neutral-by": ("2035", FigureKind.GOAL, "date"),
    "lost-contact-share": ("20", FigureKind.CONTEXT, "share"),
    "alignments-per-year": ("12", FigureKind.DUTY, "cumulative"),
    "jour-fixes-per-year": ("4", FigureKind.DUTY, "cumulative"),
}


@pytest.fixture(scope="module")
def document() -> Document:
    return load(FILE)


def test_all_77_statements_stand_in_the_order_of_the_text_each_as_binding_as_it_was_said(document: Document) -> None:
    expected = [
        (f"{section}-{number}", Modality(modality))
        for section, words in MODALITIES.items()
        for number, modality in enumerate(words.split(), 1)
    ]
    assert len(expected) == 77
    assert [(clause.anchor, clause.modality) for clause in document.clauses] == expected


def test_every_statement_has_words_of_our_own_a_place_in_the_text_and_a_status_from_the_first_day(
    document: Document,
) -> None:
    for clause in document.clauses:
        assert len(clause.text) > 15, clause.anchor
        assert clause.locator, clause.anchor
        assert min(standing.since for standing in clause.standings) <= dt.date(2021, 7, 1), clause.anchor


@pytest.mark.parametrize("key", FIGURES)
def test_figures_are_those_of_the_text(document: Document, key: str) -> None:
    figure = document.figure(key)
    assert (str(figure.value), figure.kind, figure.counting) == FIGURES[key]


def test_there_are_no_other_figures(document: Document) -> None:
    assert {figure.key for figure in document.figures} == set(FIGURES)


def test_part_figures_lie_inside_their_whole_and_the_rest_is_called_not_named(document: Document) -> None:
    inside = {figure.key: figure.inside for figure in document.figures if figure.inside}
    assert inside == {
        "jobs-municipal-cofinancing": "jobs-teilhabechancengesetz",
        "apprenticeships-wecycle": "apprenticeships",
        "apprenticeships-upstairs": "apprenticeships",
    }
    assert "410" in document.figure("jobs-municipal-cofinancing").remainder
    assert "72" in document.figure("apprenticeships-upstairs").remainder


def test_the_102_are_named_twice_and_are_one_figure(document: Document) -> None:
    naming = [clause.anchor for clause in document.clauses if "apprenticeships" in clause.figures]
    assert naming == ["I-13", "III-14"]


def test_about_14_million_and_20_to_30_percent(document: Document) -> None:
    assert document.figure("health-programme-budget").about
    assert document.figure("lost-contact-share").value_to == 30


def test_all_43_projects_each_with_a_field_a_statement_and_somebody_who_does_it(document: Document) -> None:
    assert sorted(project.key for project in document.projects) == sorted(PROJECTS)
    assert len(PROJECTS) == 43
    for project in document.projects:
        assert project.section in MODALITIES
        assert project.clauses
        assert project.actors


def test_predecessors_and_later_names(document: Document) -> None:
    assert document.project("upstairs").predecessor == "UFER"
    assert document.project("wecycle").names[-1].name.startswith("Fahrradmeisterei")
    assert "Jugendberufsagentur" in document.project("zentrum-zukunft").names[-1].name


@pytest.mark.parametrize("key", ["your-way", "fokussiert"])
def test_in_the_womens_projects_the_jobcenter_is_partner_not_provider(document: Document, key: str) -> None:
    roles = {actor.actor: actor.role for actor in document.project(key).actors}
    assert roles["jobcenter-wuppertal"] is ActorRole.PARTNER


def test_eight_fields_five_are_used_and_misprints_are_told(document: Document) -> None:
    assert len(document.frame) == 8
    used = {field.key: field.used_in for field in document.frame if field.used_in}
    assert used == {
        "wirksame-verwaltung": ["II"],
        "investition-wuppertal": ["I", "II", "III"],
        "wandel-durch-beteiligung": ["III"],
        "klimastrategie": ["I"],
        "stadt-ohne-diskriminierung": ["III", "IV"],
    }


def test_1992_is_never_a_later_620(document: Document) -> None:
    figure = document.figure("jobs-teilhabechancengesetz")
    value = figure.actual(dt.date(2026, 11, 24))
    assert value is not None
    assert value.value == 620
    assert [m.value for m in figure.other_series()["Sozialer Arbeitsmarkt mit weiteren Formen"]] == [
        Decimal(1992),
        Decimal(1493),
    ]


def test_before_the_signing_nothing_is_known(document: Document) -> None:
    assert document.figure("jobs-teilhabechancengesetz").actual(dt.date(2021, 6, 29)) is None


def test_every_fact_says_where_it_can_be_read(document: Document) -> None:
    """References are checked on loading; this asks that no source stands there unused."""
    text = FILE.read_text()
    assert [source.key for source in document.sources if text.count(source.key) < 2] == []


def test_what_became_of_it_is_dated(document: Document) -> None:
    upstairs = [(standing.since, standing.status) for standing in document.project("upstairs").standings]
    assert len(upstairs) > 1
    assert upstairs[-1][1] in {ProjectStatus.COMPLETED, ProjectStatus.ENDED}
    later = [clause.anchor for clause in document.clauses if clause.standings[-1].since > dt.date(2021, 7, 1)]
    assert len(later) >= 10
    assert document.clause("§S-1").standings[-1].status is ClauseStatus.FULFILLED


def test_unknown_keys_are_a_keyerror(document: Document) -> None:
    with pytest.raises(KeyError):
        document.clause("I-99")
    assert document.clause("I-11").figures == ["jobs-teilhabechancengesetz"]

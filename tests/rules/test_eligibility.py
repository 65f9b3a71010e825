import datetime as dt
from dataclasses import replace
from itertools import product

import pytest

from talachse.rules.placement.bae_76 import assess_76
from talachse.rules.placement.bvb_51 import assess_51
from talachse.rules.placement.criteria import age_on, at_least, both, either, last_birthday
from talachse.rules.placement.eligibility import (
    BASES,
    Assessment,
    Criterion,
    Facts,
    LedgerEntry,
    Outcome,
    assess,
)
from talachse.rules.placement.eq_54a import assess_54a, firm_is_new, fundable_length
from talachse.rules.placement.preparation import assess_45
from talachse.rules.placement.rehapro import assess_rehapro
from talachse.rules.placement.sgb2_16d import assess_16d
from talachse.rules.placement.sgb2_16e import assess_16e, contract_long_enough, in_target_group
from talachse.rules.placement.sgb2_16h import assess_16h
from talachse.rules.placement.sgb2_16i import assess_16i, long_enough_on_benefits
from talachse.rules.placement.sgb2_16k import assess_16k, soon_after_training
from talachse.rules.verdict import Verdict

D = dt.date
START = D(2026, 12, 1)
CHILD, DISABILITY = "Geburtsurkunde des Kindes", "Schwerbehindertenausweis"
SEVEN, FIVE = "Bescheide der letzten sieben Jahre", "Bescheide der letzten fünf Jahre"

# Everything is known and everything is met, for every legal basis at once.
ALL_MET = Facts(
    born=D(1986, 5, 4),
    gender="female",
    lives_alone=True,
    employable=True,
    receives_sgb2=True,
    months_on_sgb2_in_last_84=80,
    months_on_sgb2_in_last_60=60,
    months_on_sgb2_in_last_24=24,
    months_unemployed=30,
    only_briefly_employed=True,
    minor_child_in_household=False,
    severely_disabled=False,
    holistic_support_months=3,
    school_duty_done=True,
    has_vocational_degree=False,
    learning_impaired_or_disadvantaged=True,
    training_ended_early=False,
    unplaced_applicant=True,
    not_ready_for_training=False,
    earlier_eq_in_firm=False,
    insured_job_in_firm_last_3_years=False,
    firm_of_family=False,
    hours_per_week=30,
    stays=(),
)


def criterion(assessment: Assessment, key: str) -> Criterion:
    """The one criterion with this key."""
    (found,) = [c for c in assessment.criteria if c.key == key]
    return found


@pytest.mark.parametrize(
    ("basis", "facts", "starts_on"),
    [
        ("sgb2_16i", ALL_MET, START),
        ("sgb2_16e", replace(ALL_MET, open_ended=True), START),
        ("sgb2_16d", ALL_MET, START),
        ("sgb2_16h", replace(ALL_MET, born=D(2005, 1, 1)), START),
        ("sgb2_16k", ALL_MET, START),
        ("sgb3_76", ALL_MET, START),
        ("sgb3_54a", replace(ALL_MET, planned_end=D(2027, 7, 31)), START),
        ("sgb3_45", ALL_MET, START),
        ("not_stated", ALL_MET, START),
        ("rehapro", ALL_MET, D(2023, 5, 1)),
    ],
)
def test_who_meets_everything_may_and_a_person_still_decides(basis: str, facts: Facts, starts_on: dt.date) -> None:
    found = assess(basis, facts, starts_on=starts_on)
    assert found.basis == basis
    assert {c.verdict.answer.value for c in found.criteria} == {"yes"}
    assert all(not c.heals for c in found.criteria)
    assert (found.outcome, found.answer.is_yes) == (Outcome.POSSIBLE, True)
    assert found.answer.reason.endswith("Ein Mensch entscheidet.")
    assert found.checklist
    assert f"{starts_on:%d.%m.%Y}" in found.law_version


@pytest.mark.parametrize("basis", sorted(BASES))
def test_where_nothing_is_known_every_criterion_names_the_paper_that_helps(basis: str) -> None:
    starts_on = D(2023, 8, 1) if basis == "rehapro" else START
    found = assess(basis, Facts(), starts_on=starts_on)
    for each in found.criteria:
        assert each.verdict.is_unknown, each
        assert each.question.endswith("?")
        assert set(each.verdict.missing) <= set(each.heals)
    assert found.answer.is_unknown
    assert found.outcome in {Outcome.OPEN, Outcome.ONLY_REFER}
    if found.outcome is Outcome.OPEN:
        assert found.answer.reason.startswith("Es fehlt noch: ")
        assert len(set(found.answer.missing)) == len(found.answer.missing)


def test_only_durations_per_person_are_hard() -> None:
    hard = {
        basis: [c.key for c in assess(basis, ALL_MET, starts_on=D(2026, 8, 1)).criteria if c.hard] for basis in BASES
    }
    assert {basis for basis, keys in hard.items() if keys} == {"sgb2_16i", "sgb2_16d", "sgb2_16e", "rehapro"}
    assert all(keys in ([], ["hoechstdauer"]) for keys in hard.values())


def test_every_place_group_of_the_directory_has_its_rules() -> None:
    known = {"sgb2_16d", "sgb2_16e", "sgb2_16h", "sgb2_16i", "sgb3_76", "not_stated", "rehapro"}
    assert known | {"sgb3_54a", "sgb2_16k", "sgb3_45", "sgb3_51"} == set(BASES)
    with pytest.raises(KeyError):
        assess("sgb2_99", Facts(), starts_on=START)


def test_a_start_before_the_first_known_wording_stays_open() -> None:
    found = assess("sgb3_54a", ALL_MET, starts_on=D(2025, 12, 31))
    assert found.answer.missing == ("Fassung des Gesetzes am 31.12.2025",)
    assert found.law_version == "Für diesen Tag ist das Recht hier nicht hinterlegt."


# --- § 16i ---


def test_after_five_years_a_job_under_16i_is_stopped_and_the_reason_says_so() -> None:
    job = LedgerEntry("sgb2_16i", D(2019, 3, 1), D(2024, 2, 29))
    found = assess_16i(replace(ALL_MET, stays=(job,)), starts_on=START)
    assert (found.outcome, found.answer.is_no) == (Outcome.STOPPED, True)
    assert found.answer.reason == (
        "Das geht nicht: Belegt nach § 16i SGB II: 60 Monate von 60 Monaten. Das ist die ganze Zeit."
    )
    assert criterion(found, "hoechstdauer").heals == ("Bescheide über Zeiten, in denen kein Zuschuss gezahlt wurde",)


def test_what_speaks_against_is_no_refusal() -> None:
    worked = replace(ALL_MET, only_briefly_employed=False, holistic_support_months=None)
    found = assess_16i(worked, starts_on=START)
    assert (found.outcome, found.answer.is_unknown) == (Outcome.AGAINST, True)
    assert found.answer.reason == (
        "Dagegen spricht: In dieser Zeit gab es mehr als eine kurze Beschäftigung. Ein Mensch entscheidet."
    )
    assert found.answer.missing == (
        "Entscheidung einer Fachkraft",
        "Kooperationsplan oder Bericht über die Unterstützung",
    )


def test_a_stop_goes_before_what_speaks_against() -> None:
    job = LedgerEntry("sgb2_16i", D(2019, 3, 1), D(2024, 2, 29))
    found = assess_16i(replace(ALL_MET, stays=(job,), employable=False), starts_on=START)
    assert found.outcome is Outcome.STOPPED
    assert [c.key for c in found.against] == ["erwerbsfaehig"]


def test_five_years_are_enough_with_a_minor_child_and_the_paper_is_named() -> None:
    facts = replace(ALL_MET, months_on_sgb2_in_last_84=65)
    missed = long_enough_on_benefits(facts, starts_on=START)
    assert missed.verdict.is_no
    assert missed.heals == (CHILD, DISABILITY)
    assert missed.verdict.reason == (
        "Leistungsbezug: 65 von 84 Monaten; nötig sind 72. "
        "Mit minderjährigem Kind oder Schwerbehinderung genügen die letzten 60 Monate."
    )
    assert long_enough_on_benefits(replace(facts, minor_child_in_household=True), starts_on=START).verdict.is_yes
    assert long_enough_on_benefits(replace(facts, severely_disabled=True), starts_on=START).verdict.is_yes


@pytest.mark.parametrize(
    ("seven", "five", "child", "disabled", "answer", "heals"),
    [
        (72, None, None, None, "yes", ()),
        (71, 60, None, False, "unknown", (CHILD, DISABILITY)),
        (71, None, None, None, "unknown", (CHILD, DISABILITY, FIVE)),
        (71, None, True, None, "unknown", (FIVE,)),
        (71, None, False, False, "no", (CHILD, DISABILITY, FIVE)),
        (71, 59, True, True, "no", (SEVEN,)),
        (59, None, True, None, "no", (SEVEN,)),
        (None, 60, True, None, "yes", ()),
        (None, 60, False, None, "unknown", (SEVEN, CHILD, DISABILITY)),
        (None, None, True, None, "unknown", (SEVEN, FIVE)),
        (None, 59, True, None, "unknown", (SEVEN,)),
        (None, None, None, None, "unknown", (SEVEN, CHILD, DISABILITY, FIVE)),
    ],
)
def test_the_time_on_benefits_is_answered_as_far_as_it_is_known(
    *,
    seven: int | None,
    five: int | None,
    child: bool | None,
    disabled: bool | None,
    answer: str,
    heals: tuple[str, ...],
) -> None:
    facts = Facts(
        months_on_sgb2_in_last_84=seven,
        months_on_sgb2_in_last_60=five,
        minor_child_in_household=child,
        severely_disabled=disabled,
    )
    found = long_enough_on_benefits(facts, starts_on=START)
    assert (found.verdict.answer.value, found.heals) == (answer, heals)


@pytest.mark.parametrize(("born", "met"), [(D(2001, 12, 1), True), (D(2001, 12, 2), False)])
def test_the_birthday_counts_as_reached(born: dt.date, met: bool) -> None:
    found = criterion(assess_16i(replace(ALL_MET, born=born), starts_on=START), "alter")
    assert found.verdict.is_yes is met
    assert found.verdict.reason.startswith("Die Person ist am 01.12.2026 2")


# --- § 16e: the law at the start ---


def test_a_running_measure_keeps_the_law_of_its_start() -> None:
    facts = Facts(months_unemployed=30, months_on_sgb2_in_last_24=20, only_briefly_employed=True)
    (before,) = in_target_group(facts, starts_on=D(2026, 6, 30))
    since, hardly = in_target_group(facts, starts_on=D(2026, 7, 1))
    assert before.verdict.reason == "Arbeitslos: 30 Monate; nötig sind 24."
    assert (before.verdict.is_yes, since.verdict.is_no, hardly.verdict.is_yes) == (True, True, True)
    assert since.verdict.reason == "Leistungsbezug: 20 von 24 Monaten; nötig sind 21."
    assert "Fassung bis 30.06.2026" in assess_16e(facts, starts_on=D(2026, 6, 30)).law_version
    assert "Fassung ab 01.07.2026" in assess_16e(facts, starts_on=D(2026, 7, 1)).law_version
    assert in_target_group(Facts(), starts_on=D(2026, 6, 30))[0].verdict.is_unknown


@pytest.mark.parametrize(
    ("open_ended", "end", "answer"),
    [
        (True, None, "yes"),
        (None, D(2028, 11, 30), "yes"),
        (False, D(2028, 11, 29), "no"),
        (False, None, "unknown"),
    ],
)
def test_a_contract_lasts_two_years(open_ended: bool | None, end: dt.date | None, answer: str) -> None:
    found = contract_long_enough(Facts(open_ended=open_ended, planned_end=end), starts_on=START)
    assert found.verdict.answer.value == answer
    assert "30.11.2028" in found.verdict.reason


def test_a_used_up_subsidy_stops_with_the_same_employer_only() -> None:
    facts = replace(
        ALL_MET,
        open_ended=True,
        employer="Demo Bau",
        stays=(LedgerEntry("sgb2_16e", D(2024, 3, 1), None, (), "Demo Bau"),),
    )
    assert assess_16e(facts, starts_on=START).answer.is_no
    assert assess_16e(replace(facts, employer="Demo Holz"), starts_on=START).answer.is_yes


# --- § 16d ---


def test_further_months_of_a_work_opportunity_need_a_reason() -> None:
    facts = replace(
        ALL_MET, stays=(LedgerEntry("sgb2_16d", D(2024, 1, 1), D(2025, 12, 31)),), planned_end=D(2027, 11, 30)
    )
    refused = assess_16d(facts, starts_on=START)
    assert refused.answer.is_no
    assert "12 weitere Monate" in refused.answer.reason
    assert criterion(refused, "hoechstdauer").heals[0] == "Begründung, dass die Voraussetzungen weiter vorliegen"
    with_reason = replace(facts, reason_for_extension="Der Übergang ist vorbereitet.")
    assert assess_16d(with_reason, starts_on=START).answer.is_yes
    too_long = assess_16d(replace(with_reason, planned_end=D(2027, 12, 1)), starts_on=START)
    assert criterion(too_long, "hoechstdauer").heals == ("Bescheide über Beginn und Ende früherer Zuweisungen",)


def test_what_the_work_is_like_is_signed_and_never_refused_by_the_software() -> None:
    keys = {item.key for item in assess_16d(Facts(), starts_on=START).checklist}
    assert {"zusaetzlich", "oeffentliches_interesse", "wettbewerbsneutral", "nachrangig", "beirat"} <= keys
    assert {"verdraengung", "sozialpartner"} <= {item.key for item in assess_16i(Facts(), starts_on=START).checklist}
    assert {"jugendhilfe", "vorrang", "traeger"} <= {i.key for i in assess_16h(Facts(), starts_on=START).checklist}


@pytest.mark.parametrize("basis", ["sgb2_16i", "sgb2_16d", "sgb2_16e", "rehapro"])
def test_as_long_as_earlier_times_are_unknown_nothing_is_promised(basis: str) -> None:
    found = criterion(assess(basis, replace(ALL_MET, stays=None), starts_on=D(2026, 8, 1)), "hoechstdauer")
    assert found.verdict.is_unknown
    assert found.heals == ("Auskunft über frühere Förderungen, auch bei anderen Jobcentern",)


# --- young people ---


@pytest.mark.parametrize(
    ("receives", "in_principle", "answer"),
    [(False, True, "yes"), (True, None, "yes"), (False, None, "unknown"), (False, False, "no")],
)
def test_a_likely_claim_is_enough_for_hard_to_reach_young_people(
    receives: bool | None, in_principle: bool | None, answer: str
) -> None:
    facts = Facts(born=D(2008, 1, 1), receives_sgb2=receives, entitled_in_principle=in_principle)
    found = assess_16h(facts, starts_on=START)
    assert criterion(found, "leistungsberechtigt").verdict.answer.value == answer
    assert criterion(found, "alter").verdict.is_yes


def test_with_25_the_support_for_young_people_does_not_begin() -> None:
    assert criterion(assess_16h(Facts(born=D(2001, 12, 1)), starts_on=START), "alter").verdict.is_no
    assert criterion(assess_16h(Facts(born=D(2001, 12, 2)), starts_on=START), "alter").verdict.is_yes


def test_after_training_the_support_may_go_on_for_twelve_months() -> None:
    assert soon_after_training(D(2025, 12, 1), starts_on=START).verdict.is_yes
    late = soon_after_training(D(2025, 11, 30), starts_on=START)
    assert late.verdict.reason == (
        "Die Ausbildung endete am 30.11.2025. Die Betreuung kann bis zum 30.11.2026 weitergehen."
    )
    assert late.verdict.is_no
    no_benefits = replace(ALL_MET, receives_sgb2=False, training_ended_on=D(2026, 7, 31))
    assert assess_16k(no_benefits, starts_on=START).answer.is_yes
    on_benefits = replace(ALL_MET, training_ended_on=D(2020, 7, 31))
    assert assess_16k(on_benefits, starts_on=START).answer.is_yes


def test_who_refuses_the_support_loses_nothing_and_is_told_so() -> None:
    assert "wird deshalb nichts gekürzt" in " ".join(i.text for i in assess_16k(Facts(), starts_on=START).checklist)


def test_an_apprenticeship_outside_a_company_is_for_those_without_a_degree() -> None:
    second = assess_76(replace(ALL_MET, has_vocational_degree=True), starts_on=START)
    assert second.outcome is Outcome.AGAINST
    broke_off = replace(ALL_MET, learning_impaired_or_disadvantaged=False, training_ended_early=True)
    assert assess_76(broke_off, starts_on=START).answer.is_yes


@pytest.mark.parametrize(
    ("end", "answer"),
    [
        (D(2027, 3, 30), "no"),
        (D(2027, 3, 31), "yes"),
        (D(2027, 11, 30), "yes"),
        (D(2027, 12, 1), "no"),
        (None, "unknown"),
    ],
)
def test_an_entry_qualification_lasts_four_to_twelve_months(end: dt.date | None, answer: str) -> None:
    assert fundable_length(Facts(planned_end=end), starts_on=START).verdict.answer.value == answer


@pytest.mark.parametrize(
    ("earlier", "job", "broke_off", "answer"),
    [
        (False, False, None, "yes"),
        (True, None, False, "no"),
        (None, True, False, "no"),
        (True, True, True, "yes"),
        (True, False, None, "unknown"),
        (None, False, False, "unknown"),
    ],
)
def test_the_firm_must_be_new_unless_an_apprenticeship_there_broke_off(
    earlier: bool | None, job: bool | None, broke_off: bool | None, answer: str
) -> None:
    facts = Facts(earlier_eq_in_firm=earlier, insured_job_in_firm_last_3_years=job, training_ended_early=broke_off)
    assert firm_is_new(facts)[0].verdict.answer.value == answer


def test_an_entry_qualification_with_the_parents_or_with_few_hours_speaks_against() -> None:
    facts = replace(ALL_MET, firm_of_family=True, hours_per_week=19, planned_end=D(2027, 7, 31))
    found = assess_54a(facts, starts_on=START)
    assert [c.key for c in found.against] == ["nicht_familie", "wochenstunden"]
    assert "geplant sind 19." in found.answer.reason


def test_the_agreement_names_no_basis_for_the_preparation_places_and_we_say_so() -> None:
    found = assess_45(ALL_MET, starts_on=START)
    assert "in der Vereinbarung ist keine Rechtsgrundlage genannt" in found.law_version
    assert assess("not_stated", ALL_MET, starts_on=START).criteria == found.criteria


@pytest.mark.parametrize("school_duty_done", [True, False, None])
def test_preparation_by_the_employment_agency_is_only_referred_to(school_duty_done: bool | None) -> None:
    found = assess_51(Facts(school_duty_done=school_duty_done), starts_on=START)
    assert (found.outcome, found.answer.is_unknown) == (Outcome.ONLY_REFER, True)
    assert found.answer.reason == (
        "Diese Förderung bewilligt nur: Agentur für Arbeit. Wir können dorthin verweisen und den Termin begleiten."
    )
    assert criterion(found, "schulpflicht").verdict.is_yes is (school_duty_done is True)


# --- Bergauf ---


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"gender": "diverse"}, "frau"),
        ({"lives_alone": False}, "alleinlebend"),
        ({"born": D(1963, 8, 1)}, "alter"),
        ({"born": D(2006, 8, 2)}, "alter"),
    ],
)
def test_bergauf_is_for_women_who_live_alone(change: dict[str, object], key: str) -> None:
    facts = Facts(**{**{name: getattr(ALL_MET, name) for name in Facts.__slots__}, **change})
    found = assess_rehapro(facts, starts_on=D(2024, 8, 1), duration=Verdict.yes("Es ist Zeit übrig."))
    assert [c.key for c in found.against] == [key]


def test_after_the_programme_bergauf_is_stopped() -> None:
    found = assess("rehapro", ALL_MET, starts_on=D(2026, 11, 24))
    assert found.answer.reason == (
        "Das geht nicht: „Bergauf“ lief vom 01.01.2022 bis zum 31.10.2026. Der 24.11.2026 liegt außerhalb."
    )


# --- three answers ---


def test_unknown_stays_unknown_unless_the_rest_decides() -> None:
    for first, second in product((True, False, None), repeat=2):
        possible = [(a, b) for a in _could(first) for b in _could(second)]
        assert either(first, second) is _sure({a or b for a, b in possible})
        assert both(first, second) is _sure({a and b for a, b in possible})


def _could(fact: bool | None) -> tuple[bool, ...]:
    return (True, False) if fact is None else (fact,)


def _sure(answers: set[bool]) -> bool | None:
    return answers.pop() if len(answers) == 1 else None


def test_a_number_that_is_missing_reaches_nothing_and_misses_nothing() -> None:
    assert [at_least(known, 2) for known in (None, 1, 2)] == [None, False, True]


def test_somebody_born_on_a_leap_day_is_older_on_the_first_of_march() -> None:
    assert [age_on(D(2004, 2, 29), day) for day in (D(2026, 2, 28), D(2026, 3, 1), D(2028, 2, 29))] == [21, 22, 24]


@pytest.mark.parametrize("day", [D(2026, 11, 26), D(2026, 2, 28), D(2026, 3, 1), D(2028, 2, 29), D(2028, 3, 1)])
def test_the_last_birthday_of_an_age_is_the_day_on_which_the_age_changes(day: dt.date) -> None:
    for age in (0, 1, 24, 25, 28, 35, 50):
        last = last_birthday(age, day)
        assert age_on(last, day) == age
        assert age_on(last + dt.timedelta(days=1), day) == age - 1

import datetime as dt

from talachse.rules.retention import (
    guide_questions_expire_before,
    journal_payload_kept_until,
    payload_is_expired,
    stored_check_kept,
)

WRITTEN = dt.date(2026, 1, 1)


def test_what_was_read_goes_after_half_a_year_and_what_was_done_after_ten() -> None:
    assert journal_payload_kept_until(WRITTEN, is_read=True) == dt.date(2026, 7, 3)
    assert journal_payload_kept_until(WRITTEN, is_read=False) == dt.date(2036, 1, 2)


def test_the_last_day_belongs_to_the_term() -> None:
    until = dt.date(2026, 7, 3)
    assert not payload_is_expired(until, today=until)
    assert payload_is_expired(until, today=until + dt.timedelta(days=1))


def test_an_answered_question_may_still_be_read_for_half_a_year() -> None:
    assert guide_questions_expire_before(today=dt.date(2026, 11, 24)) == dt.date(2026, 5, 25)


def test_a_stored_result_says_when_it_goes_and_what_for() -> None:
    kept = stored_check_kept(stored_on=WRITTEN)
    assert kept.delete_on == dt.date(2026, 7, 3)
    assert kept.purpose == "Beratung (§ 14 SGB I)"

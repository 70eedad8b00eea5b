"""How offices answer, over many draws of one fixed seed: near the declared numbers of domain.md §10.2."""

from __future__ import annotations

from statistics import median

import pytest

from coordinator.simulate.world.chance import draw
from coordinator.simulate.world.office_fate import hastened, office_fate
from coordinator.simulate.world.rates import Rates

N = 2000
RATES = Rates()


def fates(department, **how):
    return [office_fate(draw(11, department, n), RATES, department, **how) for n in range(N)]


@pytest.mark.parametrize(("department", "days"), [("records_office", 14), ("image_library", 7), ("pathology", 10)])
def test_the_median_answer_takes_as_long_as_declared(department, days):
    assert median(f.response_days for f in fates(department)) == pytest.approx(days, rel=0.12)


def test_a_records_office_answers_half_within_two_weeks_and_most_within_thirty_days():
    days = [f.response_days for f in fates("records_office")]

    assert sum(d <= 7 for d in days) / N == pytest.approx(0.18, abs=0.04)
    assert sum(d <= 30 for d in days) / N == pytest.approx(0.85, abs=0.04)


def test_troubles_are_as_frequent_as_declared():
    outcomes = [f.outcome for f in fates("image_library")]

    for name, share in (("never", 0.025), ("never_received", 0.04), ("returned", 0.05), ("no_record", 0.03)):
        assert outcomes.count(name) / N == pytest.approx(share, abs=0.015), name
    assert outcomes.count("ok") / N == pytest.approx(0.85, abs=0.03)


def test_one_answer_in_six_comes_in_parts():
    assert sum(f.partial for f in fates("records_office")) / N == pytest.approx(0.16, abs=0.03)


def test_a_third_of_release_offices_and_hardly_any_image_library_asks_for_money():
    assert sum(f.fee_minor is not None for f in fates("records_office")) / N == pytest.approx(0.37, abs=0.04)
    assert sum(f.fee_minor is not None for f in fates("image_library")) / N == pytest.approx(0.03, abs=0.015)


def test_a_desk_that_insists_on_its_own_form_or_on_payment_always_does():
    assert {f.outcome for f in fates("records_office", own_form=True)} <= {
        "returned", "never", "denied", "never_received", "no_record",
    }  # fmt: skip
    assert all(f.fee_minor is not None for f in fates("records_office", prepay=True))


def test_every_letter_and_call_brings_the_answer_nearer():
    alone, written, called = hastened(20.0, []), hastened(20.0, [(7.0, 1.25)]), hastened(20.0, [(7.0, 1.4)])

    assert called < written < alone == 20.0
    assert hastened(20.0, [(30.0, 1.4)]) == 20.0

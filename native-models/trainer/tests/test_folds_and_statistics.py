import numpy
import pytest
import scipy.stats

from limner_trainer.cache import CaseEntry
from limner_trainer.folds import deal_folds
from limner_trainer.statistics import bootstrap_mean, intervals_of


def entries():
    return [
        CaseEntry(f"c{n}", "train", ("A", "B") if n % 5 == 0 else ("A",), (1, 1, 1), (1.0, 1.0, 1.0)) for n in range(23)
    ]


def test_every_case_is_held_out_once_and_rare_structures_are_spread():
    folds = deal_folds(entries(), 5, seed=3)
    assert sorted(c.id for fold in folds for c in fold) == sorted(c.id for c in entries())
    assert sorted(len(f) for f in folds) == [4, 4, 5, 5, 5]
    assert [sum("B" in c.contoured for c in fold) for fold in folds] == [1] * 5
    assert deal_folds(list(reversed(entries())), 5, seed=3) == folds
    assert deal_folds(entries(), 5, seed=4) != folds


def test_more_folds_than_cases_are_refused():
    with pytest.raises(ValueError, match="24 folds of 23 cases"):
        deal_folds(entries(), 24, seed=1)


def test_the_interval_agrees_with_scipys_bootstrap():
    values = numpy.random.default_rng(1).beta(8, 2, 33)
    found = bootstrap_mean(values.tolist())
    judge = scipy.stats.bootstrap((values,), numpy.mean, n_resamples=5000, method="percentile", random_state=2)
    assert found.mean == pytest.approx(values.mean())
    assert found.low == pytest.approx(judge.confidence_interval.low, abs=0.004)
    assert found.high == pytest.approx(judge.confidence_interval.high, abs=0.004)


def test_a_structure_without_cases_has_no_figure():
    found = intervals_of([{"A": 0.5}, {"A": 0.7}], ["A", "B"])
    assert found["B"] is None and found["A"].cases == 2 and found["A"].mean == pytest.approx(0.6)

"""The shipped data: true to their source, guarded by checksums, split in one fixed way."""

import hashlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers import datasets
from helpers.data import make
from helpers.datasets import (
    load_cooccurrence,
    load_diabetes,
    load_digit_network,
    load_digits,
    train_test_split,
)

LOADERS = {
    "digits.npz": load_digits,
    "diabetes.npz": load_diabetes,
    "digit_network.npz": load_digit_network,
    "cooccurrence.npz": load_cooccurrence,
}
README = (datasets.DATA / "README.md").read_text(encoding="utf-8")

every_file = pytest.mark.parametrize("name", LOADERS)


def n_correct(weights, X, y):
    """How many digits a network gets right: an oracle that shares no code with the recipe."""
    W1, b1, W2, b2 = weights
    guesses = [(W2 @ np.maximum(W1 @ (x / 16) + b1, 0) + b2).argmax() for x in X]
    return int((guesses == y).sum())


@pytest.fixture
def copied_data(tmp_path, monkeypatch):
    """A copy of the data folder that a test may damage."""
    copy = Path(shutil.copytree(datasets.DATA, tmp_path / "data"))
    monkeypatch.setattr(datasets, "DATA", copy)
    return copy


# ---- what is loaded


def test_digits_equal_those_of_scikit_learn():
    X, y = sklearn.datasets.load_digits(return_X_y=True)
    np.testing.assert_array_equal(load_digits().X, X)
    np.testing.assert_array_equal(load_digits().y, y)


def test_diabetes_data_equal_those_of_scikit_learn():
    X, y = sklearn.datasets.load_diabetes(return_X_y=True, scaled=False)
    np.testing.assert_array_equal(load_diabetes().X, X)
    np.testing.assert_array_equal(load_diabetes().y, y)


@pytest.mark.parametrize(
    ("load", "field", "shape", "dtype", "low", "high"),
    [
        (load_digits, "X", (1797, 64), np.float64, 0, 16),
        (load_digits, "y", (1797,), np.int64, 0, 9),
        (load_digits, "images", (1797, 8, 8), np.float64, 0, 16),
        (load_diabetes, "X", (442, 10), np.float64, 1, 301),
        (load_diabetes, "y", (442,), np.float64, 25, 346),
        (load_digit_network, "W1", (32, 64), np.float64, -3, 3),
        (load_digit_network, "b1", (32,), np.float64, -3, 3),
        (load_digit_network, "W2", (10, 32), np.float64, -3, 3),
        (load_digit_network, "b2", (10,), np.float64, -3, 3),
        (load_cooccurrence, "counts", (819, 819), np.float64, 0, 65535),
    ],
)
def test_arrays_have_the_documented_shape_type_and_range(load, field, shape, dtype, low, high):
    array = getattr(load(), field)
    assert (array.shape, array.dtype) == (shape, dtype)
    assert low <= array.min()
    assert array.max() <= high


def test_images_are_the_rows_of_X():
    data = load_digits()
    np.testing.assert_array_equal(data.images[7].ravel(), data.X[7])


def test_each_diabetes_column_has_a_name_and_a_unit():
    data = load_diabetes()
    assert len(set(data.feature_names)) == len(data.units) == data.X.shape[1]


def test_ldl_column_follows_from_tc_hdl_and_ltg():
    column = dict(zip(load_diabetes().feature_names, load_diabetes().X.T, strict=False))
    ldl = column["tc"] - column["hdl"] - np.exp(column["ltg"]) / 5
    assert (np.abs(ldl - column["ldl"]) < 0.01).sum() == 438


def test_tch_column_is_tc_over_hdl_rounded():
    column = dict(zip(load_diabetes().feature_names, load_diabetes().X.T, strict=False))
    assert np.abs(column["tc"] / column["hdl"] - column["tch"]).max() < 0.65


@pytest.mark.parametrize("load", LOADERS.values())
def test_a_change_to_a_loaded_array_does_not_reach_the_next_load(load):
    load()[0][:] = -1
    assert not (load()[0] == -1).all()


def on_its_release():
    """Whether this Python's help is what the counts were made from."""
    try:
        return bool(make._topics())
    except ValueError:
        return False


its_release = pytest.mark.skipif(
    not on_its_release(), reason=f"the counts are those of CPython {make.RELEASE}'s help"
)


def test_cooccurrence_is_symmetric_and_names_each_word_once():
    counts, words = load_cooccurrence()
    np.testing.assert_array_equal(counts, counts.T)
    assert len(set(words)) == len(words) == len(counts)
    assert counts.any(axis=0).all()
    assert f"The file holds the\n  {np.count_nonzero(np.triu(counts)):,} counts" in README


@its_release
@pytest.mark.parametrize("pair", ["list tuple", "true false", "the the", "async await", "is the"])
def test_cooccurrence_counts_the_words_near_each_other(pair):
    from pydoc_data.topics import topics

    counts, words = load_cooccurrence()
    first, second = pair.split()
    found = 0
    for text in topics.values():
        text = "".join(c if c == "_" or "a" <= c <= "z" else " " for c in text.lower()).split()
        places = [i for i, word in enumerate(w for w in text if len(w) > 1) if word == first]
        others = [i for i, word in enumerate(w for w in text if len(w) > 1) if word == second]
        found += sum(0 < abs(i - j) <= 4 for i in places for j in others)
    number = list(words).index
    assert counts[number(first), number(second)] == found > 0


# ---- what guards the files


@every_file
def test_checksum_in_the_code_is_that_of_the_file(name):
    raw = (datasets.DATA / name).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == datasets.SHA256[name]


@every_file
def test_checksum_in_the_readme_is_that_in_the_code(name):
    assert f"{datasets.SHA256[name]}  {name}" in README.splitlines()


@every_file
def test_readme_states_the_size_of_the_file(name):
    assert f"`{name}` ({(datasets.DATA / name).stat().st_size:,} bytes)" in README


@every_file
def test_one_flipped_bit_is_reported_with_the_file_and_the_remedy(name, copied_data):
    raw = bytearray((copied_data / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (copied_data / name).write_bytes(raw)
    with pytest.raises(ValueError, match=rf"{name} is damaged .*: restore it with"):
        LOADERS[name]()


@every_file
def test_truncated_file_is_reported(name, copied_data):
    (copied_data / name).write_bytes(b"")
    with pytest.raises(ValueError, match=f"{name} is damaged"):
        LOADERS[name]()


@every_file
def test_missing_file_is_reported_with_the_file_and_the_remedy(name, copied_data):
    (copied_data / name).unlink()
    with pytest.raises(ValueError, match=rf"{name} cannot be read .*: restore it with"):
        LOADERS[name]()


# ---- the split


def rows(n, n_labels=None):
    """n different rows; their labels cycle, or their targets are the row numbers."""
    y = np.arange(n) % n_labels if n_labels else np.arange(float(n))
    return np.column_stack([np.arange(n), np.arange(n) ** 2]).astype(float), y


@settings(deadline=None)
@given(
    n=st.integers(2, 60),
    n_labels=st.none() | st.integers(1, 7),
    test_size=st.floats(0.01, 0.9),
    seed=st.integers(0, 2**32 - 1),
)
def test_split_holds_every_sample_once_with_its_label(n, n_labels, test_size, seed):
    X, y = rows(n, n_labels)
    assume(np.ceil(test_size * n) < n)
    split = train_test_split(X, y, test_size, seed)
    train = np.column_stack([split.X_train, split.y_train])
    joined = np.vstack([train, np.column_stack([split.X_test, split.y_test])])
    np.testing.assert_array_equal(joined[joined[:, 0].argsort()], np.column_stack([X, y]))


@settings(deadline=None)
@given(
    labels=st.lists(st.integers(-2, 3), min_size=2, max_size=80),
    test_size=st.floats(0.01, 0.9),
    seed=st.integers(0, 99),
)
def test_each_label_keeps_its_share_to_within_one_sample(labels, test_size, seed):
    y = np.array(labels)
    assume(np.ceil(test_size * len(y)) < len(y))
    held_out = train_test_split(rows(len(y))[0], y, test_size, seed).y_test
    for label in set(labels):
        share = (y == label).sum() * len(held_out) / len(y)
        assert abs((held_out == label).sum() - share) < 1


def test_the_digits_are_split_as_the_readme_says():
    split = train_test_split(*load_digits())
    assert (len(split.y_train), len(split.y_test)) == (1347, 450)
    assert np.bincount(split.y_test).tolist() == [45, 45, 44, 46, 46, 45, 46, 44, 44, 45]


def test_sizes_are_those_of_scikit_learn():
    from sklearn.model_selection import train_test_split as oracle

    X, y = load_diabetes()[:2]
    assert [a.shape for a in train_test_split(X, y)] == [a.shape for a in oracle(X, y)]


@pytest.mark.parametrize(
    ("load", "digest"),
    [(load_digits, "00399546be5575e8"), (load_diabetes, "3d47afe26a74652d")],
)
def test_the_default_split_never_changes(load, digest):
    test_rows = train_test_split(*load()[:2]).X_test.astype("<f8")
    assert hashlib.sha256(test_rows.tobytes()).hexdigest()[:16] == digest


def test_another_seed_gives_another_split():
    X, y = load_digits()
    assert not np.array_equal(train_test_split(X, y).X_test, train_test_split(X, y, seed=1).X_test)


def test_split_leaves_the_global_random_state_alone():
    np.random.seed(5)
    expected = np.random.rand()
    np.random.seed(5)
    train_test_split(*rows(8))
    assert np.random.rand() == expected


def test_split_returns_copies():
    X, y = rows(8)
    train_test_split(X, y).X_train[:] = -1
    np.testing.assert_array_equal(X, rows(8)[0])


def test_split_keeps_the_type_of_labels_and_of_single_precision():
    split = train_test_split(np.ones((8, 2), np.float32), np.ones(8, np.int32))
    assert (split.X_test.dtype, split.y_test.dtype) == (np.float32, np.int32)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"X": np.ones(8)}, ValueError, "^X must have 2 dim"),
        ({"X": np.ones((7, 2))}, ValueError, "^y has 8 entries.*X has 7 rows"),
        ({"X": np.full((8, 2), np.nan)}, ValueError, "^X must be finite"),
        ({"X": np.ones((0, 2)), "y": []}, ValueError, "X must not be empty"),
        ({"y": np.ones((8, 1))}, ValueError, "^y must have 1 dim"),
        ({"y": list("abcdefgh")}, TypeError, "^y must hold real numbers"),
        ({"test_size": 0}, ValueError, "test_size must leave no part empty"),
        ({"test_size": 0.9}, ValueError, "test_size must leave no part empty"),
        ({"test_size": 2}, ValueError, "test_size must be a number from 0 to 1"),
        ({"test_size": np.nan}, ValueError, "test_size must be a number from 0 to 1"),
        ({"test_size": "half"}, TypeError, "test_size must be a number from 0 to 1"),
        ({"seed": -1}, ValueError, "seed must be an integer from 0"),
        ({"seed": 2**32}, ValueError, "seed must be an integer from 0"),
        ({"seed": 0.5}, TypeError, "seed must be an integer from 0"),
    ],
)
def test_split_rejects_what_it_cannot_split(changes, error, message):
    arguments = dict(zip("Xy", rows(8), strict=False)) | changes
    with pytest.raises(error, match=message):
        train_test_split(**arguments)


# ---- the network


def test_network_recognises_held_out_digits_as_often_as_the_readme_says():
    split = train_test_split(*load_digits())
    right = n_correct(load_digit_network(), split.X_test, split.y_test)
    assert right / len(split.y_test) >= 0.96
    assert f"{right} of the {len(split.y_test)} held-out digits" in README


def test_network_recognises_training_digits_as_often_as_the_readme_says():
    split = train_test_split(*load_digits())
    right = n_correct(load_digit_network(), split.X_train, split.y_train)
    assert f"{right} of the {len(split.y_train)} it was trained on" in README


def test_splitting_in_file_order_is_as_much_harder_as_the_readme_says():
    X, y = load_digits()
    weights = make.train(X[:1347] / 16, y[:1347]).values()
    assert f"{n_correct(weights, X[1347:], y[1347:])} of its last 450" in README


# ---- the recipe


RECIPES = [pytest.param(n, marks=[its_release] * (n == "cooccurrence")) for n in make.FILES]


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_makes_what_is_shipped(name, capsys):
    assert make.main([name, "--check"]) == 0
    assert "as remade" in capsys.readouterr().out


@pytest.mark.parametrize("name", [RECIPES[0], RECIPES[1], RECIPES[3]])
def test_recipe_writes_the_very_bytes_that_are_shipped(name, copied_data, capsys):
    file = make.FILES[name][0]
    shipped = (copied_data / file).read_bytes()
    (copied_data / file).unlink()
    assert make.main([name]) == 0
    assert (copied_data / file).read_bytes() == shipped
    assert datasets.SHA256[file] in capsys.readouterr().out


def test_recipe_leaves_no_temporary_file(copied_data):
    before = sorted(copied_data.iterdir())
    make.main(["digits"])
    assert sorted(copied_data.iterdir()) == before


def test_check_fails_and_says_which_array_differs(monkeypatch, capsys):
    W1, *rest = load_digit_network()
    W1[3, 5] += 1e-5
    shipped = datasets.DigitNetwork(W1, *rest)
    entry = (*make.FILES["network"][:2], lambda: shipped, make.NETWORK_TOLERANCE)
    monkeypatch.setitem(make.FILES, "network", entry)
    assert make.main(["network", "--check"]) == 1
    assert "digit_network.npz: W1 differs by up to 1e-05" in capsys.readouterr().out


def test_check_of_a_damaged_file_fails_and_names_it(copied_data, capsys):
    (copied_data / "diabetes.npz").write_bytes(b"no archive")
    assert make.main(["diabetes", "--check"]) == 1
    assert "diabetes.npz is damaged" in capsys.readouterr().err


def test_recipe_without_scikit_learn_says_so_in_one_line(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    assert make.main(["digits", "--check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "digits.npz: scikit-learn is needed to make this file: install it first"
    ]


def test_recipe_of_the_counts_on_another_release_says_so_in_one_line(monkeypatch, capsys):
    import pydoc_data.topics

    monkeypatch.setattr(pydoc_data.topics, "topics", {"other": "text"})
    assert make.main(["cooccurrence", "--check"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "the topics of CPython 3.11.7 are needed" in line

import numpy as np
import pytest

from vipmg.cube.keys import record_keys, siphash

SECRET = bytes(range(16))


def test_the_published_vector_for_eight_bytes_is_met():
    message = int.from_bytes(bytes(range(8)), "little")
    hashed = siphash(np.array([message], dtype=np.uint64), SECRET)
    assert hashed.tobytes() == bytes.fromhex("6224939a79f5f593")


def test_a_key_does_not_depend_on_the_records_around_it():
    many = record_keys(np.arange(100_000, dtype=np.uint64), SECRET)
    one = record_keys(np.array([77_777], dtype=np.uint64), SECRET)
    assert many[77_777] == one[0]


def test_keys_are_spread_evenly_over_their_range():
    keys = record_keys(np.arange(1 << 18, dtype=np.uint64), SECRET)
    counts = np.bincount(keys >> 8, minlength=256)
    chi_square = float(((counts - 1024.0) ** 2 / 1024.0).sum())
    assert chi_square < 350  # 255 degrees of freedom: beyond 350 once in 30,000


def test_another_secret_gives_other_keys():
    ids = np.arange(1000, dtype=np.uint64)
    same = (record_keys(ids, SECRET) == record_keys(ids, bytes(16))).mean()
    assert same < 0.01


def test_a_secret_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        record_keys(np.arange(3, dtype=np.uint64), b"short")

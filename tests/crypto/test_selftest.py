"""The self-test passes here, quickly."""

import time

from crypto import selftest


def test_this_machine_computes_what_it_should() -> None:
    selftest.run()
    start = time.perf_counter()
    selftest.run()
    assert time.perf_counter() - start < 0.5

"""Settings that all tests share."""

from hypothesis import settings

# A slow machine is no fault of the code: how long things take is measured in tests/benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

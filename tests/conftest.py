"""For all tests: random examples are drawn without a time limit, since machines differ."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")

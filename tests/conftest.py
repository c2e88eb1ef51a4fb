"""For all tests: random examples are drawn without a time limit, since machines differ; in CI always the same ones."""

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")

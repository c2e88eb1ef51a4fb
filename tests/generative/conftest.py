"""Lets the generative tests draw on the small world of the law's examples."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "spec" / "indicators"))

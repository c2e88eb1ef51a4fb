from pathlib import Path

import pytest
from lake_samples import new_workspace

from phucvu.lake.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path)

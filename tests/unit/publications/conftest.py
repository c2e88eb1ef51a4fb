"""The drawn month, and its edition made once."""

import pytest
from drawn_month import small_month

from phucvu.publications.edition import Edition, make
from phucvu.publications.inputs import EditionInput


@pytest.fixture
def month() -> EditionInput:
    return small_month()


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make(small_month(), tmp_path_factory.mktemp("edition"), with_pdf=False)

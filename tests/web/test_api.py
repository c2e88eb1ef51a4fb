"""Programs read the API: every answer as OpenAPI describes it, whatever is asked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phucvu.web.office.models import Publication
from phucvu.web.wsgi import application
from web.conftest import EDITION

As = Callable[[str | None], Client]
EXAMPLES = 40  # of each operation


def test_the_api_describes_itself_without_another_host(site: Path, as_: As) -> None:
    described = as_(None).get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/editions",
        "/api/v1/editions/{edition_id}",
        "/api/v1/periods/{period}",
        "/api/v1/periods/{period}/ranking/{level}",
        "/api/v1/periods/{period}/agencies/{code}",
        "/api/v1/periods/{period}/criteria/{code}",
    }
    assert "http" not in str(described.get("servers", ""))


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The served application stays in the transaction of the test, as Django's own test client sees to."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


def test_any_question_gets_an_answer_of_the_schema(issued: Publication, public_on: None, one_connection: None) -> None:
    """schemathesis: no 5xx, no answer outside the schema, for what fits it and for what does not."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @given(
            case=operation.as_strategy() | operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
        )
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        def holds(case: Any) -> None:
            response = case.call()
            assert response.status_code < 500
            if response.status_code != 405:
                case.validate_response(response, checks=[schemathesis.checks.not_a_server_error, *_schema_checks()])

        holds()
        asked.append(operation.label)
    assert len(asked) == 6


def _schema_checks() -> list[Any]:
    from schemathesis.specs.openapi import checks

    return [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]


CODES = st.sampled_from(["H52", "H52.67", "H52.X01", "H52.99", "online.filed", "progress.on_time", "x"])


@pytest.mark.parametrize("address", ["agencies/{}", "criteria/{}"])
def test_real_codes_answer_too(issued: Publication, public_on: None, as_: As, address: str) -> None:
    """Random text rarely hits a real code; these do."""
    stranger = as_(None)

    @given(code=CODES)
    @settings(max_examples=20, deadline=None)
    def answers(code: str) -> None:
        response = stranger.get(f"/api/v1/periods/2023-05/{address.format(code)}")
        assert response.status_code in (200, 404)
        assert response.status_code == 404 or response.json()["facts"]["edition_id"] == EDITION

    answers()


def test_a_problem_is_told_in_words(issued: Publication, public_on: None, as_: As) -> None:
    response = as_(None).get("/api/v1/periods/khong-ro")
    assert response.status_code == 404
    assert response.json()["detail"]

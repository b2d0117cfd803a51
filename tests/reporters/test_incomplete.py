"""Every format says that a run could not ask for everything."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from linter.model import Incomplete, Report
from linter.reporters import rdjson, sarif
from linter.reporters import summary as markdown
from linter.reporters.formats import FORMATS, render
from linter.reporters.json import to_object
from linter.reporters.summary import Occasion
from tests.reporters.sample import REPORT, RULES
from tests.reporters.test_local_reporters import SCHEMA

MESSAGE = "Interrupted: 34 of 40 links were not checked."
INCOMPLETE = Incomplete("interrupted", MESSAGE)
NOTHING = ("Nothing to report", "No problems", "needs fixing", "is fixed")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("found", [True, False])
def test_render_says_that_a_run_is_incomplete(form: str, found: bool) -> None:
    report = REPORT if found else replace(REPORT, problems=())
    assert MESSAGE not in render(report, form, RULES)
    rendered = render(replace(report, incomplete=INCOMPLETE), form, RULES)
    assert rendered.count(MESSAGE) == 1
    assert not any(text in rendered for text in NOTHING)


@pytest.mark.parametrize("fixed", [True, False])
def test_the_summary_of_a_pull_request_does_not_call_an_incomplete_run_clean(fixed: bool) -> None:
    report = replace(REPORT, problems=(), incomplete=INCOMPLETE)
    rendered = markdown.render(report, occasion=Occasion(pull_request=True, fixed=fixed))
    assert MESSAGE in rendered
    assert not any(text in rendered for text in NOTHING)


def test_sarif_says_that_the_run_was_not_successful() -> None:
    log = json.loads(sarif.render(replace(REPORT, incomplete=INCOMPLETE), RULES))
    jsonschema.validate(log, json.loads(SCHEMA.read_text("utf-8")))
    invocation = log["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"


def test_json_says_why_by_the_schema() -> None:
    page = Path(__file__).parents[2] / "docs" / "listlint-report.schema.json"
    schema = json.loads(page.read_text("utf-8"))
    told = to_object(replace(REPORT, incomplete=INCOMPLETE))
    jsonschema.validate(told, schema)
    assert told["incomplete"] == {"cause": "interrupted", "message": MESSAGE}
    assert "incomplete" in schema["properties"]
    assert "incomplete" not in to_object(REPORT)


def test_rdjson_has_a_diagnostic_about_the_whole_file() -> None:
    result = json.loads(rdjson.render(replace(REPORT, incomplete=INCOMPLETE)))
    path = REPORT.documents[0].path
    whole = {"message": MESSAGE, "location": {"path": path}, "severity": "WARNING"}
    assert result["diagnostics"][0] == whole
    empty = json.loads(rdjson.render(Report(incomplete=INCOMPLETE)))
    assert len(empty["diagnostics"]) == 1

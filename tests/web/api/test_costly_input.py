"""Costly input over HTTP: refused in words and soon, while a good form is taken as before."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from service.actions.intake.drafts import save_draft
from service.actions.intake.validate import validate_submission
from service.domain.errors import MOST_FINDINGS, UnreadableError
from service.domain.reporting.draft import DOCUMENTS, FieldEdit
from service.readers.json import read_json
from tests.support.costly_files import with_cells, with_formats, with_merge, with_styles, with_texts
from tests.support.filings import raw, real_report
from tests.support.installation import OFFICER, PERIOD
from tests.support.web import Web, refused
from tests.support.workbooks import filled


@pytest.mark.parametrize(
    ("made", "status", "said"),
    [
        (lambda: with_formats("[" * 100_000), 422, "Excel chỉ cho tối đa 255"),
        (lambda: with_styles(70_000), 413, "có hơn 65.490 kiểu ô"),
        (lambda: with_texts(150_000), 413, "quá nhiều dữ liệu"),
        (lambda: with_cells(20_000), 413, "quá nhiều dữ liệu"),
    ],
    ids=["format", "styles", "texts", "cells"],
)
def test_a_costly_file_is_refused_and_a_good_one_taken(
    web: Web, made: Callable[[], bytes], status: int, said: str
) -> None:
    before = time.monotonic()
    assert said in refused(web.file_upload(made()), status)["detail"]
    assert time.monotonic() - before < 60
    assert web.file_upload(filled()).status_code == 202


def test_a_long_document_number_costs_nothing_to_check(web: Web) -> None:
    report = real_report()
    report["documents"] = [{**report["documents"][0], "number": f"{at}/" + "a" * 7_000 + " b"} for at in range(500)]
    submission = web.file_json(report).get_json()["id"]
    before = time.process_time()
    validate_submission(web.context, submission)
    assert time.process_time() - before < 3
    assert "length" in web.get(f"/submissions/{submission}").get_data(as_text=True)


def test_json_with_very_many_faults_keeps_no_other_request_waiting(web: Web) -> None:
    content = raw({**real_report(), "indicators": {f"k{number}": 1 for number in range(200_000)}})
    before = time.process_time()
    with pytest.raises(UnreadableError):
        read_json(content, web.context.catalogue.get)
    reading, before = time.process_time() - before, time.process_time()
    assert len(refused(web.file_json(content), 422)["errors"]) == MOST_FINDINGS
    assert time.process_time() - before < reading / 2, "it was read beside the other requests' threads"


def test_a_merge_beyond_the_form_is_filed_and_not_marked(web: Web) -> None:
    assert web.file_upload(with_merge("A1:XFD1048576")).status_code == 202


@pytest.mark.parametrize(
    "rows",
    [[["a", "", "", ""]] * 300_000, [["Quyết định", "1/" + "a" * 200_000 + " b", "", "x"]]],
    ids=["many", "long"],
)
def test_a_draft_takes_no_table_that_nobody_typed(web: Web, rows: list[list[str]]) -> None:
    change = FieldEdit(DOCUMENTS, json.dumps(rows), 0)
    with pytest.raises(UnreadableError, match="tối đa"):
        save_draft(web.context, OFFICER, PERIOD, "SGTVT", [change])

"""The real report, copied from paper into the form by a person in front of a browser."""

from __future__ import annotations

import json
from collections.abc import Collection

from service.domain.reporting.draft import DOCUMENTS
from tests.support.chromium import Person
from tests.support.consolidations import TEMPLATE
from tests.support.drafts import real_values

# Of a section that departments do not have.
ONLY_FOR_DISTRICTS = "narratives.II.5.a"


def copy_from_paper(person: Person, forgotten: Collection[str] = ()) -> None:
    """Put the real report in: a section's figures as a column of Excel, all others and the texts one by one, the
    documents as a table of Word."""
    values = real_values()
    column = [item.code for item in TEMPLATE.indicators_of("II.2")]
    lines = "\n".join(values.get(f"indicators.{code}", "") for code in column)
    person.paste(person.figure(column[0]), text=lines)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in json.loads(values[DOCUMENTS]))
    person.paste("[name='documents.0.kind']", html=f"<table>{rows}</table>")
    done = {f"indicators.{code}" for code in column} | {DOCUMENTS, "explanations.R06", ONLY_FOR_DISTRICTS}
    for path in values.keys() - done - set(forgotten):
        person.page.locator(f"[data-path='{path}']").fill(values[path])


def explain_the_rest(person: Person, words: str = "Đã rà soát, số liệu đúng.") -> None:
    """Explain every warning whose box stands open and empty."""
    for box in person.page.locator(".explain:not([hidden]) textarea").all():
        if not box.input_value():
            box.fill(words)


def hand_in(person: Person) -> None:
    """From the form over its review to the receipt, and until the report is found valid."""
    page = person.page
    page.get_by_role("button", name="Lưu, xem lại và nộp").click()
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.get_by_role("button", name="Xác nhận, thực hiện").click()
    page.wait_for_url("**/bien-nhan/*")

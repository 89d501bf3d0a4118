"""The form in which a unit writes its report."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.drafts import Saved, copy_previous, save_draft
from service.actions.intake.form_state import FormState, open_draft
from service.actions.review.figure_threads import steps_by_indicator
from service.domain.errors import UnreadableError, message
from service.domain.reporting.draft import FieldEdit
from service.readers.form import filled_rows
from service.web.api.requests import saved_body
from service.web.auth.access import UNITS, allow
from service.web.auth.bodies import Body, takes
from service.web.auth.sessions import is_unattended
from service.web.request_context import caller, context, own_agency
from service.web.ui import report_form as form_view
from service.web.ui.form_data import typed_changes
from service.web.ui.form_words import row_words
from service.web.ui.hand_over import hand_over
from service.web.ui.i18n import _
from service.web.ui.time_left import time_owed

pages = Blueprint("form", __name__, url_prefix="/bao-cao/<period>")
MOST_CHANGES = 2000


@pages.get("/nhap")
@allow(UNITS)
def show(period: str) -> str:
    """The form with the draft in it."""
    return _page(open_draft(context(), caller(), period, own_agency()))


@pages.post("/nhap")
@allow(UNITS)
@takes(Body.REPORT)
def save(period: str) -> str | Response | tuple[str, int]:
    """Save the whole page, as a browser without scripts does."""
    form_state = open_draft(context(), caller(), period, own_agency())
    changes = typed_changes(request.form, form_state.draft, form_state.terms.template.tables)
    saved = save_draft(context(), caller(), period, own_agency(), changes)
    if saved.clashes:
        return clashes_page(period, saved), 409
    onward = request.form.get("onward", "")
    if onward.startswith("copy:"):
        copy_previous(context(), caller(), period, own_agency(), onward.removeprefix("copy:"))
        return redirect(url_for(".show", period=period, _anchor=form_view.anchor(onward.removeprefix("copy:"))))
    flash(_("Đã lưu bản nháp."), "success")
    return redirect(url_for("review.show" if onward == "review" else ".show", period=period))


@pages.post("/luu")
@allow(UNITS)
@takes(Body.REPORT)
def autosave(period: str) -> dict[str, Any]:
    """Save what was typed since the last time, and tell what others wrote."""
    changes, seen = _changes()
    # A page that only looks for what others wrote begins no draft.
    is_looking = is_unattended() and not changes
    saved = None if is_looking else save_draft(context(), caller(), period, own_agency(), changes)
    form_state = open_draft(context(), caller(), period, own_agency())
    return form_view.saved(form_state, saved or Saved(form_state.draft, ()), seen, {change.path for change in changes})


def clashes_page(period: str, saved: Saved) -> str:
    """What somebody else wrote meanwhile beside what was to be saved, to be chosen from."""
    form_state = open_draft(context(), caller(), period, own_agency())
    return render_template("form/clashes.html", form_state=form_state, clashes=saved.clashes, filled_rows=filled_rows)


def _page(form_state: FormState) -> str:
    return render_template(
        "form/form.html",
        form_state=form_state,
        blocks=form_view.blocks(form_state),
        contents=form_view.contents(form_state),
        words=row_words(form_state.previous_title, form_state.last_year_title),
        may_file=form_state.may_file(caller().role),
        documents=form_view.documents(form_state),
        place_of=form_view.place_of,
        browser=json.dumps(form_view.browser(form_state), ensure_ascii=False).replace("<", "\\u003c"),
        left=time_owed(form_state, context().clock.now()),
        anchor=form_view.anchor,
        person_role=caller().role,
        hand_over=hand_over(form_state),
        questions=steps_by_indicator(context(), form_state.terms.period.code, form_state.agency.code),
    )


def _changes() -> tuple[list[FieldEdit], int]:
    """The changes in a saving; raises UnreadableError where a script of ours did not write it."""
    try:
        body = saved_body()
        changes = [
            FieldEdit(
                _text(item["path"]), _text(item["value"]), int(item["base"]), is_copied=item.get("copied") is True
            )
            for item in body["changes"][:MOST_CHANGES]
        ]
        return changes, int(body["seen"])
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UnreadableError(message("Không đọc được nội dung cần lưu: tải lại trang.")) from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value

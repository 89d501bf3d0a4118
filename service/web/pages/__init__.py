"""The pages for people, a file a subject."""

from service.web.pages import (
    administration,
    calendar,
    confirmation,
    containment,
    evidence,
    figure_threads,
    files,
    form,
    front,
    help,
    letters,
    notices,
    personal_data,
    profile,
    province,
    reports,
    review,
    sign_in,
    single_sign_on,
    unsubscribe,
)

BLUEPRINTS = (
    front.pages,
    help.pages,
    sign_in.pages,
    letters.pages,
    single_sign_on.pages,
    profile.pages,
    personal_data.pages,
    unsubscribe.pages,
    notices.pages,
    reports.pages,
    calendar.pages,
    form.pages,
    review.pages,
    files.pages,
    confirmation.pages,
    containment.pages,
    evidence.pages,
    figure_threads.pages,
    *administration.BLUEPRINTS,
    *province.BLUEPRINTS,
)

__all__ = ["BLUEPRINTS"]

"""The pages for people, a file a subject."""

from service.web.pages import (
    administration,
    files,
    form,
    front,
    letters,
    profile,
    province,
    reports,
    review,
    sign_in,
    single_sign_on,
)

BLUEPRINTS = (
    front.pages,
    sign_in.pages,
    letters.pages,
    single_sign_on.pages,
    profile.pages,
    reports.pages,
    form.pages,
    review.pages,
    files.pages,
    *administration.BLUEPRINTS,
    *province.BLUEPRINTS,
)

__all__ = ["BLUEPRINTS"]

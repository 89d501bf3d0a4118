"""Home Affairs' pages: the board, filings, the consolidation, workbooks, activity."""

from service.web.pages.province import activity, board, bulk, consolidation, review, verification, workbooks

BLUEPRINTS = (
    board.pages,
    review.pages,
    consolidation.pages,
    workbooks.pages,
    bulk.pages,
    activity.pages,
    verification.pages,
)

__all__ = ["BLUEPRINTS"]

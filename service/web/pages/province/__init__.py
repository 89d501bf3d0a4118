"""Home Affairs' pages: the board, filings, the consolidation, workbooks, closing, reminders, activity."""

from service.web.pages.province import (
    activity,
    adjustments,
    board,
    bulk,
    claims,
    closing,
    consolidation,
    editions,
    on_behalf,
    overlaps,
    ranking,
    reminding,
    review,
    verification,
    workbooks,
)

BLUEPRINTS = (
    board.pages,
    review.pages,
    claims.pages,
    adjustments.pages,
    consolidation.pages,
    overlaps.pages,
    on_behalf.pages,
    workbooks.pages,
    editions.pages,
    ranking.pages,
    closing.pages,
    bulk.pages,
    reminding.pages,
    activity.pages,
    verification.pages,
)

__all__ = ["BLUEPRINTS"]

"""The schemas of what stands before a closing, and of published results."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Boolean, Date, DateTime, Integer, List, Nested, Raw, String

from service.domain.consolidation.closing import ClosingCheck
from service.domain.consolidation.closing_request import ClosingRequestState
from service.domain.organization.access import Role


class WaiverOut(Schema):
    """Why a check need not be clear."""

    reason = String()
    by = String()
    at = DateTime()


class ClosingEntryOut(Schema):
    """One thing that is open."""

    said = String()
    submission = String(allow_none=True)
    indicator = String(allow_none=True)


class ClosingItemOut(Schema):
    """A check with what is open of it."""

    check = String(metadata={"enum": [check.value for check in ClosingCheck]})
    title = String()
    count = Integer()
    required = Boolean(metadata={"description": "Phải xong, hoặc được bỏ qua kèm lý do, trước khi lãnh đạo duyệt"})
    blocking = Boolean()
    waiver = Nested(WaiverOut, allow_none=True)
    entries = List(Nested(ClosingEntryOut))


class ClosingTaskOut(Schema):
    """A task of the province's own."""

    task = String()
    title = String()
    owner = String(metadata={"enum": [role.value for role in Role]})
    due = Date()
    after = List(String())
    required = Boolean()
    done_by = String(allow_none=True)
    done_at = DateTime(allow_none=True)


class ClosingRequestOut(Schema):
    """What was put before the leader of Home Affairs."""

    state = String(metadata={"enum": [state.value for state in ClosingRequestState]})
    correction = Boolean()
    reason = String()
    requested_by = String()
    requested_at = DateTime()
    ended_by = String(allow_none=True)
    ended_at = DateTime(allow_none=True)
    remarks = String()


class PublicationOut(Schema):
    """That an edition was published."""

    edition = Integer()
    by = String()
    at = DateTime()


class ClosingOut(Schema):
    """What stands before a closing."""

    period = String()
    closed = Boolean()
    needs_approval = Boolean()
    cleared = Boolean(metadata={"description": "Được khóa kỳ, hoặc lập ấn bản điều chỉnh, như tình trạng này"})
    settled = Integer()
    needed = Integer()
    checks = List(Nested(ClosingItemOut))
    tasks = List(Nested(ClosingTaskOut))
    request = Nested(ClosingRequestOut, allow_none=True)
    moved = List(String(), metadata={"description": "Đã thay đổi từ khi trình hoặc duyệt"})
    publications = List(Nested(PublicationOut))


class PublishedFigureOut(Schema):
    """A total of the province's beside the agency's own figure."""

    indicator = String()
    value = Raw(allow_none=True)
    contributing = Integer()
    own = Raw(allow_none=True)


class RankOut(Schema):
    """The agency's place among those of its kind; the highest is first, equal ones share a place."""

    indicator = String()
    value = Raw()
    place = Integer()
    of = Integer()


class CorrectedFigureOut(Schema):
    """A figure of the agency's that was corrected since the edition published before."""

    indicator = String()
    before = Raw(allow_none=True)
    after = Raw(allow_none=True)


class ResultsOut(Schema):
    """What was published last."""

    period = String()
    edition = Integer()
    fingerprint = String()
    published_at = DateTime()
    agency = String(allow_none=True)
    counted = Boolean(metadata={"description": "Có số liệu của đơn vị"})
    indicators = List(Nested(PublishedFigureOut))
    ranks = List(Nested(RankOut))
    corrected = List(Nested(CorrectedFigureOut))

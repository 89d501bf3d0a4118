"""The pages of the help, for whom each is, and which one is about the page that somebody looks at."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from service.web.ui.i18n import _


@dataclass(frozen=True)
class HelpTopic:
    """A page of the help; `blueprints` are the pages that it is about."""

    name: str
    title: str
    reader: str
    blueprints: frozenset[str]


def topics() -> tuple[HelpTopic, ...]:
    """All of them, in the order of the work."""
    return (
        HelpTopic("nhap-bao-cao", _("Nhập báo cáo trên biểu mẫu"), _("cán bộ báo cáo"), frozenset({"form"})),
        HelpTopic(
            "tep-excel", _("Nộp bằng tệp Excel, đọc báo cáo Word, PDF"), _("cán bộ báo cáo"),
            frozenset({"files", "confirmation", "evidence", "exports"}),
        ),
        HelpTopic(
            "trinh-va-nop", _("Trình, duyệt và nộp báo cáo"), _("cán bộ và lãnh đạo đơn vị"),
            frozenset({"review", "reports", "letters", "calendar"}),
        ),
        HelpTopic(
            "tiep-nhan", _("Theo dõi, tiếp nhận và trả lại báo cáo"), _("Sở Nội vụ"),
            frozenset({"board", "bulk", "province_review", "claims", "ranking", "reminding", "activity"}),
        ),
        HelpTopic(
            "khoa-ky", _("Tổng hợp và khóa kỳ"), _("Sở Nội vụ"),
            frozenset({
                "consolidation", "workbooks", "verification", "periods", "unit_terms", "days_off", "closing",
                "editions",
            }),
        ),
        HelpTopic(
            "quan-tri", _("Quản trị hệ thống"), _("quản trị viên"),
            frozenset({"people", "units", "reorganisation", "tokens", "mailbox"}),
        ),
    )  # fmt: skip


def topic_of(name: str) -> HelpTopic | None:
    """The page of that name."""
    return next((topic for topic in topics() if topic.name == name), None)


def topic_here() -> HelpTopic | None:
    """The page about what is shown now, None where there is none of its own."""
    return next((topic for topic in topics() if request.blueprint in topic.blueprints), None)

"""What the form and its script say, looked up once a page."""

from __future__ import annotations

from service.domain.reporting.indicator import TimeFrame
from service.web.ui.i18n import _, translate


def script_words() -> dict[str, str]:
    """What the page's script says."""
    return _saving_words() | _checking_words() | _clash_words() | _pasting_words()


def _saving_words() -> dict[str, str]:
    return {
        "waiting": _("Chưa lưu, sẽ tự lưu ngay"),
        "saving": _("Đang lưu…"),
        "saved": _("Đã lưu lúc {time}"),
        "offline": _("Mất kết nối – giữ tạm trên máy này"),
        "putOff": _("Chưa lưu được – giữ tạm trên máy này, tự gửi lại sau {seconds} giây"),
        "unkept": _("Trình duyệt không còn chỗ để giữ tạm: giữ trang này mở cho đến khi báo đã lưu."),
        "expired": _("Phiên làm việc đã hết: nội dung được giữ tạm trên máy này và tự lưu sau khi đăng nhập lại."),
        "signIn": _("Đăng nhập lại (mở thẻ mới)"),
        "restored": _("Đã khôi phục nội dung gõ lúc mất kết nối."),
        "undo": _("Hoàn tác"),
        "undone": _("Đã hoàn tác."),
        "redone": _("Đã làm lại."),
        "nothingToUndo": _("Không có gì để hoàn tác."),
        "nothingToRedo": _("Không có gì để làm lại."),
        "notUndone": _("{count} ô không hoàn tác được vì đã được sửa ở nơi khác."),
        "close": _("Đóng"),
        "remove": _("Xóa dòng {row}"),
    }


def _checking_words() -> dict[str, str]:
    return {
        "notNumber": _("«{text}» không phải là số. Ghi số theo cách 1.174 hoặc 4.135,9; ghi 0 nếu không phát sinh."),
        "dotted": _("Chưa rõ số «{text}»: có phải là {guess}? Dấu phẩy ngăn phần thập phân, dấu chấm ngăn hàng nghìn."),
        "blank": _("bỏ trống"),
        "notApplicable": _("không áp dụng"),
        "nothingToMend": _("Chưa thấy điểm nào cần xem lại."),
        "missing": _("Còn {count} ô bắt buộc chưa có."),
        "count_missing": _("Còn {count} ô"),
        "count_error": _("{count} lỗi"),
        "count_warning": _("{count} cảnh báo"),
        "unseen": _("Lỗi ở ô đã khuất khỏi màn hình:"),
        "seeAt": _("Xem ở {number}"),
        "error": _("Lỗi"),
        "warning": _("Cảnh báo"),
        "given": _("{given}/{asked} số liệu"),
        "owed": _("còn {owed} mục chưa có nội dung"),
    }


def _clash_words() -> dict[str, str]:
    return {
        "clash": _("Có {count} ô được sửa ở hai nơi, chưa lưu: chọn nội dung giữ lại."),
        "goToClash": _("Đến ô đó"),
        "clashHere": _("Ô này được sửa ở hai nơi"),
        "clashOther": _("{who} cũng sửa ô này ({time}) thành:"),
        "clashOwn": _("Cửa sổ khác của đồng chí cũng sửa ô này ({time}) thành:"),
        "news": _("{who} vừa sửa lúc {time}"),
        "newsOwn": _("Cửa sổ khác của đồng chí vừa sửa lúc {time}"),
        "otherWindow": _(
            "Biểu mẫu này cũng đang mở ở cửa sổ khác của đồng chí; nội dung lưu ở cửa sổ kia tự hiện ở cửa sổ này."
        ),
        "keepTheirs": _("Giữ của {who}"),
        "keepOtherWindow": _("Giữ bản ở cửa sổ kia"),
        "keepMine": _("Giữ bản đang nhập"),
        "keepBoth": _("Giữ cả hai"),
        "empty": _("(trống)"),
    }


def _pasting_words() -> dict[str, str]:
    return {
        "pasted": _("Đã dán {count} giá trị."),
        "notPlaced": _("{count} giá trị chưa có chỗ:"),
        "rowsPasted": _("Đã thêm {count} dòng từ nội dung dán."),
        "rowsUnfit": _(
            "Chưa dán gì: nội dung có {count} cột, chưa rõ là những cột nào của bảng. Chép cả bảng, hoặc từng nhóm cột "
            "liền nhau không có cột tổng số, rồi dán vào ô đầu của nhóm."
        ),
        "documentsPasted": _("Đã thêm {count} văn bản từ nội dung dán."),
        "wouldPaste": _("{count} ô sẽ được ghi, trong đó {filled} ô đang có nội dung khác; {same} ô đã đúng như vậy."),
        "onlyBefore": _("Cột vừa dán là số liệu kỳ trước: chưa dán gì vào kỳ này."),
        "noFigures": _("Không thấy cột số liệu kỳ này trong nội dung vừa dán: chưa dán gì."),
        "note": _("Ghi chú"),
        "unread": _("không phải là số"),
        "computed": _("hệ thống tự tính"),
        "exempt": _("không áp dụng cho đơn vị"),
        "noRow": _("không còn dòng ở dưới"),
        "unknown": _("không có chỉ tiêu này trên biểu mẫu"),
        "twice": _("chỉ tiêu này đã có ở dòng trên"),
        "tooLong": _("quá dài so với ô"),
    }


def previous_head(title: str) -> str:
    """What stands above the figures of the period before, which is named where there is a report of it."""
    return _("Kỳ trước (%(period)s)", period=title) if title else _("Kỳ trước")


def row_words(previous: str, last_year: str) -> dict[str, str]:
    """What the rows of figures say, looked up once a page; the titles are those of the periods compared with."""
    return {
        "must": _("bắt buộc"),
        "home": _("Sở Nội vụ:"),
        "leader": _("Lãnh đạo:"),
        "before": previous_head(previous),
        "last_year": _("Cùng kỳ năm trước"),
        "last_year_head": _("Cùng kỳ năm trước (%(period)s)", period=last_year) if last_year else "",
        "now": _("Kỳ này"),
        "computed": _("hệ thống tự tính"),
        "exempt": _("không áp dụng cho đơn vị"),
        "spared": _("{name}: không áp dụng"),
        "not_applicable": _("Không áp dụng"),
        "note": _("Ghi chú"),
        "note_on": _("Ghi chú: {name}"),
        "about": _("Giải thích"),
        "unsettled": _("cần xác nhận"),
        "target": _("mục tiêu năm"),
        "handed_over": _("Số bàn giao theo báo cáo gần nhất của đơn vị và các đơn vị đã nhận:"),
        "formula": _("Cách tính:"),
        "source": _("Nguồn:"),
        "example": _("Ví dụ:"),
        **{frame.value: translate(frame.label) for frame in TimeFrame},
    }

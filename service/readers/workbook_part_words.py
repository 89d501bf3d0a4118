"""What was done to the parts of a workbook beside its cells, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.domain.errors import Message, message
from service.readers.workbook_structure import Feature, PartKind

_ADDED: Mapping[PartKind, Message] = {
    PartKind.HIDDEN_SHEET: message("trang tính bị ẩn"),
    PartKind.HIDDEN_COLUMN: message("cột {place} bị ẩn"),
    PartKind.NAME: message("tên «{place}» được thêm: {text}"),
    PartKind.CHART: message("biểu đồ «{place}» được thêm"),
    PartKind.DRAWING: message("hình hoặc khung chữ được thêm: {text}"),
    PartKind.COMMENT: message("ghi chú được thêm ở ô {place}: {text}"),
    PartKind.VALIDATION: message("kiểm tra dữ liệu được thêm ở {place}"),
    PartKind.CONDITION: message("định dạng có điều kiện được thêm ở {place}"),
    PartKind.MERGE: message("các ô {place} được gộp"),
    PartKind.EXTERNAL: message("liên kết đến tệp khác: {place}"),
    PartKind.LINK: message("liên kết được thêm ở ô {place}: {text}"),
    PartKind.OTHER: message("thành phần lạ được thêm: {place}"),
    PartKind.PRINT_AREA: message("vùng in được đặt, phần còn lại không in ra: {text}"),
    PartKind.PRINT_TITLES: message("dòng, cột lặp lại khi in được đặt: {text}"),
    PartKind.HEADER: message("đầu trang in được thêm: «{text}»"),
    PartKind.FOOTER: message("chân trang in được thêm: «{text}»"),
    PartKind.PROPERTY: message("thuộc tính «{place}» của tệp được thêm: «{text}»"),
}
_REMOVED: Mapping[PartKind, Message] = {
    PartKind.NAME: message("tên «{place}» bị xóa: {text}"),
    PartKind.CHART: message("biểu đồ «{place}» bị xóa"),
    PartKind.DRAWING: message("hình hoặc khung chữ bị xóa"),
    PartKind.COMMENT: message("ghi chú bị xóa ở ô {place}"),
    PartKind.VALIDATION: message("kiểm tra dữ liệu bị xóa ở {place}"),
    PartKind.CONDITION: message("định dạng có điều kiện bị xóa ở {place}"),
    PartKind.MERGE: message("các ô {place} không còn được gộp"),
    PartKind.PRINT_AREA: message("vùng in bị xóa: {text}"),
    PartKind.PRINT_TITLES: message("dòng, cột lặp lại khi in bị xóa: {text}"),
    PartKind.HEADER: message("đầu trang in bị xóa: «{text}»"),
    PartKind.FOOTER: message("chân trang in bị xóa: «{text}»"),
}
# Of those there is one at a place, so that what went and what came there are one change.
_CHANGED: Mapping[PartKind, Message] = {
    PartKind.NAME: message("tên «{place}» bị đổi từ {was} thành {text}"),
    PartKind.COMMENT: message("ghi chú ở ô {place} bị đổi thành: {text}"),
    PartKind.VALIDATION: message("kiểm tra dữ liệu ở {place} bị đổi"),
    PartKind.CONDITION: message("định dạng có điều kiện ở {place} bị đổi"),
    PartKind.LINK: message("liên kết ở ô {place} bị đổi từ «{was}» thành «{text}»"),
    PartKind.PRINT_AREA: message("vùng in bị đổi từ {was} thành {text}, phần còn lại không in ra"),
    PartKind.PRINT_TITLES: message("dòng, cột lặp lại khi in bị đổi từ {was} thành {text}"),
    PartKind.HEADER: message("đầu trang in bị đổi từ «{was}» thành «{text}»"),
    PartKind.FOOTER: message("chân trang in bị đổi từ «{was}» thành «{text}»"),
    PartKind.PROPERTY: message("thuộc tính «{place}» của tệp bị đổi từ «{was}» thành «{text}»"),
}
_PROPERTIES: Mapping[str, Message] = {
    "title": message("Tiêu đề"),
    "subject": message("Chủ đề"),
    "creator": message("Tác giả"),
    "keywords": message("Từ khóa"),
    "description": message("Chú thích"),
    "category": message("Thể loại"),
    "contentStatus": message("Trạng thái"),
    "Company": message("Cơ quan"),
    "Manager": message("Người quản lý"),
}
_PARTS: Mapping[str, Message] = {
    "image": message("ảnh nền của trang tính"),
    "oleObject": message("tệp nhúng"),
    "package": message("tệp nhúng"),
    "queryTable": message("bảng lấy dữ liệu từ nguồn ngoài"),
    "pivotTable": message("bảng PivotTable"),
    "vbaProject": message("macro"),
    "control": message("nút điều khiển"),
    "ctrlProp": message("nút điều khiển"),
}
_KINDS: Mapping[str, Message] = {
    "barChart": message("cột"),
    "bar3DChart": message("cột"),
    "lineChart": message("đường"),
    "line3DChart": message("đường"),
    "pieChart": message("tròn"),
    "pie3DChart": message("tròn"),
    "doughnutChart": message("vành khuyên"),
    "areaChart": message("vùng"),
    "scatterChart": message("điểm"),
    "radarChart": message("mạng nhện"),
}
_RETITLED = message("tiêu đề biểu đồ bị đổi từ «{was}» thành «{title}»")
_REDRAWN = message("biểu đồ «{title}» bị đổi từ kiểu {was} sang kiểu {kind}")
_OF_OTHER_CELLS = message("biểu đồ «{title}» lấy số liệu từ {places} thay cho {was}")
_TYPED = message("biểu đồ «{title}» có {count} dãy số gõ tay, không lấy từ ô nào")
_UNTITLED = message("không có tiêu đề")
# What a part's place is called.
_NAMES: Mapping[PartKind, Mapping[str, Message]] = {
    PartKind.PROPERTY: _PROPERTIES,
    PartKind.OTHER: _PARTS,
    PartKind.CHART: {"": _UNTITLED},
}
# A program may leave these as they are or not, and what was shown is shown still.
_MAY_GO = frozenset(
    {
        PartKind.HIDDEN_SHEET,
        PartKind.HIDDEN_ROW,
        PartKind.HIDDEN_COLUMN,
        PartKind.PROPERTY,
        PartKind.LINK,
        PartKind.OTHER,
        PartKind.EXTERNAL,
    }
)


def part_changes(gone: Sequence[Feature], new: Sequence[Feature]) -> Iterator[tuple[Feature, Message]]:
    """What was done, with the part that it was done to: changed ones first, then those that are gone, and new ones."""
    left = list(gone)
    came: list[Feature] = []
    pairs: list[tuple[Feature, Feature]] = []
    for feature in new:
        before = _before(feature, left)
        if before is None:
            came.append(feature)
        else:
            left.remove(before)
            pairs.append((before, feature))
    for before, feature in pairs:
        for said in _chart_words(before, feature) if feature.thing is PartKind.CHART else [_changed(before, feature)]:
            yield feature, said
    yield from (
        (feature, _filled(_REMOVED[feature.thing], feature)) for feature in left if feature.thing not in _MAY_GO
    )
    yield from ((feature, _filled(_ADDED[feature.thing], feature)) for feature in came)


def _before(feature: Feature, gone: Sequence[Feature]) -> Feature | None:
    """What the part was before: the one of its place, or of charts the one that draws the same."""
    if feature.thing is not PartKind.CHART and feature.thing not in _CHANGED:
        return None
    there = [item for item in gone if (item.thing, item.sheet) == (feature.thing, feature.sheet)]
    at_its_place = [item for item in there if item.place == feature.place]
    drawing_the_same = [item for item in there if feature.thing is PartKind.CHART and item.text == feature.text]
    return next(iter([*at_its_place, *drawing_the_same]), None)


def _changed(before: Feature, feature: Feature) -> Message:
    return _filled(_CHANGED[feature.thing], feature, was=before.text)


def _filled(words: Message, feature: Feature, **more: str | Message) -> Message:
    place: str | Message = _NAMES.get(feature.thing, {}).get(feature.place, feature.place)
    return Message(words.text, {"place": place, "text": feature.text, **more})


def _chart_words(before: Feature, feature: Feature) -> Iterator[Message]:
    """What was done to a chart: each of its title, kind, cells and typed numbers that differs."""
    title: str | Message = feature.place or _UNTITLED
    if before.place != feature.place:
        yield Message(_RETITLED.text, {"was": before.place or _UNTITLED, "title": title})
    (kind, places, typed), (now, there, count) = before.text.split("\n"), feature.text.split("\n")
    if kind != now:
        yield Message(_REDRAWN.text, {"title": title, "was": _KINDS.get(kind, kind), "kind": _KINDS.get(now, now)})
    if places != there:
        old, new = places.split(", "), there.split(", ")
        lost = ", ".join(dict.fromkeys(place for place in old if place not in new)) or places
        got = ", ".join(dict.fromkeys(place for place in new if place not in old)) or there
        yield Message(_OF_OTHER_CELLS.text, {"title": title, "places": got, "was": lost})
    if typed != count:
        yield Message(_TYPED.text, {"title": title, "count": count})

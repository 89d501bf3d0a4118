"""What a report says of itself: of which period, by which unit, under which number, from which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from service.domain.notation.text import without_diacritics
from service.domain.notation.tokens import Token, spelled, tokenize
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reading.document import Block, BlockKind, ReportDocument
from service.domain.reading.times import find_spans
from service.domain.reporting.period import PeriodKind, Schedule, Window

_OTHER_KINDS = (
    "KẾ HOẠCH", "QUYẾT ĐỊNH", "TỜ TRÌNH", "THÔNG BÁO", "GIẤY MỜI", "BIÊN BẢN", "NGHỊ QUYẾT", "CHỈ THỊ", "HƯỚNG DẪN",
    "CHƯƠNG TRÌNH", "ĐỀ ÁN", "CÔNG VĂN", "QUY CHẾ", "PHƯƠNG ÁN", "HỢP ĐỒNG",
)  # fmt: skip
_HEAD_LINES = 15
_TITLE_LINES, _LONG_LINE = 6, 160
_OPENING = 25  # blocks among which a report says what it is
_OWN_NUMBER = re.compile(r"Số\s?:?\s?(\d{0,6}[a-zđ]?)\s?/\s?(BC[-–]?[A-ZĐ][A-ZĐa-z0-9&.–-]{0,20})")
_SIGNED = re.compile(r"ngày\s{1,3}(\d{1,2})\s{1,3}tháng\s{1,3}(\d{1,2})\s{1,3}năm\s{1,3}((?:19|20)\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COMMUNE = re.compile(r"(?:UBND|NHÂN DÂN) (XÃ|PHƯỜNG) ([A-ZÀ-ỸĐ]{1,12}(?: (?!CỘNG|Độc|Số)[A-ZÀ-ỸĐ]{1,12}){0,3})(?= |$)")
_UNIT = re.compile(
    r"\b((?:SỞ|VĂN PHÒNG|THANH TRA|BAN QUẢN LÝ|(?:UBND|ỦY BAN NHÂN DÂN) (?:HUYỆN|THỊ XÃ|THÀNH PHỐ|XÃ|PHƯỜNG))"
    r"(?: (?!CỘNG|BÁO|TỈNH)[A-ZÀ-ỸĐ]{1,12},?| -){1,9})"
)
_LETTERHEAD = 400
_SHORTEST_MARK = 3
_JOINTS = frozenset({"-", ","})
_MOTTO = re.compile(
    r"cộng\s{1,3}h(?:òa|oà)\s{1,3}xã\s{1,3}hội\s{1,3}chủ\s{1,3}nghĩa\s{1,3}việt\s{1,3}nam"
    r"|độc\s{1,3}lập\s{0,3}[-–]\s{0,3}tự\s{1,3}do\s{0,3}[-–]\s{0,3}hạnh\s{1,3}phúc",
    re.IGNORECASE,
)
_ROMAN = {"iv": "4", "iii": "3", "ii": "2", "i": "1"}
_NUMBERS = {"sáu": "6", "chín": "9", "ba": "3", "mười_hai": "12"}
_KINDS = (
    (AgencyKind.XA, re.compile(r"\b(?:ubnd|uy ban nhan dan) (?:xa|phuong|thi tran|dac khu)\b")),
    (AgencyKind.HUYEN, re.compile(r"\b(?:ubnd|uy ban nhan dan) (?:huyen|thi xa|thanh pho)\b")),
)  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """What is known of a report from its opening; empty or None where it does not say."""

    period: str = ""
    agency: str = ""
    kind: AgencyKind | None = None
    number: str = ""
    symbol: str = ""
    signed: date | None = None
    window: Window | None = None
    name: str = ""
    title: str = ""
    other_kind: str = ""
    unit: str = ""

    @property
    def unit_bare(self) -> str:
        """The unit's name without the words for its committee: «HUYỆN ÂN THI»."""
        return self.unit.removeprefix("UBND ").removeprefix("ỦY BAN NHÂN DÂN ")

    @property
    def guessed_agency(self) -> str:
        """A code for a unit that is in no list: the mark of its documents, or a commune's name."""
        return self.name or self.issuer

    @property
    def issuer(self) -> str:
        """How the unit's own documents are marked: SGTVT of BC-SGTVT."""
        return self.symbol.partition("-")[2].replace("–", "-")


def identify(document: ReportDocument, schedule: Schedule, agencies: Iterable[Agency] = ()) -> Identity:
    """What a report says of itself."""
    opening = _opening(document)
    text = _MOTTO.sub("", "\n".join(opening))
    numbered = _OWN_NUMBER.search(text)
    number = f"{numbered[1]}/{numbered[2]}" if numbered and numbered[1] else ""
    symbol = numbered[2].replace("–", "-") if numbered else ""
    signed = _signed(text)
    period = _period(opening, schedule, signed)
    kind = _kind_of(text)
    window = _window(opening, schedule, period)
    last = window.last if window is not None else None
    agency = _agency(text, symbol.partition("-")[2], kind, agencies, last)
    return Identity(
        period,
        agency.code if agency else "",
        agency.kind if agency else kind,
        number,
        symbol,
        signed,
        window,
        _commune(text),
        _title_of(opening),
        _other_kind(opening),
        _unit_of(text),
    )


def _other_kind(opening: Sequence[str]) -> str:
    """What a document calls itself where it is no report: «Kế hoạch», «Giấy mời»; empty where it is one."""
    for line in opening[:_HEAD_LINES]:
        bare = " ".join(line.split())
        if bare.lower().startswith("báo cáo"):
            return ""
        kind = next((kind for kind in _OTHER_KINDS if bare.upper() == bare and bare.startswith(kind)), "")
        if kind:
            return kind.capitalize()
    return ""


def _opening(document: ReportDocument) -> list[str]:
    blocks: Sequence[Block] = [
        b for b in document.blocks if b.kind not in {BlockKind.PAGE_HEADER, BlockKind.PAGE_FOOTER}
    ]
    return [line for block in blocks[:_OPENING] for line in block.text.split("\n")]


def _signed(text: str) -> date | None:
    found = _SIGNED.search(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _period(opening: Sequence[str], schedule: Schedule, signed: date | None) -> str:
    """The code of the period that the title names: its words, and the year after them."""
    for text in (_title_of(opening), " ".join(line for line in opening if "báo cáo" in line.lower())):
        words = " ".join(_plain(token) for token in tokenize(text))
        placed = [(_first(words, _title(kind.title)), -len(_title(kind.title)), kind) for kind in schedule.kinds]
        placed += [(_months_named(words, kind), 0, kind) for kind in schedule.kinds]
        for position, _, kind in sorted((item for item in placed if item[0] >= 0), key=lambda item: item[:2]):
            stated = _YEAR.search(words, position)
            year = int(stated[0]) if stated else (signed.year if signed else None)
            if year is not None:
                return schedule.code(year, kind)
    return ""


def _months_named(words: str, kind: PeriodKind) -> int:
    """Where a text counts the months up to the end of a period: «9 tháng đầu năm»; -1 where it does not."""
    if kind.is_monthly or kind.is_ad_hoc or kind.last.year:
        return -1
    found = re.search(rf"(?<![\d/]){kind.last.month} tháng (?:đầu |năm |/ ?20|20)", f"{words} ")
    return found.start() if found is not None and not _is_other(words, found.start()) else -1


def _title_of(opening: Sequence[str]) -> str:
    """The lines of the title: from «BÁO CÁO» up to whom it is for, or to the first long line."""
    start = next((i for i, line in enumerate(opening) if line.strip().lower().startswith("báo cáo")), None)
    if start is None:
        return ""
    lines = [opening[start]]
    for line in opening[start + 1 : start + _TITLE_LINES]:
        lines += [line] if len(lines) == 1 and len(line) > _LONG_LINE else []
        if len(line) > _LONG_LINE or line.lower().startswith(("kính gửi", "căn cứ", "thực hiện")):
            break
        lines.append(line)
    return " ".join(lines)


def _first(words: str, title: str) -> int:
    """Where the title stands as words of their own, and not as a part of another time; -1 where it does not."""
    position = f" {words} ".find(f" {title}")
    while position >= 0:
        after = f" {words} "[position + 1 + len(title)]
        if after in " /" and not _is_other(words, position):
            return position
        position = f" {words} ".find(f" {title}", position + 1)
    return -1


def _title(title: str) -> str:
    """A period's title without its year, as the words of a line: «quý 3», «6 tháng đầu năm», «năm»."""
    bare = title.replace("{year}", "").strip()
    words = [_plain(token) for token in tokenize(bare)]
    if len(words) > 1 and words[-1] == "năm" and words[-2] != "đầu":
        words = words[:-1]
    return " ".join(words)


def _plain(token: Token) -> str:
    return _ROMAN.get(token.text, _NUMBERS.get(token.text, token.text.lstrip("0") or "0"))


def _is_other(words: str, position: int) -> bool:
    """Whether what is named is another plan or window: «phương hướng năm 2023», «kế hoạch năm»."""
    before = words[max(0, position - 30) : position].rstrip()
    if before.endswith(("tháng", "đầu", "cuối")):
        return True
    return any(word in before for word in ("phương hướng", "trọng tâm", "chương trình", "giai đoạn"))


def _window(opening: Sequence[str], schedule: Schedule, period: str) -> Window | None:
    """The window that the opening states, else the schedule's."""
    if not period:
        return None
    usual = schedule.period(period).window
    code = period.partition("-")[2]
    kind = next((kind for kind in schedule.kinds if kind.code == code), None)
    words = " ".join(_plain(token) for token in tokenize(_title_of(opening)))
    if kind is not None and _months_named(words, kind) >= 0 > _first(words, _title(kind.title)):
        begins = min(other.first.in_year(usual.last.year) for other in schedule.kinds if not other.is_ad_hoc)
        usual = Window(min(begins, usual.first), usual.last)
    for line in opening:
        tokens = tokenize(line)
        for span in find_spans(tokens, usual.last.year):
            if span.since and span.to and span.to.year == usual.last.year and 0 < (span.to - span.since).days < 400:
                return Window(span.since, span.to)
    return usual


def _kind_of(text: str) -> AgencyKind | None:
    plain = " ".join(without_diacritics(text).split())[:600]
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), AgencyKind.SO if plain else None)


def _agency(
    text: str, issuer: str, kind: AgencyKind | None, agencies: Iterable[Agency], day: date | None
) -> Agency | None:
    """The known unit that the letterhead names: the longest name, else the one whose abbreviation marks the number."""
    plain = _name_of(text)
    known = [item for item in agencies if day is None or item.is_valid_on(day)]
    named = [item for item in known if _name_of(item.name) in plain and (kind is None or item.kind is kind)]
    if named:
        return min(named, key=lambda item: (plain.find(_name_of(item.name)), -len(item.name)))
    spelt = [item for item in known if (kind is None or item.kind is kind) and _is_spelt_in(_name_of(item.name), plain)]
    if len(spelt) == 1:
        return spelt[0]
    return _by_mark(issuer, known)


def _is_spelt_in(name: str, letterhead: str) -> bool:
    """Whether a name stands there with some of its words as initials: «sở nông nghiệp và ptnt»."""
    wanted, words = name.replace("-", " ").split(), re.sub(r"[-,&\n]", " ", letterhead).split()
    return len(wanted) > 1 and any(
        words[start] == wanted[0] and _goes_with(words[start:], wanted) for start in range(len(words))
    )


def _goes_with(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words begin with a name; a word may be the initials of several of the name's, «và» counts for nothing."""
    if not wanted:
        return True
    if wanted[0] == "va":
        return _goes_with(words[words[:1] == ["va"] :], wanted[1:])
    if not words or words[0] == "va":
        return bool(words) and _goes_with(words[1:], wanted)
    if words[0] == wanted[0]:
        return _goes_with(words[1:], wanted[1:])
    for count in range(2, len(wanted) + 1):
        initials = "".join(word[0] for word in wanted[:count] if word != "va")
        if words[0] == initials:
            return _goes_with(words[1:], wanted[count:])
    return False


def _by_mark(issuer: str, known: Sequence[Agency]) -> Agency | None:
    """The agency whose documents are so marked: its code or abbreviation, else the one that the mark is short for."""
    mark = _mark_of(issuer)
    marks = [(item, {_mark_of(item.code), _mark_of(item.abbreviation)}) for item in known]
    exact = [item for item, own in marks if mark and mark in own]
    if exact:
        return exact[0]
    longer = [item for item, own in marks if len(mark) >= _SHORTEST_MARK and any(one.startswith(mark) for one in own)]
    return longer[0] if len(longer) == 1 else None


def _mark_of(text: str) -> str:
    return "".join(letter for letter in without_diacritics(text.upper()).upper().replace("Đ", "D") if letter.isalnum())


def _unit_of(text: str) -> str:
    """The name of the unit in the letterhead, in capitals; empty where there is none."""
    found = _UNIT.search(" ".join(text[:_LETTERHEAD].split()))
    words = found[1].split() if found else []
    last = next((index for index, word in enumerate(words) if not (word.isupper() or word in _JOINTS)), len(words))
    return " ".join(words[:last]).strip(" -,")


def _commune(text: str) -> str:
    """A commune's or ward's name as a code: `x-hoang-hoa-tham`; empty for other units."""
    found = _COMMUNE.search(" ".join(text[:_LETTERHEAD].split()))
    if found is None:
        return ""
    return f"{without_diacritics(found[1])[0]}-{'-'.join(without_diacritics(found[2]).split())}"


def _name_of(text: str) -> str:
    spelt = " ".join(spelled(word) for word in text.replace("Ủy ban nhân dân", "UBND").split())
    return without_diacritics(spelt).replace("uy ban nhan dan", "ubnd").replace("ubnd tinh", "").replace(" ,", ",")

"""What a sentence says of the time and reach of each of its numbers: this period, last year, a target, a part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.notation.tokens import TokenKind
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reading.times import Basis, Frame
from service.domain.reporting.indicator import TimeFrame
from service.domain.reporting.reading_guide import Hit, Mark

_BEGINNING = 3  # tokens at the head of a clause within which a time speaks for all of the clause
_REACH = {
    Mark.COMPARISON: Basis.OTHER, Mark.EARLIER: Basis.OTHER, Mark.TARGET: Basis.OTHER, Mark.WIDER: Basis.OTHER,
    Mark.RATE: Basis.OTHER, Mark.OWN: Basis.OPEN, Mark.PART: Basis.PART,
    Mark.CUMULATIVE: Basis.CUMULATIVE, Mark.PERIOD: Basis.PERIOD,
}  # fmt: skip
# After these «toàn tỉnh» says where what was counted is, and not with whom it is compared.
_WHERE = frozenset({"trong", "trên", "của", "cho", "tại", "ở", "khắp", "phạm_vi", "địa_bàn", "vi", "bàn"})
# After these it says who did something, or with whom it was done.
_DOERS = frozenset({"do", "bởi", "cùng", "dân", "nhân_dân", "người_dân"})
_SOFT = frozenset({Mark.COMPARISON, Mark.EARLIER, Mark.RATE, None})  # end at a comma, where no clause begins with them
_BREAKS = frozenset({",", ";", "(", ")", ":"})


class Fit(StrEnum):
    """Whether a figure of such a basis is what an indicator asks for."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass
class _State:
    """What holds for the sentence, the clause up to a semicolon, and the part up to a comma.

    `wider` says that all of it is of others too, whatever times are named; `is_of_another_time` that the sentence
    begins with a time that is not the period's, within which «cả năm», «lũy kế» are.
    """

    whole: Basis = Basis.OPEN
    clause: Basis = Basis.OPEN
    part: Basis = Basis.OPEN
    wider: bool = False
    is_of_another_time: bool = False

    @property
    def basis(self) -> Basis:
        """The nearest that says anything."""
        if self.wider:
            return Basis.OTHER
        return next((item for item in (self.part, self.clause, self.whole) if item is not Basis.OPEN), Basis.OPEN)


def bases_of(sentence: Sentence, frame: Frame, carried: Basis = Basis.OPEN) -> list[Basis]:
    """The basis that holds at each token; `carried` is what the line above this one left open."""
    state = _State(whole=carried)
    outer: list[_State] = []
    said = _said(sentence, frame)
    found: list[Basis] = []
    head = 0
    for index, token in enumerate(sentence.tokens):
        if token.text == "(":
            outer.append(replace(state))
            head = index + 1
        elif token.text == ")" and outer:
            state = outer.pop()
        elif token.text in {",", ";"}:
            same = token.text == ","
            clause = state.clause if same else Basis.OPEN
            state = replace(state, clause=clause, part=Basis.OPEN, wider=state.wider and same)
            state.is_of_another_time = state.is_of_another_time and same
            head = index + 1 if token.text == ";" else head
        for mark, basis in said.get(index, ()):
            if index <= 1 and mark is None:
                state.is_of_another_time = basis is Basis.OTHER
            _note(state, mark, basis, index - head <= _BEGINNING, first=head == 0)
        found.append(state.basis)
    return found


def _note(state: _State, mark: Mark | None, basis: Basis, begins: bool, *, first: bool) -> None:
    """Keep what a mark or a time says, for as far as it reaches."""
    if mark in {Mark.CUMULATIVE, Mark.PERIOD} and state.is_of_another_time:
        return
    if mark is Mark.OWN:
        state.wider = False
    elif mark is Mark.COMPARISON:
        state.part = basis
    elif mark is Mark.WIDER and begins:
        state.wider = True
    elif begins and first and mark is not Mark.PART:
        state.whole, state.clause, state.part = basis, Basis.OPEN, Basis.OPEN
    elif begins or mark not in _SOFT or basis in {Basis.PERIOD, Basis.CUMULATIVE}:
        state.clause, state.part = basis, Basis.OPEN
    else:
        state.part = basis


def _said(sentence: Sentence, frame: Frame) -> dict[int, list[tuple[Mark | None, Basis]]]:
    """What marks and times say, by their first token."""
    found: dict[int, list[tuple[Mark | None, Basis]]] = {}
    for index, span in sentence.spans.items():
        if (
            _dates_a_document(sentence, index)
            or _is_origin(sentence, index)
            or any(hit.first < index < hit.last for hit in sentence.hits if hit.use.figure >= 0 and not hit.use.unless)
        ):
            continue
        basis = frame.basis(span)
        if basis is not Basis.OPEN:
            found.setdefault(index, []).append((None, basis))
    counted = {index for item in sentence.quantities for index in range(item.first + 1, item.last + 1)}
    own = {index for hit in sentence.hits if hit.use.mark is Mark.OWN for index in range(hit.first, hit.last + 1)}
    for hit in sentence.hits:
        before = sentence.tokens[hit.first - 1].text if hit.first else ""
        if hit.use.mark is Mark.WIDER and before in _DOERS:
            continue
        if hit.use.mark in {Mark.TARGET, Mark.PART} and hit.first in counted:
            continue  # «7 mục tiêu và 36 nhiệm vụ», «06 lĩnh vực với 64 nhiệm vụ»
        if hit.use.mark is Mark.PART and _is_own_field(sentence, hit, frame):
            continue
        if hit.use.mark in _REACH and (hit.use.mark is Mark.OWN or hit.first not in own):
            found.setdefault(hit.first, []).append((hit.use.mark, _REACH[hit.use.mark]))
    return found


def _is_own_field(sentence: Sentence, hit: Hit, frame: Frame) -> bool:
    """Whether what is named after «lĩnh vực» is all that the unit is for."""
    after = sentence.text[sentence.tokens[hit.last].end - sentence.start :].lower()
    words = " ".join(after.replace(",", " ").split())
    return any(f"{words} ".startswith(f"{field} ") for field in frame.fields)


def _dates_a_document(sentence: Sentence, index: int) -> bool:
    """Whether a time is the day of the document named before it."""
    return index > 0 and sentence.tokens[index - 1].kind is TokenKind.REFERENCE


def _is_origin(sentence: Sentence, index: int) -> bool:
    """Whether a time only says from when something was carried over: «118 hồ sơ quý II chuyển sang»."""
    return index + 1 < len(sentence.tokens) and sentence.tokens[index + 1].text.partition("_")[0] == "chuyển"


def basis_of(sentence: Sentence, quantity: Quantity, bases: list[Basis], frame: Frame) -> Basis:
    """The basis of a number: what holds where it stands, or what is said right after it."""
    said = _said(sentence, frame)
    for index in range(quantity.last + 1, len(sentence.tokens)):
        token = sentence.tokens[index]
        if token.text in _BREAKS or token.kind is TokenKind.NUMBER:
            break
        for mark, basis in said.get(index, ()):
            if mark is Mark.PERIOD and bases[quantity.first] in {Basis.PART, Basis.OTHER}:
                # Of some only, though in the period: «khối xã tiếp nhận 60 hồ sơ trong kỳ».
                return bases[quantity.first]
            if mark in {None, Mark.CUMULATIVE, Mark.PERIOD, Mark.EARLIER, Mark.WIDER, Mark.PART}:
                return basis
    return bases[quantity.first]


def is_of_others_too(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether words further on, before the next number, say that the whole province is counted."""
    for index in range(quantity.last + 1, len(sentence.tokens)):
        token = sentence.tokens[index]
        if token.text in {";", "."} or token.kind is TokenKind.NUMBER:
            return False
        if token.text in _WHERE and any(
            hit.use.mark is Mark.WIDER and hit.first == index + 1 for hit in sentence.hits
        ):  # fmt: skip
            return True
    return False


def fit_of(basis: Basis, time: TimeFrame, frame: Frame) -> Fit:
    """Whether a figure of that basis is what an indicator of that time asks for."""
    if basis is Basis.OPEN:
        return Fit.YES
    if basis in {Basis.PART, Basis.OTHER}:
        return Fit.NO
    if time is TimeFrame.CUT_OFF:
        return Fit.YES
    if basis is Basis.CUMULATIVE:
        return Fit.YES if time is TimeFrame.CUMULATIVE or frame.since_january else Fit.NO
    return Fit.YES if time is TimeFrame.PERIOD or frame.since_january else Fit.MAYBE

"""Candidates to figures: what is said clearly is sure, what the rules confirm too, and the rest is asked about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from service.domain.reading.candidates import Candidate, Witness, by_indicator
from service.domain.reporting.expression import holds, operands, value_of
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.reading_guide import Strength
from service.domain.reporting.template import ReportTemplate, Rule

_CLEARLY = 0.85  # by how much a candidate has to be better said than another one to win by itself
_FEWEST_SUMMED = 3  # figures of a sum that may be confirmed together
_NEAR_BLOCKS = 3
_TELLING = 4  # words of a phrase that is believed outside its section
_ROUNDED = Decimal("0.51")  # what a percentage may be off by rounding or cutting


@dataclass
class _Open:
    """The figures decided so far, and which number each of them is."""

    values: dict[str, Decimal] = field(default_factory=dict)
    chosen: dict[str, Candidate] = field(default_factory=dict)
    by_rule: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What became of an indicator's candidates: the best first, sure or not; `rule` where a rule decided."""

    candidates: tuple[Candidate, ...]
    sure: bool
    rule: str = ""


def decide(template: ReportTemplate, candidates: Sequence[Candidate]) -> Mapping[str, Decision]:
    """The decision on every indicator that has candidates."""
    grouped = dict(by_indicator(candidates))
    others = template.reading.other_sections if template.reading is not None else {}
    state = _Open()
    open_ones: dict[str, list[Candidate]] = {}
    for code, everything in grouped.items():
        home = template.by_code[code].section
        found = _at_home(everything, home, others.get(code, ()))
        grouped[code] = found
        ranked = _ranked(found, home)
        if _is_clear(ranked, home):
            _choose(state, ranked[0])
        else:
            open_ones[code] = ranked
    _confirm(template, state, open_ones)
    _confirm_together(template, state, open_ones)
    _confirm(template, state, open_ones)
    return {code: _decision(template, state, code, found) for code, found in grouped.items()}


def _beside_parts(item: Candidate, parts: Sequence[Candidate]) -> Candidate:
    """The candidate, to be confirmed by a rule where parts of the figure stand near it: it may be another part."""
    near = any(
        part.number != item.number and abs(part.place.number - item.place.number) <= _NEAR_BLOCKS for part in parts
    )
    if not near:
        return item
    # What needed a rule even without parts may be the whole of more than this figure.
    doubtful = item.doubtful or item.strength <= Strength.CONFIRM
    return replace(item, strength=min(item.strength, Strength.CONFIRM), doubtful=doubtful)


def _at_home(found: Sequence[Candidate], home: str, others: Collection[str]) -> list[Candidate]:
    """The candidates from the section where the figure belongs, or from an annex, where there are any.

    Elsewhere a phrase that says little by itself is doubted.
    """
    parts = [item for item in found if item.strength is Strength.PART]
    found = [_beside_parts(item, parts) for item in found]
    own = [item for item in found if item.is_at_home(home, others)]
    if any(item.is_strong for item in own):
        # A table elsewhere that says as much is heard too: it may contradict.
        return own + [item for item in found if item not in own and item.is_strong and _is_telling_table(item)]
    return [
        item if item.is_at_home(home, others) or _speaks_abroad(item) else replace(item, doubtful=True)
        for item in found
    ]


def _is_telling_table(item: Candidate) -> bool:
    return item.witness is Witness.TABLE and _speaks_abroad(item)


def _speaks_abroad(item: Candidate) -> bool:
    """Whether a candidate is believed outside the figure's own section."""
    is_table = item.witness is Witness.TABLE
    is_telling = item.length >= 2 if is_table else item.length >= _TELLING and item.is_counted
    return item.strength is Strength.PLAIN and is_telling


def _ranked(found: Sequence[Candidate], home: str) -> list[Candidate]:
    """The best candidate of each value, best first; of equal ones the first in the text."""
    best: dict[Decimal, Candidate] = {}
    for item in found:
        other = best.get(item.value)
        if other is None or item.score(home) > other.score(home):
            best[item.value] = item
    return sorted(best.values(), key=lambda item: -item.score(home))


def _is_clear(ranked: Sequence[Candidate], home: str) -> bool:
    """Whether the best is said by itself, and no other as well."""
    best = ranked[0]
    if not best.is_strong:
        return False
    rivals = [item for item in ranked[1:] if item.is_strong]
    if any(item.witness is not best.witness for item in rivals):
        return False
    return all(best.score(home) - item.score(home) >= _CLEARLY for item in rivals)


def _choose(state: _Open, item: Candidate, rule: str = "") -> None:
    state.values[item.indicator] = item.value
    state.chosen[item.indicator] = item
    if rule:
        state.by_rule[item.indicator] = rule


def _confirm(template: ReportTemplate, state: _Open, open_ones: dict[str, list[Candidate]]) -> None:
    """Take the candidates with which a rule holds that without them does not, until nothing changes."""
    changed = True
    while changed:
        changed = False
        for code in sorted(open_ones, key=lambda item: (not template.by_code[item].required, item)):
            found = _confirmed(template, state, code, open_ones)
            if found is not None:
                _choose(state, *found)
                del open_ones[code]
                changed = True


def _confirm_together(template: ReportTemplate, state: _Open, open_ones: dict[str, list[Candidate]]) -> None:
    """Take several candidates at once: the only ones, of one paragraph, that with known figures make a sum that holds.

    Parts of which the text says nothing count for nothing.
    """
    for rule in template.rules:
        codes = {operand.code for operand in operands(rule.condition)}
        if "==" not in rule.expression or any(operand.past for operand in operands(rule.condition)):
            continue
        still = [code for code in codes if code in open_ones]
        unsaid = {code: Decimal(0) for code in codes if code not in still and code not in state.values}
        if len(codes) - len(unsaid) < _FEWEST_SUMMED or not still or (len(still) == 1 and not unsaid):
            continue
        found = [open_ones[code] for code in still]
        if any(_is_shared(item, codes - {item.indicator}, state, open_ones) for ranked in found for item in ranked):
            continue
        only = [ranked[0] for ranked in found if len(ranked) == 1 and ranked[0].value]
        places = {item.place.number for item in only}
        if len(only) < len(still) or len(places) > 1 or len({item.number for item in only}) < len(only):
            continue
        if _holds(rule, {**state.values, **unsaid, **{item.indicator: item.value for item in only}}):
            for item in only:
                _choose(state, item, rule.id)
                del open_ones[item.indicator]


def _is_shared(
    item: Candidate, others: Collection[str], state: _Open, open_ones: Mapping[str, Sequence[Candidate]]
) -> bool:
    """Whether another figure of a rule may be the same number: the rule does not say which of them it is."""
    rivals = [rival for code in others for rival in open_ones.get(code, ())]
    return any(rival.number == item.number for rival in rivals) or any(
        state.chosen[code].number == item.number for code in others if code in state.chosen
    )


def _confirmed(
    template: ReportTemplate, state: _Open, code: str, open_ones: Mapping[str, Sequence[Candidate]]
) -> tuple[Candidate, str] | None:
    """The one candidate that a rule speaks for, with the rule."""
    ranked = open_ones[code]
    if {item.witness for item in ranked if item.is_strong} == {Witness.PROSE, Witness.TABLE}:
        return None  # two witnesses that contradict each other are both heard
    used = {item.number for item in state.chosen.values()}
    proved = []
    for item in ranked:
        if not item.is_strong and item.number in used and item.strength is Strength.CONFIRM:
            continue
        rule = _proof(template, state, template.by_code[code], item.value)
        if rule and not (item.doubtful and item.strength is Strength.CONFIRM):
            proved.append((item, rule))
    return proved[0] if len(proved) == 1 else None


def _proof(template: ReportTemplate, state: _Open, indicator: Indicator, value: Decimal) -> str:
    """The rule, or the ratio's own formula, that holds with the value and not without it; empty where none does."""
    if indicator.kind is ValueType.PERCENT and indicator.numerator is not None and indicator.denominator is not None:
        return _ratio_proof(state, indicator, value)
    for rule in template.rules:
        codes = {operand.code for operand in operands(rule.condition)}
        if indicator.code not in codes or any(operand.past for operand in operands(rule.condition)):
            continue
        if "==" in rule.expression and _holds(rule, {**state.values, indicator.code: value}):
            missing = {key: item for key, item in state.values.items() if key != indicator.code}
            if value == 0 or not _holds(rule, missing):
                return rule.id if _has_company(rule, state, codes - {indicator.code}) else ""
    return ""


def _has_company(rule: Rule, state: _Open, others: set[str]) -> bool:
    """Whether all but one at most of a rule's other figures are known: two that happen to agree prove nothing."""
    return len(others & state.values.keys()) >= max(2, len(others) - 1)


def _ratio_proof(state: _Open, indicator: Indicator, value: Decimal) -> str:
    assert indicator.numerator is not None and indicator.denominator is not None
    lookup = _lookup(state.values)
    upper, lower = value_of(indicator.numerator, lookup), value_of(indicator.denominator, lookup)
    if upper is None or not lower:
        return ""
    return "ratio" if abs(100 * upper / lower - value) <= _ROUNDED else ""


def _holds(rule: Rule, values: Mapping[str, Decimal]) -> bool:
    return holds(rule.condition, _lookup(values)) is True


def _lookup(values: Mapping[str, Decimal]) -> Callable[..., Decimal | None]:
    return lambda operand: values.get(operand.code)


def _decision(template: ReportTemplate, state: _Open, code: str, found: Sequence[Candidate]) -> Decision:
    ranked = _ranked(found, template.by_code[code].section)
    chosen = state.chosen.get(code)
    if chosen is None:
        return Decision((*_worth_asking(ranked), *_sums(ranked, found)), sure=False)
    others = [item for item in ranked if item.value != chosen.value]
    return Decision((chosen, *others), sure=True, rule=state.by_rule.get(code, ""))


def _sums(ranked: Sequence[Candidate], found: Sequence[Candidate]) -> Iterator[Candidate]:
    """What a figure comes to whose parts one sentence states apart, to be offered beside them."""
    best = ranked[0]
    beside = [item for item in found if item.place == best.place and item.sentence == best.sentence]
    parts = {
        item.number: item.value for item in beside if item.strength is Strength.PART and item.number != best.number
    }
    total = best.value + sum(parts.values())
    if parts and total not in {item.value for item in ranked}:
        yield replace(best, value=total, strength=Strength.PART)


def _worth_asking(ranked: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates in the order in which to offer them: those said by themselves first."""
    yield from (item for item in ranked if item.is_strong)
    yield from (item for item in ranked if not item.is_strong)

"""No pattern over what people send takes longer than their words are long: twice the words, twice the time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.catalogue import table
from service.domain.notation import moments, text, tokens
from service.domain.validation import texts
from tests.support.patterns import Use, is_linear, literals_of_script, modules, uses

ROOT = Path(__file__).resolve().parents[2]
USES = [
    use for folder in ("service", "workers") for name, source in modules(ROOT / folder) for use in uses(source, name)
]
WRITTEN = {f"{use.place} {use.text!r}": use for use in USES if use.text is not None}
# Made at run time: what they look like then.
MADE: dict[str, tuple[re.Pattern[str], ...]] = {
    "service/catalogue/table.py": (re.compile(table._cells_of(2).pattern.decode()),),
    "service/domain/notation/moments.py": moments._PATTERNS,
    "service/domain/notation/text.py": (text._piled(),),
    "service/domain/notation/tokens.py": (tokens._PATTERN,),
    "service/domain/reading/identity.py": (re.compile(r"(?<![\d/])9 tháng (?:đầu |năm |/ ?20|20)"),),
    "service/domain/reporting/period.py": (re.compile(re.escape("DN") + r"(20\d\d)-(\w+)"),),
    "service/domain/validation/texts.py": (texts._GAP,),
}
# What those do of which only one thing is asked.
MADE_FOR = {"service/domain/notation/moments.py": {"fullmatch"}}
# Scripts that look at nothing longer, and what in them sees to that; and their patterns that take the square of it.
BOUNDED = {
    "numbers.js": (1_000, "if (text.length > LONGEST) return"),
    "document_rows.js": (1_000, "text.length <= LONGEST && !more.length;\n    const found = isOne ? ONE_CELL"),
    "pasted_table.js": (300, "if (text.length > LONGEST) return false"),
    "documents.js": (200, 'cell.getAttribute("aria-label").replace(/\\d+$/'),
}
ONE_DOCUMENT = (
    r"^(.*?)\s*(?:số\s*:?\s*)?(\d+[a-zđ]?(?:\/\d{4})?[/-](?=\S*[a-zđ])[^\s,;]+)[\s,;]*"
    r"(?:\(?ngày\s+(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})\)?)?[\s,;:–-]*(.*)$"
)
SQUARE = {
    "numbers.js": {r"\.+$", r"\B(?=(\d{3})+$)", r"0+$"},
    "documents.js": {r"\d+$"},
    "document_rows.js": {ONE_DOCUMENT, r"[:*.]+$", r"[\s;,]+$"},
    "pasted_table.js": {r"[:.]+$"},
}
SCRIPTS = sorted((ROOT / "service" / "web" / "static" / "js").glob("*.js"))


def said_of(use: Use) -> str | None:
    """What is too hard for the pattern."""
    assert use.text is not None
    return is_linear(use.text, use.methods, use.flags)


@pytest.mark.parametrize("use", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_pattern_takes_no_more_time_than_its_input_is_long(use: Use) -> None:
    assert said_of(use) is None


def test_patterns_made_at_run_time_are_known_and_linear() -> None:
    assert {use.place.partition(":")[0] for use in USES if use.text is None} == MADE.keys()
    for place, patterns in MADE.items():
        for pattern in patterns:
            flags = pattern.flags & (re.VERBOSE | re.IGNORECASE | re.ASCII)
            assert is_linear(pattern.pattern, MADE_FOR.get(place, set()), flags) is None


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_patterns_of_scripts_are_linear(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    longest, held = BOUNDED.get(path.name, (0, ""))
    assert held in source
    for pattern, flags in literals_of_script(source):
        if not longest or pattern not in SQUARE[path.name]:
            assert is_linear(pattern, {"search"}, flags) is None, pattern
        assert is_linear(pattern, {"search"}, flags, longest) is None, pattern


def test_the_guard_finds_patterns_wherever_they_stand() -> None:
    source = (
        "import re\n_A = re.compile(r'a+', re.IGNORECASE)\n_A.sub('', x)\nre.fullmatch('b', y)\nre.compile(f'{z}')\n"
    )
    found = {use.place: (use.text, use.methods, use.flags) for use in uses(source, "m")}
    assert found == {
        "m:2": ("a+", {"search"}, re.IGNORECASE), "m:4": ("b", {"fullmatch"}, 0), "m:5": (None, set(), 0),
    }  # fmt: skip
    script = 'const DAY = /^(\\d{1,2})[/.-]$/;\nx.replace(/\\s+$/g, ""); a / b / c;'
    assert list(literals_of_script(script)) == [(r"^(\d{1,2})[/.-]$", 0), (r"\s+$", 0)]
    assert len(WRITTEN) > 40


@pytest.mark.parametrize(
    ("bad", "method"),
    [
        (r"\d+[a-zđ]?[/-][^\s]*[^\W\d_][^\s]*", "fullmatch"),
        (r'".*?"|\[(?!hh?\])[^\]]*\]', "search"),
        (r"\s*([/-])\s*", "search"),
        (r"[^@\s]+@[^@\s]+\.[^@\s]+", "fullmatch"),
        (r"(a+)+$", "match"),
        (rb"<x[^>]*>", "search"),
    ],
)
def test_the_guard_sees_a_pattern_whose_time_grows_with_the_square(bad: str | bytes, method: str) -> None:
    assert is_linear(bad, {method}) is not None

"""The README and its Vietnamese twin have the same sections, commands, pictures, settings and names of the code."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
VIETNAMESE = (ROOT / "docs" / "README.vi.md").read_text(encoding="utf-8")
TWINS = (ENGLISH, VIETNAMESE)
_BLOCK = re.compile(r"```.*?```", re.DOTALL)


def prose(text: str) -> str:
    """The text without its blocks of commands."""
    return _BLOCK.sub("", text)


def sections(text: str) -> list[int]:
    """What each section holds below its heading: paragraphs, recipes and rows of tables."""
    parts = re.split(r"(?m)^## ", prose(text))
    return [
        sum(1 for line in part.splitlines() if re.match(r"\*\*|\||!\[|<img|[A-Za-zÀ-ỹ`\[]", line)) for part in parts
    ]


def commands(text: str) -> list[str]:
    """The lines of the blocks of commands, without what they explain."""
    lines = (line for block in _BLOCK.findall(text) for line in block.splitlines())
    return [bare for line in lines if (bare := re.sub(r"(?:^|\s)#.*", "", line).rstrip())]


def names(text: str) -> Counter[str]:
    """What stands in code style in the prose."""
    return Counter(re.findall(r"`([^`\n]+)`", prose(text)))


def pictures(text: str) -> list[str]:
    """The files of the pictures, in order."""
    return [Path(found).name for found in re.findall(r'(?:\]\(|src=")([\w/.-]+\.png)', text)]


def recipes(text: str) -> int:
    """How many paragraphs begin with what they are for."""
    return len(re.findall(r"(?m)^\*\*… ", text))


def test_both_have_the_same_sections() -> None:
    assert ENGLISH.count("\n## ") == VIETNAMESE.count("\n## ") > 4
    assert recipes(ENGLISH) == recipes(VIETNAMESE) > 5
    own, other = (sections(text)[1:] for text in TWINS)
    assert own == other


def test_both_have_the_same_commands_and_pictures() -> None:
    assert commands(ENGLISH) == commands(VIETNAMESE) != []
    assert pictures(ENGLISH) == pictures(VIETNAMESE) != []


def test_both_name_the_same_of_the_code_and_the_same_settings() -> None:
    assert names(ENGLISH) == names(VIETNAMESE)


def test_links_between_documents_lead_somewhere() -> None:
    for text, folder in ((ENGLISH, ROOT), (VIETNAMESE, ROOT / "docs")):
        for target in re.findall(r'(?:\]\(|src=")([\w/.-]+)', text):
            assert (folder / target).exists(), target


def test_the_guard_sees_a_lost_command_and_section() -> None:
    text = "# a\n\n## b\n\nc `d`\n\n```sh\nmake run  # e\n# f\n```\n"
    assert commands(text) == ["```sh", "make run", "```"] and names(text) == {"d": 1}
    assert sections(text)[1:] == [2] and sections(f"{text}\n## g\n")[1:] != sections(text)[1:]

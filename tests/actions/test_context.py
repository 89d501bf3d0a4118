"""Starting: refused where the database is old or a used report template has changed on disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.actions.context import bare_context, build_context, has_tables
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import open_period
from service.domain.errors import CatalogueError, NotFoundError, TonghopError
from service.settings import Settings
from service.storage.engine.database import Database
from service.storage.engine.migrate import upgrade
from service.templates_folder import TEMPLATES
from tests.support.installation import PERIOD
from tests.support.units import units_csv


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A province's own report template: a copy with a code and period codes of its own."""
    folder = tmp_path / "own" / "bcdn" / "1"
    shutil.copytree(TEMPLATES / "reports" / "cchc" / "2022", folder)
    report = folder / "report.toml"
    text = report.read_text(encoding="utf-8").replace('code = "cchc"', 'code = "bcdn"', 1)
    text = text.replace('version = "2022"', 'version = "1"\nperiod_prefix = "BC"', 1)
    report.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(own: Path, tmp_path: Path, database_url: str) -> Iterator[Settings]:
    """An installation in which a period of the own template and one of the shipped are open."""
    made = Settings(data=tmp_path, database_url=database_url, own_templates=own.parent.parent)
    database = Database(database_url)
    upgrade(database)
    database.dispose()
    context = build_context(made)
    import_agencies(context, units_csv("A,Sở Một,,so,,2020-01-01,,"))
    open_period(context, "BC2023-Q3")
    open_period(context, PERIOD)
    context.database.dispose()
    yield made


def test_with_its_templates_unchanged_an_installation_starts(settings: Settings) -> None:
    context = build_context(settings)
    template, period = context.catalogue.for_period("BC2023-Q3")
    assert (template.code, template.version, period.code) == ("bcdn", "1", "BC2023-Q3")
    context.database.dispose()


@pytest.mark.parametrize(("name", "word"), [("report.toml", "Báo"), ("indicators.csv", "Số"), ("rules.csv", "Tổng")])
def test_a_used_template_that_changed_by_a_byte_is_refused(settings: Settings, own: Path, name: str, word: str) -> None:
    content = (own / name).read_bytes()
    changed = content.replace(word.encode(), word.lower().encode(), 1)
    assert len(changed) == len(content) and changed != content
    (own / name).write_bytes(changed)
    with pytest.raises(CatalogueError, match=r"Biểu mẫu bcdn 1 đang dùng cho kỳ BC2023-Q3 đã thay đổi trên đĩa"):
        build_context(settings)


def test_a_used_template_that_is_gone_is_refused(settings: Settings, own: Path) -> None:
    shutil.rmtree(own)
    with pytest.raises(CatalogueError, match=r"bcdn 1 đang dùng cho kỳ BC2023-Q3 đã mất trên đĩa"):
        build_context(settings)
    with pytest.raises(CatalogueError, match=r"bcdn 1 .* đã mất"):
        build_context(replace(settings, own_templates=None))


def test_a_template_that_nobody_uses_may_change(settings: Settings, own: Path) -> None:
    second = own.parent / "2"
    shutil.copytree(own, second)
    report = second / "report.toml"
    report.write_text(report.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"', 1), encoding="utf-8")
    for title in ("Một", "Hai"):
        text = report.read_text(encoding="utf-8")
        report.write_text(text.replace("Báo cáo cải cách", f"Báo cáo {title} cải cách", 1), encoding="utf-8")
        build_context(settings).database.dispose()


def test_a_database_that_was_never_set_up_is_refused(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=database_url)
    with pytest.raises(TonghopError, match="tonghop db upgrade"):
        build_context(settings)
    database = Database(database_url)
    assert not has_tables(database)
    upgrade(database)
    assert has_tables(database)
    database.dispose()
    build_context(settings).database.dispose()


def test_a_bare_context_needs_no_tables(tmp_path: Path) -> None:
    context = bare_context(Settings(data=tmp_path, database_url="sqlite://"), Database("sqlite://"))
    assert context.catalogue.for_period(PERIOD)[0].code == "cchc"
    with pytest.raises(NotFoundError):
        context.catalogue.for_period("BC2023-Q3")

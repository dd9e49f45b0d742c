"""``folio template``: list, show, check and copy workbook templates."""

from __future__ import annotations

import json
from pathlib import Path

import click

from folio.commands.common import GivenPath, force_option, notify, quiet_option, style_option
from folio.exit_codes import UsageProblem


@click.group(epilog="Example:  folio template copy complete my-template")
def command() -> None:
    """List, show, check or copy workbook templates: text files that say what the sheets ask."""


@command.command("list", epilog="Example:  folio template list")
def list_() -> None:
    """List the templates that come with folio."""
    from folio.template.loading import load_kit, shipped_names

    for name in shipped_names():
        template = load_kit(name).template
        click.echo(f"{name:<12} version {template.version}   {template.summary}")


@command.command(epilog="Example:  folio template show essentials --format json")
@click.argument("name", metavar="NAME|FOLDER")
@style_option
def show(name: str, style: str) -> None:
    """Show every sheet and column of a template."""
    from folio.template.description_text import template_text
    from folio.template.loading import load_kit, template_json

    template = load_kit(name).template
    if style == "json":
        click.echo(json.dumps(template_json(template), ensure_ascii=False, indent=1))
        return
    for line in template_text(template):
        click.echo(line)


@command.command(short_help="Check your own template.", epilog="Example:  folio template check my-template")
@click.argument("folder", metavar="FOLDER")
def check(folder: str) -> None:
    """Check your own template with its letters, requirements and synonyms; every mistake is shown with its place."""
    from datetime import date

    from folio.insight.synonyms import load_synonyms
    from folio.output.letters.letter_templates import load_letters
    from folio.template.grade_requirements import REQUIREMENTS_FILE, load_requirements
    from folio.template.loading import load_kit
    from folio.template.synonym_file import SYNONYMS_FILE
    from folio.workbook.build import build_workbook
    from folio.workbook.embedded_description import Owner

    kit = load_kit(folder)
    # Some mistakes only show when a workbook is built; any day will do.
    build_workbook(kit, Owner(), today=date(2000, 1, 1), prepared=1)
    letters = Path(folder) / "letters"
    if letters.is_dir():
        load_letters(letters)
    if (requirements := Path(folder) / REQUIREMENTS_FILE).is_file():
        load_requirements(requirements)
    if (synonyms := Path(folder) / SYNONYMS_FILE).is_file():
        load_synonyms(synonyms)
    template = kit.template
    columns = sum(len(s.columns) for s in template.sheets)
    click.echo(
        f"{folder}: the template {template.name}, version {template.version}, is fine: "
        f"{len(template.sheets)} sheets, {columns} columns."
    )


@command.command(
    short_help="Copy a template to make it your own.", epilog="Example:  folio template copy essentials my-template"
)
@click.argument("name")
@click.argument("folder", metavar="FOLDER", type=GivenPath(path_type=Path))
@force_option
@quiet_option
def copy(name: str, folder: Path, force: bool, quiet: bool) -> None:
    """Copy a template to FOLDER, to make it your own: sheets, questions, qualities, theme, letters and lists.

    Use the sheets with folio new --template FOLDER, the letters with folio letters --letters FOLDER/letters, the
    requirements with folio grade --requirements FOLDER/requirements.toml, and the names that mean the same with folio
    report --synonyms FOLDER/synonyms.toml.
    """
    from folio.basics.content_folders import content_folder
    from folio.basics.file_writing import write_files
    from folio.template.grade_requirements import REQUIREMENTS_FILE
    from folio.template.loading import SHARED_FILES, WORKBOOK_FILE, renamed, shared_file, shipped_names, template_folder
    from folio.template.synonym_file import SYNONYMS_FILE

    if name not in shipped_names():
        raise UsageProblem(
            f"There is no template {name!r} to copy.", f"Choose one of these: {', '.join(shipped_names())}."
        )
    source = template_folder(name)
    files = {folder / n: shared_file(source, n).read_bytes() for n in (*SHARED_FILES, REQUIREMENTS_FILE, SYNONYMS_FILE)}
    files[folder / WORKBOOK_FILE] = renamed((source / WORKBOOK_FILE).read_text("utf-8"), name, folder.name).encode()
    letters = content_folder("reports") / "letters"
    files |= {
        folder / "letters" / p.relative_to(letters): p.read_bytes() for p in sorted(letters.rglob("*")) if p.is_file()
    }
    for path in write_files(files, force=force, inputs=()):
        click.echo(path)
    notify(f"Change the files any way you like, then run: folio template check {folder}", quiet=quiet)

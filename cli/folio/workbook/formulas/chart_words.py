"""The words behind a chart, until there is something to draw."""

from __future__ import annotations

from folio.basics.cell_references import column_letter
from folio.template.form_parts import Chart
from folio.template.schema import Sheet
from folio.workbook.formulas.parts import name
from folio.workbook.layout import FORM_VALUE, form_layout

# Stands behind a chart as long as there is nothing to draw; where a program shows it always, it is no less true.
WAITING = "This chart fills in as you go."


def waiting_formula(sheet: Sheet, chart: Chart) -> str:
    """The formula of the words behind a chart, which go once there is something to draw.

    No conditional format hides them: in Google Sheets, those cannot look at other sheets.
    """
    layout = form_layout(sheet)
    drawn = [name(path) for path in chart.columns[1:]]
    for key in chart.series:
        rows = [layout.lines[c.key] + 1 for c in sheet.lines(key)]
        drawn.append(f"${column_letter(FORM_VALUE)}${rows[0]}:${column_letter(FORM_VALUE)}${rows[-1]}")
    return f'=IF(SUM({",".join(drawn)})>0,"","{WAITING}")'

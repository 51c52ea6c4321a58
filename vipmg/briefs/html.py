"""The brief as one accessible HTML page: no script, no outside file, the numbers under each chart.

Every chart is an inline SVG with its text alternative, followed by the table of its figures.
"""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from vipmg.briefs import geography
from vipmg.briefs.charts import Definition, Map
from vipmg.briefs.compose import Brief, Grid, Headline
from vipmg.briefs.pdf import demo_words
from vipmg.briefs.svg import to_svg
from vipmg.briefs.workbook import column_words
from vipmg.i18n import _, in_language

SIZE = (640.0, 300.0)

STYLE = """
:root{--ink:#1b2430;--muted:#566171;--rule:#d9dee5;--band:#0a3a75;--panel:#f3f6fa}
body{font:16px/1.5 "Source Sans 3","Segoe UI",Arial,sans-serif;color:var(--ink);margin:0}
header{background:var(--band);color:#fff;padding:.6rem 1.5rem;display:flex;gap:1rem;
justify-content:space-between;flex-wrap:wrap}
main{max-width:60rem;margin:0 auto;padding:1rem 1.5rem}
h1{color:var(--band);margin:.5rem 0 0;line-height:1.15}
.demo{background:#ffe9b8;color:#6b4300;text-align:center;font-weight:700;margin:0;padding:.3rem}
.muted{color:var(--muted)}.lead{font-weight:600;font-size:1.15rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.8rem;padding:0}
.cards li{list-style:none;background:var(--panel);border:1px solid var(--rule);border-radius:6px;
padding:.7rem 1rem}
.cards strong{display:block;font-size:1.9rem;line-height:1.2}
figure{margin:1.5rem 0}svg{max-width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{text-align:right;padding:.3rem .5rem;border-bottom:1px solid var(--rule)}
th:first-child,td:first-child{text-align:left}tr.total{background:var(--panel);font-weight:600}
summary{cursor:pointer;color:var(--band)}code{overflow-wrap:anywhere}
"""


def write_html(brief: Brief, path: Path) -> Path:
    """Write the brief to `path` as UTF-8 and return it; see `to_html`."""
    path.write_text(to_html(brief), encoding="utf-8")
    return path


def to_html(brief: Brief) -> str:
    """Return the brief as one HTML document."""
    with in_language(brief.language):
        stamp = f'<p class="demo">{escape(demo_words())}</p>' if brief.demo else ""
        title = escape(f"{brief.title}, {brief.period}")
        parts = [
            f'<!doctype html>\n<html lang="{brief.language}-{brief.country}"><head>',
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f"<title>{title}</title><style>{STYLE}</style></head><body>",
            f"<header><span>{escape(brief.agency)}</span><span>{escape(brief.status)}</span>",
            f"</header>{stamp}<main>",
            f'<h1>{escape(brief.title)}</h1><p class="muted">{escape(brief.period)}</p>',
            *_message(brief.message),
            _cards(brief.headlines),
            *(_figure(chart) for chart in brief.charts),
            *(_grid(grid) for grid in brief.tables),
            _foot(brief),
            f"</main>{stamp}</body></html>\n",
        ]
        return "\n".join(parts)


def _message(sentences: Sequence[str]) -> Iterable[str]:
    if sentences:
        yield f'<p class="lead">{escape(sentences[0])}</p>'
        yield f"<p>{escape(' '.join(sentences[1:]))}</p>"


def _cards(headlines: Sequence[Headline]) -> str:
    cards = "".join(
        f"<li>{escape(h.label)}<strong>{escape(h.value)}</strong>"
        f'<b>{escape(h.change)}</b> <span class="muted">{escape(h.against)}</span></li>'
        for h in headlines
    )
    return f'<ul class="cards">{cards}</ul>'


def _figure(chart: Definition) -> str:
    drawn = chart.draw(*SIZE)
    svg = to_svg(drawn)
    words = column_words()
    frame = drawn.data
    head = "".join(f'<th scope="col">{escape(words.get(c, c))}</th>' for c in frame.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{'' if c is None else escape(str(c))}</td>" for c in row) + "</tr>"
        for row in frame.iter_rows()
    )
    numbers = escape(_("Numbers of this chart"))
    return (
        f"<figure><figcaption><h2>{escape(chart.title)}</h2></figcaption>{svg}"
        f"<details><summary>{numbers}</summary><table><caption>{escape(chart.unit)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details></figure>"
    )


def _grid(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in grid.head)
    rows = []
    for number, cells in enumerate(grid.rows):
        last = grid.has_total and number == len(grid.rows) - 1
        row = f'<th scope="row">{escape(cells[0])}</th>'
        row += "".join(f"<td>{escape(words)}</td>" for words in cells[1:])
        rows.append(f"<tr{' class=total' if last else ''}>{row}</tr>")
    return (
        f"<h2>{escape(grid.title)}</h2><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _foot(brief: Brief) -> str:
    parts = [f"<h2>{escape(_('Method note'))}</h2>"]
    parts += [f"<p><b>{escape(n.title)}.</b> {escape(n.text)}</p>" for n in brief.notes]
    terms = "".join(
        f"<dt><b>{escape(term)}</b></dt><dd>{escape(meaning)}</dd>"
        for term, meaning in brief.definitions
    )
    parts.append(f"<h2>{escape(_('Definitions'))}</h2><dl>{terms}</dl>")
    parts.append(f"<h2>{escape(_('Sources and verification'))}</h2><p>{escape(brief.source)}</p>")
    if any(isinstance(chart, Map) for chart in brief.charts):
        words = f"{_(geography.ATTRIBUTION)} {_(geography.DISCLAIMER)}"
        parts.append(f"<p>{escape(words)}</p>")
    origins = "".join(
        f"<li>{escape(p.what)}: {escape(p.table)}, {escape(p.period)}</li>"
        for p in brief.provenance
    )
    packages = "".join(
        f"<li>{escape(name)}: <code>{escape(sha)}</code></li>" for name, sha in brief.packages
    )
    parts.append(f"<ul>{origins}{packages}</ul>")
    seal = escape(_("SHA-256 of the data"))
    parts.append(f"<p>{seal}: <code>{brief.fingerprint}</code></p>")
    if brief.contact:
        parts.append(f"<p>{escape(_('Contact:'))} {escape(brief.contact)}</p>")
    return "\n".join(parts)

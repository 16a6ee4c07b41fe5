"""A document as PDF, set by Typst."""

import json
from dataclasses import asdict

import typst

from bench.accuracy.documents.content import Content
from bench.accuracy.documents.looks import Look

_FONTS = {"serif": "Libertinus Serif", "sans": "Liberation Sans", "mono": "DejaVu Sans Mono"}
_TEMPLATE = r"""
#let data = json(bytes(sys.inputs.data))
#let look = data.look
#let side = context [Side #counter(page).display() af #counter(page).final().first()]
#let foot = if look.furniture == "side" { side } else if look.furniture == "number" { context counter(page).display() }
#let top = if look.furniture == "running" { data.running } else if look.furniture == "letterhead" { [Solby Kommune] }
#set page(paper: "a4", margin: look.margin * 1mm, footer: align(center, foot), header: top)
#set text(font: data.font, size: look.size * 1pt, lang: "da", hyphenate: false)
#let air = if look.spacing == "dense" { 0.65em } else { 1.3em }
#set par(justify: look.justified, spacing: air)
#set block(spacing: air)
#let grid-of(rows, ruled) = table(
  columns: rows.first().len(), stroke: if ruled { 0.5pt } else { none }, align: left,
  ..rows.flatten().map(text),
)
#let count = counter("list")
#for (place, part) in data.parts.enumerate() {
  if part.kind != "numbered" { count.update(0) }
  if part.kind == "title" { block(text(1.6em, weight: "bold", part.text)) }
  else if part.kind == "item" { block(above: 2em, text(1.2em, weight: "bold", part.text)) }
  else if part.kind == "heading" { block(above: 1.5em, text(weight: "bold", part.text)) }
  else if part.kind == "line" { block(above: 0.65em, part.text) }
  else if part.kind == "bullet" { list(text(part.text)) }
  else if part.kind == "numbered" { count.step(); context enum(start: count.get().first(), text(part.text)) }
  else if part.kind == "pairs" {
    grid(columns: (35%, 65%), row-gutter: 0.65em, ..part.rows.flatten().map(text))
  }
  else if part.kind == "tabbed" {
    table(columns: part.rows.first().len(), stroke: (y: 0.5pt), align: left, ..part.rows.flatten().map(text))
  }
  else if part.kind == "table" { grid-of(part.rows, part.ruled) }
  else { par(part.text) }
}
"""


def as_pdf(content: Content, look: Look) -> bytes:
    data = {
        "look": asdict(look),
        "font": _FONTS[look.font],
        "running": content.running,
        "parts": [asdict(part) for part in content.parts],
    }
    return bytes(typst.compile(_TEMPLATE.encode(), sys_inputs={"data": json.dumps(data)}))

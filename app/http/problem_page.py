"""A problem's page as HTML, for people; it needs nothing from elsewhere."""

from html import escape

from app.schemas.problem_types import ProblemType

_PAGE = """<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title_da} · Klynge</title>
<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a}}
code{{background:#eee;padding:.1em .3em}}</style>
</head>
<body>
<main>
<h1>{title_da}</h1>
<p>{description_da}</p>
<section lang="en">
<h2>{title}</h2>
<p>{description}</p>
</section>
<p><code>{code}</code>, HTTP {status}</p>
</main>
</body>
</html>
"""


def problem_page(problem: ProblemType) -> str:
    return _PAGE.format_map({name: _marked(str(value)) for name, value in problem.model_dump().items()})


def _marked(text: str) -> str:
    """Escaped, with what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))

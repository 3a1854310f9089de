"""Pages for people: templates that escape whatever is put into them, and safe headers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

PAGES: Final = Path(__file__).parent / "pages"

HEADERS: Final[Mapping[str, str]] = {
    # Nothing from elsewhere, no script, in nobody's frame.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_environment: Final = Environment(
    loader=FileSystemLoader(PAGES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page that ``template`` makes of ``context``; a name it lacks raises UndefinedError."""
    html = _environment.get_template(template).render(context)
    return HTMLResponse(html, status_code=status, headers={**HEADERS, **(headers or {})})

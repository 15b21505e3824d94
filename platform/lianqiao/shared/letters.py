"""A letter as a page to print, or with ``?format=pdf`` as a file."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template, request

from .pdf import PdfIsNotPossible, find_printer, page_of, print_pdf
from .web import render


def send_letter(template: str, filename: str, **context: Any) -> Response:
    """The template's page; where a PDF is asked for, its article as a file of that name.

    Without a program that prints the page says so, and can still be printed by hand.
    """
    if request.args.get("format") != "pdf":
        return render(template, **context)
    printer = find_printer(current_app.extensions["lianqiao.settings"].chromium)
    try:
        data = print_pdf(_paper(template, filename, context), printer)
    except PdfIsNotPossible as error:
        current_app.logger.warning("no PDF of %s: %s", filename, error)
        return render(template, pdf_is_missing=True, **context)
    response = Response(data, content_type="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{filename}.pdf")
    return response


def _paper(template: str, title: str, context: dict[str, Any]) -> str:
    """The letter alone on a page with the house's styles inside, as the browser prints it."""
    html = render_template(template, **context)
    start, end = html.index("<article"), html.index("</article>")
    body = html[start:end] + "</article>"
    return page_of(title, _style(), body)


def _style() -> str:
    place = Path(str(current_app.static_folder)) / "house.css"
    return place.read_text(encoding="utf-8")

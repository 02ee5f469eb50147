"""Rendering: Jinja templates with the visitor's language, and who the visitor is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from core.sessions import YEAR
from core.words import LANGUAGES, Translate, language_of, translator

FOLDER = Path(__file__).parent / "pages"
LANGUAGE_COOKIE = "salon_lang"


class Draw(Protocol):
    """Turns a template into an answer, in the visitor's language."""

    def __call__(self, request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> Response: ...


def drawing(folders: Sequence[Path], settings_language: str, version: str) -> Draw:
    """Return what draws templates from our folder and those that adapters bring."""
    loader = ChoiceLoader([FileSystemLoader(folder) for folder in (FOLDER, *folders)])
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    def draw(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
        language = language_for(request, settings_language)
        known = {
            "_": translator(language),
            "language": language,
            "languages": LANGUAGES,
            "path": request.url.path,
            "version": version,
            "me": None,
            **context,
        }
        return with_language(request, HTMLResponse(env.get_template(template).render(known), status_code=status))

    return draw


def with_language(request: Request, answer: Response) -> Response:
    """Return an answer that is in the visitor's language, which is remembered if it was just chosen."""
    if (chosen := request.query_params.get("lang")) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, str(chosen), max_age=YEAR, samesite="lax")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


def language_for(request: Request, default: str = "en") -> str:
    """Return the language a visitor reads: asked for, chosen before, or the browser's."""
    for wish in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return language_of(request.headers.get("accept-language"), default)


def translate_for(request: Request) -> Translate:
    """Return what translates for a visitor."""
    return translator(language_for(request))


def moment(at: datetime) -> str:
    """Write a moment for JSON and for `<time>`."""
    return at.isoformat()

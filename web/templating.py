"""What makes drawing a page cheap: components are set up once, translations are looked up once a request, an icon is
drawn once. Templates look the same with and without it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, g
from flask_babel import get_translations
from jinja2 import StrictUndefined, Template, pass_eval_context
from jinja2.environment import create_cache
from jinja2.nodes import EvalContext
from markupsafe import Markup


class SteadyTemplate(Template):
    """A template whose macros know environment globals only. Jinja would compare the context's globals with its own
    at every import of a component, which takes longer than most of what the components do."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def install(app: Flask) -> None:
    env = app.jinja_env
    env.template_class = SteadyTemplate
    # All of them, without the book-keeping of a cache that forgets: a page of posts looks up hundreds.
    env.cache = create_cache(-1)
    env.undefined = StrictUndefined
    env.trim_blocks = True
    env.lstrip_blocks = True
    env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, drawn_once=drawn_once)


@pass_eval_context
def gettext(context: EvalContext, text: str, **values: Any) -> str:
    """The text in the reader's language, with its placeholders filled."""
    return _filled(context, translations().ugettext(text), values)


@pass_eval_context
def ngettext(context: EvalContext, singular: str, plural: str, num: int, **values: Any) -> str:
    """The form for `num`, which also fills %(num)s."""
    values.setdefault("num", num)
    return _filled(context, translations().ungettext(singular, plural, num), values)


def translations() -> Any:
    """The reader's catalogue, found once a request."""
    found = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def _filled(context: EvalContext, text: str, values: dict[str, Any]) -> str:
    if context.autoescape:
        text = Markup(text)
    return text % values if "%" in text else text


def drawn_once(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro whose output follows from its few arguments alone, remembered."""
    return lru_cache(maxsize=1_000)(macro)

"""Pages and parts: what a part says of itself, that pages hold their parts, and what templates must not hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
PARTS = sorted(FOLDER.rglob("_*.html"))
TEMPLATES = sorted([*FOLDER.rglob("*.html"), *FOLDER.rglob("*.svg")])


def named(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("part", PARTS, ids=named)
def test_a_part_says_on_its_first_line_what_it_needs(part: Path, app: Flask) -> None:
    source = part.read_text()
    said = re.match(r"\{#-? needs: (.+?) -?#\}", source.splitlines()[0])
    assert said

    assert not used_in(app, source) - set(re.findall(r"\w+", said[1]))


def used_in(app: Flask, source: str) -> set[str]:
    """The names that a template takes from outside, those aside that every page has."""
    tree = app.jinja_env.parse(source)
    with app.test_request_context():
        everywhere: dict[str, object] = {}
        app.update_template_context(everywhere)
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    return meta.find_undeclared_variables(tree) - own - set(everywhere) - set(app.jinja_env.globals)


def calls_of_page() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "blueprints").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("page", "done")
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def texts_in(node: ast.AST) -> list[str]:
    """The template names in an expression: of `"a.html" if more else None` the one."""
    return [
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and str(one.value).endswith(".html")
    ]


def test_a_page_includes_the_part_that_its_address_answers_to_htmx() -> None:
    """`page(template, part=...)`: what htmx gets must be a piece of the page that everyone else gets."""
    checked = 0
    for where, call in calls_of_page():
        parts = [
            name for keyword in call.keywords if keyword.arg == "part" for name in texts_in(keyword.value)
        ]
        if call.func.id == "page" and call.args:  # type: ignore[attr-defined]
            for whole in texts_in(call.args[0]):
                for part in parts:
                    checked += 1
                    assert part in included_from(whole), f"{where}: {whole} does not include {part}"
    assert checked > 20


def parts_for_htmx() -> list[str]:
    found = {
        name
        for _, call in calls_of_page()
        for keyword in call.keywords
        if keyword.arg == "part"
        for name in texts_in(keyword.value)
    }
    # Of f"merchant/{section}.html" only the end is known.
    return sorted(name for name in found if "/" in name)


@pytest.mark.parametrize("part", parts_for_htmx())
def test_a_part_that_is_sent_alone_begins_with_a_place_in_the_page(part: str) -> None:
    """A root with an id, or companions that name theirs; a part that only puts others together has no markup."""
    markup = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", (FOLDER / part).read_text(), flags=re.DOTALL)
    root = re.search(r"<[a-z][^>]*>", re.sub(r"\{\{.*?\}\}", "x", markup))

    assert root is None or re.search(r"\s(id|hx-swap-oob)=", root[0]), root[0]


def test_every_template_that_a_view_names_is_there() -> None:
    for where, call in calls_of_page():
        for name in texts_in(call):
            if "{" not in name and "/" in name and not name.startswith("/"):
                assert (FOLDER / name).exists(), f"{where}: {name}"


def included_from(template: str) -> set[str]:
    found: set[str] = set()
    todo = [template]
    while todo:
        source = (FOLDER / todo.pop()).read_text()
        new = set(re.findall(r'(?:include|extends|import|from)\s+"([\w/.]+)"', source))
        todo += [name for name in new - found if (FOLDER / name).exists()]
        found |= new
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_what_a_template_includes_is_there(template: Path) -> None:
    for name in re.findall(r'(?:include|extends|import|from)\s+"([\w/.]+)"', template.read_text()):
        assert (FOLDER / name).exists(), name


# What the CSP forbids and what htmx would evaluate, in the markup; what trusts a text that was not cleaned, in Jinja.
IN_MARKUP = r"\son[a-z]+\s*=|\sstyle\s*=|<style|hx-on|hx-vars|<script>|javascript:|hx-\w+=['\"]js:|hx-trigger=['\"][^'\"]*\["
IN_JINJA = r"\|\s*safe\b|autoescape|Markup\b"


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_templates_hold_no_unescaped_inline_or_evaluated_code(template: Path) -> None:
    found = code_in(template.read_text())
    if template.parent.name == "mail":
        # A mail has no style sheet to link to.
        found = [one for one in found if not one.strip().lower().startswith(("style", "<style"))]
    assert not found


def code_in(source: str) -> list[str]:
    markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", source, flags=re.DOTALL)
    return re.findall(IN_MARKUP, markup, re.IGNORECASE) + re.findall(IN_JINJA, source)


@pytest.mark.parametrize(
    "spoilt",
    [
        '<p onpointerdown="x()">',
        "{{ body|safe }}",
        '<p style="color:red">',
        "<script>x</script>",
        '<a href="javascript:x">',
    ],
)
def test_the_search_for_inline_code_sees_it(spoilt: str) -> None:
    assert code_in(spoilt)


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_form_that_writes_carries_the_token(template: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", template.read_text(), re.DOTALL):
        if re.search(r"method=\"post\"", form, re.IGNORECASE):
            assert "csrf()" in form, form[:200]

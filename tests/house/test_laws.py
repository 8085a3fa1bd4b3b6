"""The laws of the house: who may import whom, who commits, which doors are open, what every event leads to."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.events import Event
from domain import reactions

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "adapters", "domain", "web", "blueprints", "jobs", "bench")

# Every view that somebody who is not signed in may use. A new one is added here on purpose or not at all.
OPEN_ENDPOINTS = (ROOT / "tests" / "house" / "open_endpoints.txt").read_text().split()


def python_files() -> Iterator[Path]:
    for floor in FLOORS:
        yield from (ROOT / floor).rglob("*.py")
    yield from ROOT.glob("*.py")


def test_upper_floors_and_rooms_import_lower_ones_only():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def commits_in(source: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def test_there_is_one_place_that_commits():
    found = {str(path.relative_to(ROOT)): commits_in(path.read_text()) for path in python_files()}
    assert {name for name, lines in found.items() if lines} == {"core/unit.py"}


def test_the_search_for_commits_sees_one():
    assert commits_in("def f():\n    session.commit()\n") == [2]


def test_every_route_is_closed_unless_it_was_opened_on_purpose(app):
    from web.guards import is_open

    with app.app_context():
        opened = {rule.endpoint for rule in app.url_map.iter_rules() if is_open(rule.endpoint)}
    assert opened == set(OPEN_ENDPOINTS)


def closed_addresses(app) -> list[tuple[str, str]]:
    values = {
        "product_id": 1, "post_id": 1, "comment_id": 1, "question_id": 1, "answer_id": 1, "message_id": 1,
        "merchant_id": 1, "payout_id": 1, "settlement_id": 1, "case_id": 1, "line_id": 1, "refund_id": 1, "notice_id": 1, "user_id": 1,
        "invite_id": 1, "picture_id": 1, "variant_id": 1, "photo_id": 1, "id": 1,
        "handle": "alma", "number": "0123456789AB", "code": "ABCDEF12", "name": "x", "token": "x", "provider": "sandbox",
        "filename": "x", "version": "1", "session_id": "x", "tab": "x",
    }  # fmt: skip
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        address = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method=next(iter(rule.methods - {"OPTIONS", "HEAD"})))
        if rule.endpoint not in OPEN_ENDPOINTS:
            found += [(method, address) for method in rule.methods - {"OPTIONS", "HEAD"}]
    return found


def test_a_closed_route_leads_a_stranger_to_the_sign_in_page(app, client):
    from tests.web import token_of

    token = token_of(client)
    for method, address in closed_addresses(app):
        answer = client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login"), (method, address)


def test_a_write_without_a_token_is_refused(app, client):
    from tests.web import sign_in

    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    exempt = {"payments.notify"}
    for rule in app.url_map.iter_rules():
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, f"{rule.endpoint} answers {rule.methods}"
        if "POST" in rule.methods and not rule.arguments and rule.endpoint not in exempt:
            assert client.post(rule.rule).status_code == 400, rule.rule
    assert sign_in


def test_every_event_is_in_the_table_or_said_to_lead_to_nothing():
    def kinds(cls: type) -> set[str]:
        return {one.event_name() for one in cls.__subclasses__() if one.__module__.startswith("domain.")}

    listed = {*reactions.TOGETHER, *reactions.AFTERWARDS, *reactions.NOTHING_FOLLOWS}
    assert kinds(Event) == {kind.event_name() for kind in listed}


def test_no_event_is_in_both_the_table_and_the_list_of_those_that_lead_to_nothing():
    assert not set(reactions.NOTHING_FOLLOWS) & ({*reactions.TOGETHER, *reactions.AFTERWARDS})


def test_jobs_have_names_of_their_own():
    names = [(job.name, job.run) for listed in reactions.AFTERWARDS.values() for job in listed]
    assert len({name for name, _ in names}) == len(set(names))


PARTS = sorted((ROOT / "templates").rglob("_*.html"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("part", PARTS, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_part_says_on_its_first_line_what_it_needs(part):
    assert re.match(r"\{#-? needs: .+ -?#\}", part.read_text().splitlines()[0])


def test_a_page_includes_the_part_that_its_address_answers_to_htmx():
    """`page(template, part=...)`: the part that htmx gets must be a piece of the page that everyone else gets."""
    called = re.compile(r'page\(\s*"([\w/.]+)",\s*part="([\w/.]+)"')
    for path in (ROOT / "blueprints").rglob("*.py"):
        for whole, part in called.findall(path.read_text()):
            assert part in included_from(whole), f"{whole} does not include {part}"


def included_from(template: str) -> set[str]:
    found: set[str] = set()
    todo = [template]
    while todo:
        text = (ROOT / "templates" / todo.pop()).read_text()
        new = set(re.findall(r'(?:include|extends|import)\s+"([\w/.]+)"', text)) | set(re.findall(r'from\s+"([\w/.]+)"', text))
        todo += [name for name in new - found if (ROOT / "templates" / name).exists()]
        found |= new
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_hold_no_unescaped_inline_or_evaluated_code(template):
    text = template.read_text()
    forbidden = r"\|\s*safe\b|\son(click|load|error|change|submit|input)=|\sstyle=|hx-on|<script>|hx-vals=['\"]js:|hx-trigger=['\"][^'\"]*\[|render_template_string"
    assert not re.search(forbidden, text)

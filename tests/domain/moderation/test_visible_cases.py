"""Whose cases a moderator sees: everybody's but her own, and nobody else sees any."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import delete, select

from core import clock
from core.db import session
from core.errors import NotAllowed, NotFound
from core.unit import action
from domain.moderation import actions, policy, queries
from domain.moderation.models import Case, Report
from domain.people.viewer import ANONYMOUS
from tests.cast import Cast
from tests.domain.moderation.world import make_world

NUMBERS = strategies.integers(0, 5)
KINDS = strategies.sampled_from(["post", "person", "product"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=strategies.lists(strategies.tuples(KINDS, NUMBERS), max_size=8))
def test_can_see_and_visible_cases_agree(cast: Cast, cases: list[tuple[str, int]]):
    people = [cast.alma, cast.bo, cast.chen, cast.dora, cast.eve, cast.olga]
    _arrange(cast, [(kind, people[number].id) for kind, number in cases])
    selling = replace(cast.dora, merchant_ids=frozenset({cast.merchant_id}))

    for viewer in (*people, selling, ANONYMOUS):
        listed = set(session.scalars(policy.visible_cases(select(Case.id), viewer)))
        assert listed == {one.id for one in session.scalars(select(Case)) if policy.can_see(viewer, one)}


@action
def _arrange(cast: Cast, cases: list[tuple[str, int]]) -> None:
    session.execute(delete(Report))
    session.execute(delete(Case))
    for kind, subject_id in cases:
        target_id = cast.product_id if kind == "product" else 1
        session.add(
            Case(
                target_type=kind,
                target_id=target_id,
                subject_id=subject_id,
                state="decided",
                opened_at=clock.now(),
            )
        )


def test_a_moderator_does_not_learn_who_reported_her(cast: Cast):
    about_dora = actions.report(cast.bo, "person", cast.dora.id, reason="abuse")

    assert len(queries.queue(cast.dora)) == 0
    with pytest.raises(NotFound):
        queries.case(cast.dora, about_dora)
    assert [one.id for one in queries.queue(cast.olga)] == [about_dora]


def test_nobody_but_moderators_reads_the_queue(cast: Cast):
    for viewer in (cast.alma, cast.bo, cast.chen, cast.eve, ANONYMOUS):
        for read in (queries.queue, queries.history, queries.open_count):
            with pytest.raises(NotAllowed):
                read(viewer)


def test_a_report_opens_a_friends_only_post_to_the_moderators(cast: Cast):
    world = make_world(cast, audience="friends")
    case_id = actions.report(cast.bo, "post", world.post, reason="abuse")

    content = queries.case(cast.dora, case_id).content

    assert content is not None
    assert "sweetest" in content.body_html

"""News of what moderators decided, to both sides, and of withdrawals."""

import pytest

from domain.ledger import actions as ledger
from domain.moderation import actions
from tests.cast import Cast
from tests.domain.moderation.world import WORDS, make_world
from tests.domain.notices.world import everybody_told, kinds, only, told
from tests.orders import receive, sell


def test_the_author_reads_the_reason_and_the_reporters_the_outcome(cast: Cast):
    world = make_world(cast)
    told(cast.alma)
    case_id = actions.report(cast.bo, "comment", world.comment, reason="spam")
    actions.report(cast.eve, "comment", world.comment, reason="abuse")
    actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS)

    row = only(cast.alma, "folded")

    assert (row.target_type, row.target_id, row.facts) == (
        "comment", world.comment, {"reason": WORDS, "post_id": world.post},
    )  # fmt: skip
    assert row.quote == "And cheap"
    for reporter in (cast.bo, cast.eve):
        assert only(reporter, "report").facts == {"verb": "fold", "what": "comment"}


def test_neither_side_learns_who_the_other_is_nor_who_decided(cast: Cast):
    world = make_world(cast)
    told(cast.alma)
    case_id = actions.report(cast.bo, "post", world.post, reason="spam")
    actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS)
    actions.restore(cast.dora, case_id, words="Read again")

    rows = [*told(cast.alma), *told(cast.bo)]

    assert {row.kind for row in rows} >= {"folded", "restored", "report"}
    assert all(row.actors == () for row in rows if row.kind in ("folded", "restored", "report"))


@pytest.mark.parametrize("kind", ["post", "comment", "question", "answer", "message", "product"])
def test_every_kind_of_thing_has_its_place(cast: Cast, kind: str):
    world = make_world(cast)
    case_id = actions.report(cast.olga, kind, world.id_of(kind), reason="spam")
    actions.fold(cast.dora, case_id, reason_code="spam", words=WORDS)
    owner = cast.chen if kind in ("answer", "product") else cast.alma

    assert None not in only(owner, "folded").facts.values()


def test_a_dismissal_is_told_to_the_reporters_only(cast: Cast):
    case_id = actions.report(cast.bo, "person", cast.alma.id, reason="spam")
    actions.dismiss(cast.dora, case_id, words="A quarrel")

    assert everybody_told() == {(cast.bo.id, "report")}
    assert "A quarrel" not in str(only(cast.bo, "report").facts)


def test_a_moderator_who_reported_and_decided_hears_nothing_of_it(cast: Cast):
    case_id = actions.report(cast.dora, "person", cast.alma.id, reason="spam")
    actions.dismiss(cast.dora, case_id)

    assert everybody_told() == set()


def test_a_suspension_by_a_case_is_told_once(cast: Cast):
    case_id = actions.report(cast.bo, "person", cast.alma.id, reason="spam")
    actions.suspend(cast.dora, case_id, reason_code="spam", words=WORDS, days=3)

    assert kinds(cast.alma) == ["suspended"]
    assert only(cast.bo, "report").facts["verb"] == "suspend"


def test_a_decided_withdrawal_is_told_with_amount_and_reason(cast: Cast, time):
    sold = sell(cast, 100_000, angel_id=cast.alma.id)
    receive(sold)
    time.pass_(days=8)
    from domain.angels import commissions

    commissions.vest_due()
    payout_id = ledger.request_payout(cast.alma, cents=15_000, destination="Bank", currency="CNY")
    time.pass_(days=2)
    ledger.reject_payout(cast.olga, payout_id, reason="The name does not fit")

    row = only(cast.alma, "payout")

    assert row.facts == {
        "state": "rejected",
        "cents": 15_000,
        "reason": "The name does not fit",
        "shop": False,
    }


def test_a_withdrawal_that_she_takes_back_herself_is_no_news(cast: Cast, time):
    sold = sell(cast, 100_000, angel_id=cast.alma.id)
    receive(sold)
    time.pass_(days=8)
    from domain.angels import commissions

    commissions.vest_due()
    payout_id = ledger.request_payout(cast.alma, cents=15_000, destination="Bank", currency="CNY")
    ledger.cancel_payout(cast.alma, payout_id)

    assert "payout" not in kinds(cast.alma)

"""An invite makes a friendship, and nothing else."""

import pytest

from core.errors import NotFound, Refused
from domain.people import actions, passwords, queries
from domain.people.viewer import ANONYMOUS
from tests.cast import Cast


def test_eve_becomes_a_friend_by_almas_link(cast: Cast) -> None:
    code = actions.make_invite(cast.alma)

    actions.accept_invite(cast.eve, code)

    assert queries.relation(cast.alma, cast.eve.id).is_friend
    assert queries.invites(cast.alma)[0].used_count == 1


def test_it_is_counted_once_a_friend(cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    actions.accept_invite(cast.eve, code)
    actions.accept_invite(cast.eve, code)
    actions.accept_invite(cast.bo, code)

    assert queries.invites(cast.alma)[0].used_count == 1


def test_an_account_can_be_made_with_one(cast: Cast) -> None:
    code = actions.make_invite(cast.alma)

    fay_id = actions.join(
        handle="fay", display_name="Fay", email=None, password_hash=passwords.hash_of("x"), invite_code=code
    )

    assert queries.relation(cast.alma, fay_id).is_friend


def test_an_ended_link_leads_nowhere(cast: Cast) -> None:
    code = actions.make_invite(cast.alma)
    actions.end_invite(cast.alma, code)

    with pytest.raises(NotFound):
        queries.invite(ANONYMOUS, code)
    with pytest.raises(NotFound):
        actions.accept_invite(cast.eve, code)


def test_only_its_maker_ends_it(cast: Cast) -> None:
    code = actions.make_invite(cast.alma)

    with pytest.raises(NotFound):
        actions.end_invite(cast.eve, code)


def test_nobody_befriends_herself_by_her_own_link(cast: Cast) -> None:
    code = actions.make_invite(cast.alma)

    with pytest.raises(Refused):
        actions.accept_invite(cast.alma, code)

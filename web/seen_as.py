"""View as: whose eyes one borrows to look at one's own page."""

from dataclasses import dataclass, replace

from flask_babel import gettext

from core.errors import NotFound
from domain.people import queries as people
from domain.people.queries import Person, Profile
from domain.people.viewer import ANONYMOUS, Viewer
from domain.says.queries import NOBODY_IN_PARTICULAR
from domain.stores import queries as stores
from domain.stores.queries import Shop
from domain.viewers import viewer_of
from web.guards import viewer

FRIENDS_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Eyes:
    """`words` say whose they are; `friends` and `shops` are the others that may be chosen."""

    viewer: Viewer
    seen_as: str
    words: str
    friends: list[Person]
    shops: list[Shop]


def borrowed(person: Profile, seen_as: str) -> Eyes:
    """`seen_as` is stranger, merchant, shop:ID or friend:HANDLE. Raises NotFound for anybody's page but one's own."""
    if viewer().id != person.id:
        raise NotFound
    shops = stores.shops_around(viewer())
    other, words = _somebody(seen_as, shops)
    friends = people.friends(viewer(), size=FRIENDS_OFFERED).items
    return Eyes(other, seen_as, words, list(friends), shops)


def _somebody(seen_as: str, shops: list[Shop]) -> tuple[Viewer, str]:
    kind, _, which = seen_as.partition(":")
    if seen_as == "stranger":
        return ANONYMOUS, gettext("So a stranger sees your page.")
    elif seen_as == "merchant":
        words = gettext(
            "So a merchant sees your page: like everybody who is signed in and no friend of yours."
        )
        return NOBODY_IN_PARTICULAR, words
    elif kind == "shop":
        return _of_shop(which, shops)
    elif kind == "friend":
        friend_id = people.id_of(viewer(), which)
        if not people.relation(viewer(), friend_id).is_friend:
            raise NotFound
        friend = viewer_of(friend_id)
        return friend, gettext("So %(name)s sees your page.", name=friend.display_name)
    else:
        raise NotFound


def _of_shop(which: str, shops: list[Shop]) -> tuple[Viewer, str]:
    """The eyes of its people, whoever they are: it is nobody's business which of them has blocked her."""
    for shop in shops:
        if str(shop.id) == which:
            words = gettext(
                "So the people of %(name)s see your page, as far as they are no friends of yours.",
                name=shop.name,
            )
            return replace(
                NOBODY_IN_PARTICULAR,
                merchant_ids=frozenset({shop.id}),
                merchant_roles=frozenset({(shop.id, "support")}),
            ), words
    raise NotFound

"""What looks odd about a credited sale, one rule each. Pure: facts in, names of signals out.

A signal is a reason to look, never a verdict: enough of them hold the commission until an operator has looked, with
the reasons shown to the angel. The buyer and the sale are never touched. Source: rules.md 6.2.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.i18n import N_

# From this score on a commission is held.
THRESHOLD = 3
REVIEWED_WITHIN = timedelta(days=14)
APPEALED_WITHIN = timedelta(days=14)
TRACES_KEPT = timedelta(days=90)
RING_WITHIN = timedelta(days=30)
LONGEST_RING = 3
BUYERS_WITHIN = timedelta(days=90)
NEW_ACCOUNT = timedelta(days=7)
FEWEST_BUYERS = 4
TOO_FAST = timedelta(seconds=5)
FEWEST_SALES = 5
CLUSTER_WITHIN = timedelta(hours=1)
FEWEST_CLICKS = 20
# More than nine of ten clicks lead nowhere.
IDLE_BPS = 9_000
SALES_A_DAY = 50


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a credited sale when it has been paid.

    `edges`: (angel, buyer) -> how many paid lines of the last 30 days, this one among them. `buyers`: buyer -> how old
    her account was when she first bought by this angel, of the last 90 days. `sold`, `refunded`: paid lines of the
    product by this angel, and those of them that went back; `all_sold`, `all_refunded`: the product's own. `clicks`: on
    the angel's links within the hour before the touch; `idle_clicks`: those that led to nothing the site can see.
    `sales_today`: lines that credit her since yesterday at this time."""

    angel_id: int
    buyer_id: int
    shares_browser: bool = False
    shares_contact: bool = False
    shares_payer: bool = False
    edges: Mapping[tuple[int, int], int] = field(default_factory=dict)
    buyers: Mapping[int, timedelta] = field(default_factory=dict)
    touched_at: datetime | None = None
    placed_at: datetime | None = None
    sold: int = 0
    refunded: int = 0
    all_sold: int = 0
    all_refunded: int = 0
    clicks: int = 0
    idle_clicks: int = 0
    sales_today: int = 0


def same_browser(facts: Facts) -> bool:
    return facts.shares_browser


def same_contact(facts: Facts) -> bool:
    return facts.shares_contact


def same_payer(facts: Facts) -> bool:
    return facts.shares_payer


def ring(facts: Facts) -> bool:
    """Two or three people buy by one another's word."""
    return _rounds(facts) > 0


def busy_ring(facts: Facts) -> bool:
    """They do so again and again."""
    return _rounds(facts) > 1


def _rounds(facts: Facts) -> int:
    """How often the ways from the angel back to the buyer have all been gone, of the ring that was gone most."""
    there = facts.edges.get((facts.angel_id, facts.buyer_id), 0)
    back = facts.edges.get((facts.buyer_id, facts.angel_id), 0)
    by_way_of = [
        min(times, facts.edges.get((third, facts.angel_id), 0))
        for (angel, third), times in facts.edges.items()
        if angel == facts.buyer_id and third not in (facts.angel_id, facts.buyer_id)
    ]
    return min(there, max([back, *by_way_of]))


def new_buyers(facts: Facts) -> bool:
    """Over half of her buyers made their account within days of the purchase."""
    fresh = sum(age < NEW_ACCOUNT for age in facts.buyers.values())
    return len(facts.buyers) >= FEWEST_BUYERS and 2 * fresh > len(facts.buyers)


def too_fast(facts: Facts) -> bool:
    """Nobody reads a page and fills in a checkout in five seconds."""
    if facts.touched_at is None or facts.placed_at is None:
        return False
    return facts.placed_at - facts.touched_at < TOO_FAST


def many_refunds(facts: Facts) -> bool:
    """The share of her sales that goes back is over twice that of the product."""
    if facts.sold < FEWEST_SALES or not facts.all_sold or not facts.refunded:
        return False
    return facts.refunded * facts.all_sold > 2 * facts.all_refunded * facts.sold


def idle_clicks(facts: Facts) -> bool:
    """Many came by her links at once, and nearly none of them went on."""
    return facts.clicks >= FEWEST_CLICKS and facts.idle_clicks * 10_000 > facts.clicks * IDLE_BPS


def too_many(facts: Facts) -> bool:
    """More sales in a day than are let through unseen."""
    return facts.sales_today > SALES_A_DAY


@dataclass(frozen=True, slots=True)
class Signal:
    """`words` are read by the angel; `weight` counts towards THRESHOLD."""

    name: str
    weight: int
    words: str
    rule: Callable[[Facts], bool] | None = None


# What many honest people do weighs too little to hold anything by itself.
SIGNALS = (
    Signal("same_browser", 3, N_("The buyer used a browser in which your account was signed in too."), same_browser),
    Signal("same_contact", 3, N_("The parcel goes to an address or a telephone number that your account uses too."), same_contact),
    Signal("same_payer", 3, N_("It was paid from an account that has paid for you too."), same_payer),
    Signal("ring", 2, N_("You and the buyer bought by one another’s word within 30 days, directly or by way of a third."), ring),
    Signal("busy_ring", 1, N_("That has happened more than once."), busy_ring),
    Signal("new_buyers", 1, N_("More than half of those who bought by your word had just made their account."), new_buyers),
    Signal("too_fast", 2, N_("Less than five seconds lay between your link and the order."), too_fast),
    Signal("many_refunds", 1, N_("Of what is bought by your word more than twice as much goes back as of this product in all."), many_refunds),
    Signal("idle_clicks", 1, N_("Many visits came by your links at once, and nearly none of them went on."), idle_clicks),
    Signal("too_many", 3, N_("More than 50 sales were credited to you within a day. They are looked at before they count."), too_many),
    Signal("dispute", 3, N_("The buyer’s bank takes the money for another order of hers back.")),
)  # fmt: skip
NAMES = {signal.name: signal for signal in SIGNALS}


def found_in(facts: Facts) -> tuple[str, ...]:
    """The names of what looks odd, in the order of the list."""
    return tuple(signal.name for signal in SIGNALS if signal.rule is not None and signal.rule(facts))


def score(names: Collection[str]) -> int:
    return sum(NAMES[name].weight for name in names)


def holds(names: Collection[str]) -> bool:
    return score(names) >= THRESHOLD


def words_of(names: str) -> tuple[str, ...]:
    """The sentences behind names with commas, as a review keeps them."""
    return tuple(NAMES[name].words for name in names.split(",") if name in NAMES)

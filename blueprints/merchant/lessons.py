"""From 0 to 1: short lessons for who begins to sell. Each is read in a minute and leads to where it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from core.errors import NotFound
from core.i18n import N_
from domain.merchants.lessons import lessons_read, mark_lesson
from web.guards import viewer
from web.limits import WRITING, limiter
from web.respond import done, page

bp = Blueprint("merchant_lessons", __name__, url_prefix="/merchant/lessons")


@dataclass(frozen=True, slots=True)
class Lesson:
    """`points`: what to do, and why, each a heading and some sentences. `endpoint`: where it is done."""

    slug: str
    icon: str
    title: str
    lead: str
    points: Sequence[tuple[str, str]]
    endpoint: str
    deed: str


LESSONS = (
    Lesson(
        "pictures",
        "camera",
        N_("Pictures that answer questions"),
        N_("Nobody can touch your goods through a screen. A picture that hides nothing sells more than one that shines."),
        (
            (N_("By daylight, at a window"), N_("Lamps turn peaches grey. Put the goods beside a window, without flash, and wipe the lens first.")),
            (N_("First the whole, then the inside"), N_("One picture of all that arrives, one cut open, one in a hand for the size, one of the box as it is sent.")),
            (N_("Show the flaw too"), N_("A spot on the skin that the buyer has seen before is no reason to send it back.")),
            (N_("Say what the picture shows"), N_("The words under a picture are read out to people who cannot see it, and are found by the search.")),
        ),
        "merchant_products.index",
        N_("Go to your products"),
    ),
    Lesson(
        "price",
        "tag",
        N_("A price and a commission that you can keep"),
        N_("You decide how much of the price goes to those who recommend you. Count before you promise."),
        (
            (N_("Count from the end"), N_("Price less goods, box, postage, the fee of the site and the commission: that is yours. If it is not enough for one parcel in twenty that comes back, the price is too low.")),
            (N_("Between 5 and 40 per cent"), N_("Food that people buy again does well with 8 to 15. More is for what is bought once, or for what nobody knows yet.")),
            (N_("Raise at once, cut with notice"), N_("A higher commission holds at once. A lower one reaches your angels after 7 days: they have told others of the old one.")),
            (N_("No false discounts"), N_("A crossed-out price that was never asked is against the law. A coupon with an honest end is not.")),
        ),
        "merchant_products.index",
        N_("See what a price means in money"),
    ),
    Lesson(
        "answering",
        "chat",
        N_("Answer as if a hundred were reading"),
        N_("A question in the group is read by everybody who thinks of buying. Your answer is your best shop window."),
        (
            (N_("Within a day"), N_("Who waits longer has bought elsewhere. Morning and evening, ten minutes each, are enough for a small shop.")),
            (N_("The answer first"), N_("Begin with yes, no, or the number. Then the reason. Thank people after that, not before.")),
            (N_("Say when it does not fit"), N_("“This one is too sour for a child, take the other” loses a sale and wins a customer.")),
            (N_("Complaints in the open"), N_("Say what went wrong, what you do now, and by when. Never ask for a better rating in return.")),
        ),
        "merchant.questions",
        N_("See who waits for an answer"),
    ),
    Lesson(
        "sending",
        "truck",
        N_("Send so that it arrives as it left"),
        N_("The box is the first thing of you that the buyer holds. Many bad ratings of good goods are about the way."),
        (
            (N_("Say a day and keep it"), N_("Paid before noon, sent on the same day: if you cannot, write the day that you can into the description.")),
            (N_("Drop it once"), N_("Pack one, let it fall from your hip, open it. What broke will break on the road too.")),
            (N_("A number for each parcel"), N_("Type the tracking number when the parcel leaves, not when you find time: the buyer sees it at once and does not have to ask.")),
            (N_("A line by hand"), N_("How to keep it, when it is ripe, whom to ask. It costs nothing, and people photograph it.")),
        ),
        "merchant_shipping.index",
        N_("Settle your shipping"),
    ),
    Lesson(
        "returns",
        "refresh",
        N_("Returns without a quarrel"),
        N_("A refund that is quick costs you one parcel. A quarrel costs you everybody who reads it."),
        (
            (N_("Look at the deadline first"), N_("Each case says until when you have to decide. If you are silent, it is decided without you.")),
            (N_("Fresh food does not come back"), N_("A photo is enough. Give the money for what was bad and let the buyer keep the rest.")),
            (N_("Offer a part when a part is bad"), N_("Three bruised peaches out of twelve are a quarter of the price, offered in the first answer.")),
            (N_("Learn from it"), N_("The same problem three times is not bad luck: change the box, the carrier or the description.")),
        ),
        "cases.at_merchant",
        N_("See what is to be decided"),
    ),
    Lesson(
        "law",
        "shield",
        N_("What you may say, and what you may not"),
        N_("The law of advertising holds for you and for what you hand to your angels. It is quickly learnt."),
        (
            (N_("No best, no first, no cure"), N_("“The best”, “number one” and “heals” are forbidden for ordinary goods. Say what can be measured: sweetness, weight, day of harvest.")),
            (N_("Recommendations carry a label"), N_("Who earns by a sale says so. The site puts the label there by itself; never ask anybody to leave it off.")),
            (N_("Do not pay for stars"), N_("No money, gift or coupon for a good rating. You may ask for an honest one.")),
            (N_("One level only"), N_("Angels earn by what they recommend, never by bringing in other angels. Pay nobody by the head.")),
        ),
        "merchant.settings",
        N_("Look at your terms of sale"),
    ),
)  # fmt: skip
BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}


@bp.get("")
def index() -> Response:
    return page("merchant/lessons.html", lessons=LESSONS, read=lessons_read(viewer()))


@bp.get("/<slug>")
def show(slug: str) -> Response:
    if slug not in BY_SLUG:
        raise NotFound
    place = LESSONS.index(BY_SLUG[slug])
    return page(
        "merchant/lesson.html",
        part="merchant/_lesson_read.html",
        lesson=BY_SLUG[slug],
        number=place + 1,
        following=LESSONS[place + 1] if place + 1 < len(LESSONS) else None,
        count=len(LESSONS),
        is_read=slug in lessons_read(viewer()),
    )


@bp.post("/<slug>/reading")
@limiter.limit(WRITING)
def mark(slug: str) -> Response:
    """`do` = unread takes it back."""
    is_read = request.form.get("do") != "unread"
    mark_lesson(viewer(), slug, is_read=is_read)
    return done(
        url_for("merchant_lessons.index") if is_read else url_for("merchant_lessons.show", slug=slug),
        part="merchant/_lesson_read.html",
        lesson=BY_SLUG[slug],
        is_read=is_read,
    )

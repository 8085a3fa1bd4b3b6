"""The story of the demo world: what its people did, day by day, through the site's own actions under a set clock.

Everything follows from one seed; dates are relative to today.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import select

from adapters.media import Picture
from core import clock, outbox, unit
from core.db import session
from core.errors import DomainError
from domain.angels import actions as angels, commissions
from domain.angels.models import ShareLink
from domain.catalog import actions as catalog
from domain.catalog.actions.variants import NewVariant
from domain.catalog.models import Variant
from domain.groups import actions as groups, queries as group_queries
from domain.ledger import actions as ledger
from domain.merchants import actions as merchants, papers
from domain.moderation import actions as moderation
from domain.orders import actions as orders, queries as order_queries
from domain.orders.actions import Recipient
from domain.people import actions as people
from domain.people.actions.friends import make_friends
from domain.people.viewer import Viewer
from domain.says import actions as says
from domain.viewers import viewer_of
from jobs.demo import (
    asking,
    books,
    chatting,
    circle,
    composing,
    coupons,
    dues,
    fandesk,
    guarding,
    kinds,
    sending,
    shelves,
    words,
    writing,
)
from jobs.demo.people import OWNERS, Member, members
from jobs.demo.shops import SHOPS, Goods

BATCH = 250
STOCK = 300
STREETS = ("梧桐路 12 号", "新华街 88 号 3 楼", "桂花巷 5 号", "Riverside 7, flat 4", "中山東路 21 號")
REGIONS = ("浙江 杭州", "上海", "广东 深圳", "四川 成都", "臺南市", "北京 朝阳")
CARRIERS = ("顺丰", "中通", "圆通", "SF Express")
FRIENDS_OF_BO = ("alma", "ningning", "mrs_wu", "meimei", "tom_liu", "xiaoyu", "dashu", "guoguo", "jane_k")
FRIENDS_OF_ALMA = (
    "bo",
    "ningning",
    "meimei",
    "qiuqiu",
    "laoding",
    "amei_tw",
    "jane_k",
    "susu",
    "taozi",
    "chuchu",
    "leo",
    "mrs_wu",
)
DURIAN = "金枕榴莲 整果"


@dataclass(slots=True)
class Item:
    product_id: int
    variant_ids: list[int]
    goods: Goods
    merchant: str


@dataclass(slots=True)
class Deed:
    """Something that is done `days_ago`, in the order of time."""

    days_ago: float
    do: Callable[[], object]


@dataclass(slots=True)
class Story:
    seed: int
    currency: str
    password_hash: str
    pictures: Mapping[str, Sequence[Picture]]
    tell: Callable[[str], object]
    rng: Random = field(init=False)
    ids: dict[str, int] = field(default_factory=dict)
    merchant_ids: dict[str, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    friends: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    deeds: list[Deed] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)

    def run(self) -> None:
        with outbox.history():
            self.tell("people")
            self._at(420, self._people_join)
            self._at(400, self._friendships)
            self._at(399, self._faces_appear)
            self.tell("shops")
            self._at(380, self._shops_open)
            self.tell("purchases and posts")
            self._plan()
            self._perform(lambda deed: deed.days_ago > RECENT_DAYS)
        self._perform(lambda deed: deed.days_ago <= RECENT_DAYS)
        self._at(3, lambda: dues.ask(self))
        self._at(0.3, lambda: circle.draw(self))
        self._at(0.2, lambda: shelves.fill(self))
        self._at(0.1, lambda: books.keep(self))
        self._at(0.1, lambda: guarding.keep(self))
        self._at(0.12, lambda: chatting.talk(self, DURIAN))
        self._at(0.1, lambda: asking.answer_and_help(self, DURIAN))
        self._at(0.1, lambda: sending.offer_ways(self, DURIAN))
        self._at(0.09, lambda: coupons.give_out(self, DURIAN))
        self._at(0.3, lambda: writing.send_papers(self))
        self._at(0.08, lambda: writing.correspond(self, DURIAN))
        self._at(0.05, lambda: writing.bring_goods(self))
        self._at(0.08, lambda: fandesk.keep(self, DURIAN))

    def viewer(self, handle: str) -> Viewer:
        if handle not in self.viewers:
            self.viewers[handle] = viewer_of(self.ids[handle])
        return self.viewers[handle]

    def item(self, title: str) -> Item:
        return next(item for item in self.items if item.goods.title == title)

    # Time

    def _at(self, days_ago: float, do: Callable[[], object]) -> None:
        with clock.shifted(timedelta(days=-days_ago)), unit.one_commit():
            do()

    def later(self, days_ago: float, do: Callable[..., object], *about: Any, **how: Any) -> None:
        self.deeds.append(Deed(max(days_ago, 0.003), partial(do, *about, **how)))

    def _perform(self, which: Callable[[Deed], bool]) -> None:
        """Does the deeds that are due, oldest first; a deed may plan further ones that come later."""
        while due := sorted(filter(which, self.deeds), key=lambda deed: -deed.days_ago)[:BATCH]:
            taken = set(map(id, due))
            self.deeds = [deed for deed in self.deeds if id(deed) not in taken]
            with unit.one_commit():
                for deed in due:
                    with clock.shifted(timedelta(days=-deed.days_ago)):
                        deed.do()

    # Who there is

    def _people_join(self) -> None:
        for member in members():
            self._join(member)
        people.grant_role(None, self.ids["olga"], role="operator")
        people.grant_role(None, self.ids["dora"], role="moderator")
        self.viewers.clear()

    def _join(self, member: Member) -> None:
        self.ids[member.handle] = people.join(
            handle=member.handle,
            display_name=member.name,
            email=f"{member.handle}@example.org",
            password_hash=self.password_hash,
            locale=member.locale,
        )
        who = self.viewer(member.handle)
        people.change_profile(who, display_name=member.name, bio=member.bio, locale=member.locale, theme="")
        shown = (
            "named"
            if member.handle in (*FRIENDS_OF_BO, *FRIENDS_OF_ALMA)
            else self.rng.choice(("named", "counted", "counted", "hidden"))
        )
        # Some want to be found by what they buy, and let their friends keep their names.
        is_open = member.handle in FRIENDS_OF_BO or len(member.handle) % 2 == 0
        people.change_privacy(
            who, purchases_shown=shown, suggests_by_purchases=is_open, is_exportable=is_open
        )

    def _friendships(self) -> None:
        pairs = {tuple(sorted(("bo", friend))) for friend in FRIENDS_OF_BO}
        pairs |= {tuple(sorted(("alma", friend))) for friend in FRIENDS_OF_ALMA}
        crowd = [member.handle for member in members() if member.handle not in ("eve", "olga", "bo", "alma")]
        while len(pairs) < 150:
            pairs.add(tuple(sorted(self.rng.sample(crowd, 2))))
        code = people.make_invite(self.viewer("bo"))
        for friend in ("jane_k", "tom_liu"):
            people.accept_invite(self.viewer(friend), code)
        _befriended([(self.ids[one], self.ids[other]) for one, other in sorted(pairs)])
        for one, other in pairs:
            self.friends[one].add(other)
            self.friends[other].add(one)
        for fan in self.rng.sample(crowd, 22):
            if "alma" not in self.friends[fan]:
                people.follow(self.viewer(fan), self.ids["alma"])
        people.follow(self.viewer("eve"), self.ids["alma"])

    def _faces_appear(self) -> None:
        for handle in self.ids:
            if pictures := self.pictures.get("avatar:" + handle):
                people.change_avatar(self.viewer(handle), avatar_key=pictures[0].key)

    # What is sold

    def _shops_open(self) -> None:
        olga = self.viewer("olga")
        for shop in SHOPS:
            merchant_id = merchants.apply(
                self.viewer(shop.owner),
                kind=shop.kind,
                name=shop.name,
                about=shop.about,
                registration="91330100MA2" + str(abs(hash_of(shop.name)))[:7],
                contact=f"{shop.owner}@example.org",
                agrees=True,
            )
            merchants.decide(olga, merchant_id, verdict="verified", reason="")
            # She has a shop now, which a viewer carries.
            del self.viewers[shop.owner]
            owner = self.viewer(shop.owner)
            self.merchant_ids[shop.owner] = merchant_id
            merchants.settle_terms(
                owner,
                merchant_id,
                about=shop.about,
                contact=f"{shop.owner}@example.org",
                shipping_cents=shop.shipping_cents,
                free_shipping_from_cents=shop.free_from_cents,
                accepts_transfer=True,
                transfer_details=f"中国农业银行 6228 4800 {abs(hash_of(shop.owner)) % 9000 + 1000} 0012\n{shop.name}",
                accepts_cod=shop.kind == "person" or shop.owner == "chen",
                cod_terms="到付，验货后付款。" if shop.kind == "person" or shop.owner == "chen" else "",
            )
            # Else the papers of half a year ago would be overdue, and every shop of the world suspended.
            self.later(100, papers.confirm_again, olga, merchant_id)
            for goods in shop.goods:
                self._put_on_sale(owner, merchant_id, shop.owner, goods)
            if shop.owner == "chen":
                catalog.set_caps(owner, merchant_id, line_cents=None, order_cents=6_000)

    def _put_on_sale(self, owner: Viewer, merchant_id: int, merchant: str, goods: Goods) -> None:
        product_id = catalog.create_product(
            owner,
            merchant_id,
            title=goods.title,
            new_category=goods.category,
            description=goods.text,
            variants=[NewVariant(name, price, STOCK) for name, price in goods.variants],
            rate_bps=goods.rate * 100,
            pictures=[(picture, goods.title) for picture in self.pictures["product:" + goods.title]],
            on_sale=True,
        )
        variants = session.scalars(
            select(Variant.id).where(Variant.product_id == product_id).order_by(Variant.position)
        )
        self.items.append(Item(product_id, list(variants), goods, merchant))

    # What happens

    def _plan(self) -> None:
        rng = self.rng
        crowd = [
            member.handle
            for member in members()
            if member not in OWNERS and member.handle not in ("olga", "dora", "eve")
        ]
        self._plan_endorsements(crowd)
        self._plan_cast()
        kinds.plan(self)
        for _ in range(50):
            buyer, item = rng.choice(crowd), self._liked(rng)
            repeats = rng.choice((1, 1, 1, 2, 2, 3))
            begin = rng.uniform(25, 330)
            for time in range(repeats):
                self._plan_purchase(buyer, item, begin - time * rng.uniform(8, 40))
        for _ in range(306):
            self._plan_free_post(rng.choice(crowd), rng.uniform(0.1, 200))
        for item in self.items:
            self._plan_questions(item, crowd)
        self._plan_chats()
        for days_ago in (*range(320, 0, -20), 10):
            self.later(days_ago, self._ripen)
        self._plan_unfinished(crowd)
        composing.plan(self)

    def _liked(self, rng: Random) -> Item:
        """Some things are bought more than others."""
        return (
            self.items[min(int(rng.expovariate(1 / 18)), len(self.items) - 1)]
            if rng.random() < 0.6
            else rng.choice(self.items)
        )

    def _plan_endorsements(self, crowd: Sequence[str]) -> None:
        favourites = (
            DURIAN,
            "烟台红富士苹果",
            "凤凰单丛 鸭屎香",
            "Wool Slippers",
            "老北京布鞋",
            "橄榄油手工皂",
            "家常菜一百道",
            "土蜂蜜 百花",
        )
        for number, title in enumerate(favourites):
            self.later(300 - number, self._endorse, "alma", self.item(title))
        self.later(250, lambda: self._endorse("bo", self.item("五常大米 稻花香")))
        for _ in range(80):
            who, item = self.rng.choice(crowd), self._liked(self.rng)
            self.later(self.rng.uniform(30, 340), self._endorse, who, item)
        self.later(60, lambda: self._stop("ningning", self.item(DURIAN)))
        self.later(200, lambda: self._endorse("ningning", self.item(DURIAN)))

    def _endorse(self, who: str, item: Item) -> None:
        if who != item.merchant:
            angels.endorse(self.viewer(who), item.product_id)

    def _stop(self, who: str, item: Item) -> None:
        angels.end_endorsement(self.viewer(who), item.product_id)

    def _plan_cast(self) -> None:
        durian, slippers = self.item(DURIAN), self.item("Wool Slippers")
        for days in (150, 88, 31):
            self._plan_purchase(
                "alma", durian, days, stars=5, photos=2, text=ALMA_ON_DURIAN.get(days, ""), audience="public"
            )
        for days in (120, 47):
            self._plan_purchase("ningning", durian, days, stars=5)
        for days in (101, 26):
            self._plan_purchase("mrs_wu", durian, days, stars=4)
        self._plan_purchase(
            "alma",
            slippers,
            70,
            stars=5,
            photos=1,
            text="第二个冬天了，底还没磨平。半码偏小，听页面上的话拍大一点。",
            audience="public",
        )
        self._plan_purchase(
            "bo",
            durian,
            22,
            stars=5,
            angel="alma",
            text="听晓梅的买了一个，一家四口抢着吃完。放到第三天最好。",
            audience="friends",
        )
        self._plan_purchase("bo", slippers, 40, stars=4, angel="alma")
        self._plan_purchase(
            "bo",
            self.item("儿童学步鞋"),
            65,
            stars=2,
            text="买小了一号，客服换得挺快，就是第一双鞋头有点开胶。",
        )
        self._plan_purchase("bo", self.item("五常大米 稻花香"), 300, stars=5)
        self._plan_purchase("bo", self.item("五常大米 稻花香"), 200, stars=5)

    def _plan_purchase(
        self,
        buyer: str,
        item: Item,
        days_ago: float,
        *,
        stars: int | None = None,
        photos: int = 0,
        text: str = "",
        audience: str = "",
        angel: str = "",
    ) -> None:
        rng = self.rng
        if buyer == item.merchant:
            return
        tells = bool(stars) or rng.random() < 0.88
        stars = stars or rng.choices((5, 4, 3, 2, 1), (48, 28, 12, 8, 4))[0]
        method = rng.choices(("sandbox", "transfer", "cod"), (70, 18, 12))[0]
        photos = photos or rng.choices((0, 1, 2, 3, 4), (70, 12, 8, 6, 4))[0]
        audience = audience or rng.choices(("public", "friends", "me"), (66, 29, 5))[0]

        def place() -> None:
            number = self._place(buyer, item, method, angel or self._angel_among_friends(buyer, item))
            if number:
                self._plan_delivery(
                    buyer, item, number, method, days_ago, (stars, photos, text, audience) if tells else None
                )

        self.later(days_ago, place)

    def _angel_among_friends(self, buyer: str, item: Item) -> str:
        links = set(session.scalars(select(ShareLink.user_id).where(ShareLink.product_id == item.product_id)))
        known = [handle for handle in sorted(self.friends[buyer]) if self.ids[handle] in links]
        return self.rng.choice(known) if known and self.rng.random() < 0.6 else ""

    def _place(self, buyer: str, item: Item, method: str, angel: str, quantity: int = 1) -> str:
        who = self.viewer(buyer)
        if angel:
            self._come_by_link(who, angel, item)
        orders.add_to_cart(who, self.rng.choice(item.variant_ids), quantity)
        number = sum(map(ord, buyer))
        placed = orders.place_order(
            who,
            to=Recipient(
                next(member.name for member in members() if member.handle == buyer)[:20],
                f"138{number % 90_000_000 + 10_000_000}",
                REGIONS[number % len(REGIONS)],
                STREETS[number % len(STREETS)],
            ),
            payment_method=self._accepted(item, method),
            currency=self.currency,
            sandbox=True,
        )
        return placed.numbers[0]

    def _come_by_link(self, who: Viewer, angel: str, item: Item) -> None:
        code = session.scalar(
            select(ShareLink.code).where(
                ShareLink.user_id == self.ids[angel], ShareLink.product_id == item.product_id
            )
        )
        if code:
            angels.record_touch(code, user_id=who.id, visitor_id="")

    def _accepted(self, item: Item, method: str) -> str:
        shop = next(shop for shop in SHOPS if shop.owner == item.merchant)
        takes_cod = shop.kind == "person" or shop.owner == "chen"
        return "sandbox" if method == "cod" and not takes_cod else method

    def _pay(self, buyer: str, item: Item, number: str, method: str) -> None:
        method = self._accepted(item, method)
        if method == "sandbox":
            orders.pay_by_sandbox(self.viewer(buyer), number)
        elif method == "transfer":
            orders.claim_payment(self.viewer(buyer), number)
            orders.confirm_payment(self.viewer(item.merchant), number)

    def _plan_delivery(
        self,
        buyer: str,
        item: Item,
        number: str,
        method: str,
        days_ago: float,
        told: tuple[int, int, str, str] | None,
    ) -> None:
        method = self._accepted(item, method)
        self.later(days_ago - 0.01, lambda: self._pay(buyer, item, number, method))
        self.later(days_ago - 0.8, lambda: self._ship(item, number))
        arrived = days_ago - self.rng.uniform(2, 4.5)
        self.later(arrived, lambda: self._arrive(buyer, item, number, method))
        if told:
            self.later(arrived - self.rng.uniform(0.2, 4), lambda: self._tell(buyer, item, *told))

    def _ripen(self) -> None:
        """What the schedule does every minute: orders are completed, commissions vest."""
        orders.complete_due()
        commissions.vest_due()

    def _ship(self, item: Item, number: str) -> None:
        orders.ship(
            self.viewer(item.merchant),
            number,
            carrier=self.rng.choice(CARRIERS),
            tracking_number=f"SF{self.rng.randrange(10**11, 10**12)}",
        )

    def _arrive(self, buyer: str, item: Item, number: str, method: str) -> None:
        if method == "cod":
            orders.confirm_payment(self.viewer(item.merchant), number)
        else:
            orders.receive(self.viewer(buyer), number)

    # What is said

    def _tell(self, who: str, item: Item, stars: int, photos: int, text: str, audience: str) -> None:
        language = self._language_of(who)
        body = text or words.review(self.rng, item.goods.category, language, stars)
        pictures = self._photos(who, item, photos)
        post_id = says.publish(
            self.viewer(who),
            body=body,
            product_id=item.product_id,
            stars=stars,
            audience=audience,
            pictures=pictures,
            alts=[item.goods.title] * len(pictures),
        )
        self._echo(post_id, who, audience)

    def _photos(self, who: str, item: Item, count: int) -> list[Picture]:
        """A photo belongs to one post, so each drawn one is used once; some are kept for Alma."""
        drawn = self.pictures.get("alma:" + item.goods.title, ()) if who == "alma" else ()
        left = [
            one
            for one in (*drawn, *self.pictures.get("photo:" + item.goods.title, ()))
            if one.key not in self.used
        ]
        taken = left[:count]
        self.used.update(one.key for one in taken)
        return taken

    def _language_of(self, who: str) -> str:
        locale = next(member.locale for member in members() if member.handle == who)
        if who in ("alma", "leo", "olga"):
            return self.rng.choice(("zh_Hans", "zh_Hans", "en"))
        return locale

    def _plan_free_post(self, who: str, days_ago: float) -> None:
        def tell() -> None:
            language = self._language_of(who)
            audience = self.rng.choices(("public", "friends", "me"), (55, 38, 7))[0]
            post_id = says.publish(
                self.viewer(who), body=self.rng.choice(words.FREE_WORDS[language]), audience=audience
            )
            self._echo(post_id, who, audience)

        self.later(days_ago, tell)

    def _echo(self, post_id: int, author: str, audience: str) -> None:
        """Likes and comments, in the hours after, by those who may see it."""
        if audience == "me":
            return
        rng = self.rng
        near = sorted(self.friends[author])
        readers = (
            near if audience == "friends" else [*near, "xiaoyu", "laowang", "zizi", "wenwen", "bing", "eve"]
        )
        readers = sorted(set(readers) - {author})
        at = -clock_shift_days()
        for reader in rng.sample(readers, min(len(readers), rng.choice((0, 0, 0, 1, 1)))):
            self.later(at - rng.uniform(0.02, 1.5), self._like, reader, post_id)
        for reader in rng.sample(readers, min(len(readers), rng.choice((0, 0, 0, 1, 1)))):
            self.later(at - rng.uniform(0.05, 1.2), self._comment, reader, author, post_id)

    def _like(self, who: str, post_id: int) -> None:
        kind = ("like", "like", "love", "like", "thanks", "like", "laugh", "wow")[(post_id + len(who)) % 8]
        says.react(self.viewer(who), post_id, kind=kind)

    def _comment(self, reader: str, author: str, post_id: int) -> None:
        language = self._language_of(reader)
        comment_id = says.comment(
            self.viewer(reader), post_id, body=self.rng.choice(words.COMMENTS[language])
        )
        if self.rng.random() < 0.4:
            answer = self.rng.choice(words.REPLIES[self._language_of(author)])
            says.comment(self.viewer(author), post_id, body=answer, parent_id=comment_id)

    def _plan_questions(self, item: Item, crowd: Sequence[str]) -> None:
        rng = self.rng
        known = words.QUESTIONS[item.goods.category]
        count = min(len(known), 3 if item.goods.title == DURIAN else rng.choice((0, 0, 1, 2)))
        for question, reply in rng.sample(known, count):
            at = rng.uniform(1, 120)
            asker = rng.choice(crowd)

            def ask(question: str = question, reply: str = reply, at: float = at, asker: str = asker) -> None:
                question_id = groups.ask(self.viewer(asker), item.product_id, body=question)
                if rng.random() < 0.82:
                    self.later(
                        at - rng.uniform(0.02, 0.6),
                        lambda: groups.answer(self.viewer(item.merchant), question_id, body=reply),
                    )

            self.later(at, ask)

    def _plan_chats(self) -> None:
        for title, talkers in (
            (DURIAN, ("chen", "alma", "mrs_wu", "bo")),
            ("凤凰单丛 鸭屎香", ("shan_tea", "alma")),
            ("Wool Slippers", ("nordhus", "alma", "bo")),
        ):
            item = self.item(title)
            for number, line in enumerate(words.CHAT if title == DURIAN else words.CHAT[:5]):
                who = talkers[number % len(talkers)]
                self.later(12 - number * 0.7 + 0.2, self._chat, who, item, line)

    def _chat(self, who: str, item: Item, line: str) -> None:
        """Who is not a member (any more) leaves it to the merchant."""
        may = group_queries.head_of(self.viewer(who), item.product_id).can_chat.ok
        groups.send(self.viewer(who if may else item.merchant), item.product_id, body=line)

    # What is not finished yet: orders in every state, a refund, reports, a payout, an application

    def _plan_unfinished(self, crowd: Sequence[str]) -> None:
        durian, tea, mug, towels = (
            self.item(title)
            for title in (DURIAN, "Jasmine Pearls", "Enamel Mug", "Linen Tea Towels, set of 3")
        )
        self.later(0.3, lambda: self._place("bo", durian, "transfer", "alma"))
        self.later(0.2, lambda: self._begun("bo", tea, "sandbox", "alma", paid=True))
        self.later(3.0, lambda: self._begun("bo", mug, "sandbox", "", paid=True, shipped=True))
        self.later(1.2, lambda: self._begun("alma", towels, "sandbox", "", paid=True))
        self.later(0.9, lambda: self._place("alma", self.item("土蜂蜜 百花"), "cod", ""))
        self.later(5, lambda: self._expired("bo", self.item("Desk Lamp No. 2")))
        self.later(6, lambda: self._cancelled("bo", self.item("羊毛围巾")))
        self.later(14, lambda: self._refunded("bo", self.item("烟台红富士苹果"), accept=True))
        self.later(12, lambda: self._refunded("meimei", self.item("橄榄油手工皂"), accept=None))
        self.later(4, lambda: self._quarrelled("bo", self.item("羊毛围巾")))
        self.later(1.5, lambda: self._in_two_parcels("bo", self.item("橄榄油手工皂")))
        self.later(20, lambda: self._refunded("peter_z", self.item("Trail Runner 3"), accept=True))
        for _ in range(6):
            buyer = self.rng.choice(crowd)
            self.later(
                self.rng.uniform(0.2, 1.5),
                partial(self._begun, buyer, self.rng.choice(self.items[:10]), "sandbox", "", paid=True),
            )
        self.later(
            0.1, lambda: orders.add_to_cart(self.viewer("bo"), self.item("Beeswax Candles").variant_ids[0], 2)
        )
        self.later(
            0.09, lambda: orders.add_to_cart(self.viewer("bo"), self.item("赣南脐橙").variant_ids[0], 1)
        )
        self.later(0.6, lambda: people.ask_friend(self.viewer("susu"), self.ids["bo"]))
        self.later(0.5, lambda: people.ask_friend(self.viewer("eve"), self.ids["alma"]))
        self.later(2, self._applications)
        self.later(1.4, self._withdraw)
        self.later(1, self._report)

    def _begun(
        self, buyer: str, item: Item, method: str, angel: str, *, paid: bool, shipped: bool = False
    ) -> None:
        if buyer == item.merchant:
            return
        number = self._place(buyer, item, method, angel)
        if paid:
            self._pay(buyer, item, number, method)
        if shipped:
            self._ship(item, number)

    def _expired(self, buyer: str, item: Item) -> None:
        self._place(buyer, item, "sandbox", "")
        self.later(4.9, orders.expire_due)

    def _cancelled(self, buyer: str, item: Item) -> None:
        number = self._place(buyer, item, "sandbox", "")
        self._pay(buyer, item, number, "sandbox")
        orders.cancel(self.viewer(buyer), number, reason="颜色选错了")

    def _refunded(self, buyer: str, item: Item, *, accept: bool | None) -> None:
        number = self._place(buyer, item, "sandbox", self._angel_among_friends(buyer, item) or "alma")
        at = -clock_shift_days()
        self._pay(buyer, item, number, "sandbox")
        self._ship(item, number)

        def ask() -> None:
            orders.receive(self.viewer(buyer), number)
            refund_id = orders.request_refund(
                self.viewer(buyer), number, reason="收到有压坏的，图发在帖子里了。"
            )
            if accept is not None:
                orders.decide_refund(
                    self.viewer(item.merchant), number, refund_id, accept=accept, reason="抱歉，退给您。"
                )

        self.later(at - 3, ask)

    def _quarrelled(self, buyer: str, item: Item) -> None:
        """Refused by the merchant, brought before the platform, with the angel at the buyer's side."""
        angel = self._angel_among_friends(buyer, item) or "alma"
        number = self._place(buyer, item, "sandbox", angel, 2)
        self._pay(buyer, item, number, "sandbox")
        self._ship(item, number)

        def ask() -> None:
            me, seller = self.viewer(buyer), self.viewer(item.merchant)
            orders.receive(me, number)
            (line,) = order_queries.claimable_lines(me, number)
            case_id = orders.open_case(
                me, number, kind="return", problem="not_as_said", pieces={line.id: 1},
                reason="说是纯羊毛，标签上写着一半是腈纶。想退一条。",
            )  # fmt: skip
            orders.say_in_case(me, case_id, body="标签的照片可以补发给您。")
            orders.refuse(seller, case_id, reason="页面写的是羊毛混纺，没有写纯羊毛。")
            for one in order_queries.case_of(me, case_id).may_let_in:
                orders.let_angel_in(me, case_id, one.id)
                orders.say_in_case(
                    self.viewer(one.handle),
                    case_id,
                    body="我推荐的时候页面确实写着“纯羊毛”，可以看看下单时的商品说明。",
                )
            orders.escalate(me, case_id, reason="下单时的说明写的是纯羊毛，请看看。")

        self.later(1, ask)

    def _in_two_parcels(self, buyer: str, item: Item) -> None:
        number = self._place(buyer, item, "sandbox", "", 3)
        self._pay(buyer, item, number, "sandbox")
        (line,) = order_queries.order_of(self.viewer(buyer), number).lines
        orders.ship(
            self.viewer(item.merchant),
            number,
            carrier=self.rng.choice(CARRIERS),
            tracking_number="SF2026112201",
            pieces={line.id: 2},
        )

    def _applications(self) -> None:
        merchants.apply(
            self.viewer("marco"), kind="person", name="Marco’s Pasta", about="Fresh pasta, made on Thursdays.",
            registration="Food permit 2026-118", contact="marco@example.org", agrees=True,
        )  # fmt: skip
        refused = merchants.apply(
            self.viewer("haitao"),
            kind="company",
            name="海涛海产",
            about="远洋直供。",
            registration="91350200MA31K8Q2",
            contact="haitao@example.org",
            agrees=True,
        )
        merchants.decide(
            self.viewer("olga"), refused, verdict="refused", reason="营业执照看不清，请重新上传。"
        )

    def _withdraw(self) -> None:
        try:
            ledger.request_payout(
                self.viewer("alma"),
                cents=2_000,
                destination="支付宝 alma@example.org",
                currency=self.currency,
            )
        except DomainError as reason:
            self.tell(f"no withdrawal: {reason}")

    def _report(self) -> None:
        spam = says.publish(self.viewer("kevin"), body="加我薇信 kevin888，返现多多，好评有礼！！！")
        rude = says.publish(self.viewer("atai"), body="说这个好吃的都是托，没一个懂的。")
        for reporter, post_id, reason, text in (
            ("ningning", spam, "spam", "拉人加微信，还说好评返现。"),
            ("bo", spam, "spam", ""),
            ("susu", rude, "abuse", "没有必要这样说话。"),
        ):
            moderation.report(self.viewer(reporter), "post", post_id, reason=reason, words=text)
        moderation.report(
            self.viewer("jane_k"),
            "product",
            self.item("驱蚊香膏").product_id,
            reason="false_claim",
            words="Says two hours, lasted twenty minutes.",
        )


# Posts of the last days are followed by notices, as they would be on a living site.
RECENT_DAYS = 4.0

ALMA_ON_DURIAN = {
    31: "第三次买了。这次的果更大，三房全是肉，放到第三天开的，香得邻居来敲门。\nThird one this year. If you have never opened a durian: gloves, a towel, and patience.",
    88: "回购。上次有人问会不会苦，我吃到的都是甜的，靠近皮的一点点苦香。",
    150: "朋友说好我才敢买，第一次买整个的榴莲。开的时候手忙脚乱，吃的时候很安静。",
}


def hash_of(text: str) -> int:
    """A number that is the same in every process, unlike hash()."""
    return sum(ord(character) * 31**place for place, character in enumerate(text)) % 10**12


def clock_shift_days() -> float:
    """How far the clock is set, in days; negative in the past."""
    return clock.offset().total_seconds() / 86_400


@unit.action
def _befriended(pairs: Iterable[tuple[int, int]]) -> None:
    for asker_id, accepter_id in pairs:
        make_friends(asker_id=asker_id, accepter_id=accepter_id)

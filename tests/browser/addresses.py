"""Where everybody goes in the demo world: the pages of the site, with things that are really there."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.browser.servers import Site

STRANGER = "stranger"
CAST = ("alma", "bo", "chen", "dora", "eve", "olga")

FOR_ALL = (
    *("/", "/discover", "/products", "/search", "/search?q=durian", "/search?q=榴莲&kind=says", "/modlog"),
    *("/@alma", "/@alma?only=rated", "/@alma/says", "/merchants/1", "/login", "/register", "/password/reset"),
    *("/password/reset/sent", "/nothing-is-here", "/topics", "/advice", "/@alma/collections", "/dev/mails"),
    *("/discover?reviews=1", "/discover?sort=repurchase", "/cart/lines/new?variant_id=1"),
)
FOR_MEMBERS = (
    *(
        "/says/new",
        "/says/drafts",
        "/cart",
        "/checkout",
        "/orders",
        "/orders?state=ended",
        "/groups",
        "/notices",
        "/store",
    ),
    *("/friends", "/friends?tab=requests", "/friends?tab=suggestions", "/friends?tab=following", "/invites"),
    *("/earnings", "/earnings/payouts", "/settings", "/settings/privacy", "/settings/password"),
    *("/friends/circles", "/settings/export", "/settings/feeds", "/settings/notices", "/settings/muted"),
    *("/collections", "/bookmarks", "/?ads=0&own=1", "/?sort=repurchase", "/friends?tab=invites"),
    *("/settings/addresses", "/coupons", "/cases", "/ledger", "/statements", "/earnings/tax"),
    *("/settings/devices", "/merchant", "/merchant/application", "/@bo", "/@eve/reports"),
    *("/settings/tags", "/letters", "/@alma/letters", "/merchants/1/letters"),
)
FOR_MERCHANTS = (
    *("/merchant/coupons", "/merchant/coupons/new", "/merchant/shipping", "/merchant/shipping/new"),
    *(
        "/merchant/payouts",
        "/merchant/cases",
        "/merchant/files",
        "/merchant/sending",
        "/merchant/sending/slips",
    ),
    *("/merchant/angels?period=365", "/merchant/statistics", "/merchant/lessons", "/merchant/lessons/price"),
    *("/merchant/products", "/merchant/products/new", "/merchant/orders", "/merchant/orders?task=ship"),
    *(
        "/merchant/settings",
        "/merchant/statement",
        "/merchant/questions",
        "/merchant/rate-effect?rate=12&cents=1000",
    ),
    *(
        "/merchant/fans",
        "/merchant/fans/bo",
        "/merchant/fans/ready-words",
        "/merchant/broadcasts",
        "/merchant/problems",
    ),
    *("/merchant/staff", "/merchant/papers", "/merchant/commission-limits", "/merchant/fold-requests"),
    *("/merchant/invoices", "/merchant/fee"),
)
FOR_MODERATORS = (
    "/moderation",
    "/moderation/history",
    "/moderation/after-sales",
    "/moderation/fold-requests",
)
FOR_OPERATORS = (
    *("/moderation", "/admin", "/admin/merchants", "/admin/merchants?state=verified", "/admin/people"),
    *("/admin/payouts", "/admin/settlements", "/admin/adjustments", "/admin/ledger"),
    *("/admin/coupons", "/admin/coupons/new", "/admin/holds", "/admin/disputes", "/admin/invoices"),
)


@dataclass(frozen=True)
class Things:
    """Looks things up in the demo world's database."""

    path: str

    def one(self, question: str, *values: Any) -> Any:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
            found = database.execute(question, values).fetchone()
        return found[0] if found and len(found) == 1 else found

    def all(self, question: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
            return database.execute(question, values).fetchall()


def addresses(site: Site, who: str) -> list[str]:
    things = Things(str(site.folder / "site.db"))
    found = [*FOR_ALL, *_things_for_all(things)]
    if who != STRANGER:
        found += [*FOR_MEMBERS, *_things_for_members(things, who)]
    if who == "chen":
        found += [*FOR_MERCHANTS, *_things_of_the_merchant(things)]
    if who == "dora":
        found += [
            *FOR_MODERATORS,
            *(
                f"/cases/{one}"
                for (one,) in things.all("select id from order_cases where escalated_at is not null limit 1")
            ),
            *(f"/moderation/cases/{one}" for (one,) in things.all("select id from cases")),
        ]
    if who == "olga":
        merchants = things.all("select min(id) from merchants group by state")
        payouts = things.all("select min(id) from payouts group by merchant_id is null")
        found += [*FOR_OPERATORS, *(f"/admin/merchants/{one}" for (one,) in merchants)]
        found += [f"/admin/payouts/{one}" for (one,) in payouts]
        found += [f"/admin/invoices/{one}" for (one,) in things.all("select id from invoices limit 1")]
        found += [f"/admin/holds/{one}" for (one,) in things.all("select id from commission_reviews limit 1")]
    return found


def _things_for_all(things: Things) -> list[str]:
    product = things.one("select product_id from questions group by 1 order by count(*) desc limit 1")
    question = things.one("select question_id from answers group by 1 order by count(*) desc limit 1")
    about = things.one("select product_id from questions where id = ?", question)
    post = things.one(
        "select p.id from posts p join comments c on c.post_id = p.id where p.audience = 'public'"
        " and p.state = 'visible' group by p.id order by count(*) desc limit 1"
    )
    root = things.one(
        "select c.root_id from comments c join posts p on p.id = c.post_id where c.root_id is not null"
        " and p.audience = 'public' and p.state = 'visible' limit 1"
    )
    changed = things.one(
        "select id from posts where audience = 'public' and state = 'visible' order by edited_at is null, id limit 1"
    )
    topic = things.one("select name from topics order by id limit 1")
    collection = things.one("select id from collections where audience = 'public' limit 1")
    return [
        *(f"/says/{changed}/history", f"/says/{post}/menu", f"/topics/{topic}", f"/collections/{collection}"),
        *(
            f"/products/{product}",
            f"/products/{product}/reviews",
            f"/products/{product}/group",
            f"/says/{post}",
        ),
        *(f"/products/{about}/questions/{question}", f"/comments/{root}/replies"),
        *(f"/products/{product}/group/members", f"/products/{product}/group/search?q=a"),
        f"/products/{product}/problems",
    ]


def _things_for_members(things: Things, who: str) -> list[str]:
    me = things.one("select id from users where handle = ?", who)
    post, product = things.one(
        "select id, product_id from posts where author_id <> ? and audience = 'public' and state = 'visible'"
        " and product_id is not null order by id limit 1",
        me,
    )
    talk = things.one("select product_id from messages group by 1 order by count(*) desc limit 1")
    comment = things.one(
        "select c.id from comments c join posts p on p.id = c.post_id where c.author_id <> ?"
        " and c.state = 'visible' and p.audience = 'public' and p.state = 'visible' limit 1",
        me,
    )
    question = things.one("select id from questions where author_id <> ? limit 1", me)
    answer = things.one("select id from answers where author_id <> ? limit 1", me)
    found = [
        *(f"/says/{post}/reports", f"/products/{product}/reports", f"/questions/{question}/reports"),
        *(f"/answers/{answer}/reports", f"/products/{talk}/group?room=chat", f"/says/{post}/comments/new"),
        f"/says/new?product_id={product}",
        *(f"/comments/{comment}/reports", f"/says/{post}/reactions", f"/says/{post}/bookmark"),
        *(f"/says/{post}/mute", f"/collections/add?post_id={post}"),
        f"/watches/person/{things.one('select min(id) from users where id <> ?', me)}",
    ]
    collection = things.one("select id from collections where owner_id = ? limit 1", me)
    if collection:
        found += [f"/collections/{collection}", f"/collections/{collection}/edit"]
    circle = things.one("select id from circles where owner_id = ? limit 1", me)
    if circle:
        found.append(f"/friends/circles/{circle}")
    reviewed = things.one(
        "select p.id from posts p join ratings r on r.post_id = p.id where p.author_id = ? and p.state = 'visible'"
        " and r.created_at < datetime('now', '-40 days') limit 1",
        me,
    )
    if reviewed:
        found.append(f"/says/{reviewed}/follow-up?days=30")
    message = things.one("select id from messages where author_id <> ? and product_id = ? limit 1", me, talk)
    if message and who in ("alma", "chen"):
        found.append(f"/messages/{message}/reports")
    mine = things.one("select id from posts where author_id = ? and state = 'visible' limit 1", me)
    if mine:
        found += [f"/says/{mine}/edit", f"/says/{mine}/audience", f"/@{who}/says?as=stranger"]
    bought = things.one(
        "select l.product_id from order_lines l join orders o on o.id = l.order_id where o.buyer_id = ?"
        " and o.state in ('received', 'completed') limit 1",
        me,
    )
    if bought:
        found.append(f"/says/new?product_id={bought}")
    endorsed = things.one(
        "select product_id from endorsements where user_id = ? and ended_at is null limit 1", me
    )
    if endorsed:
        found.append(f"/store/items/{endorsed}")
    code = things.one("select code from share_links where user_id = ? limit 1", me)
    if code:
        found.append(f"/shares/{code}")
    orders = things.all("select min(number) from orders where buyer_id = ? group by state", me)
    return found + [f"/orders/{number}" for (number,) in orders] + _things_of_money(things, me)


def _things_of_money(things: Things, me: int) -> list[str]:
    asked = {
        "/orders/{}/cases/new": "select number from orders where buyer_id = ? and state = 'received' limit 1",
        "/orders/{}/print": "select number from orders where buyer_id = ? limit 1",
        "/offers/{}": "select l.id from order_lines l join orders o on o.id = l.order_id where o.buyer_id = ? limit 1",
        "/cases/{}": "select id from order_cases where buyer_id = ? limit 1",
        "/settings/addresses/{}": "select id from addresses where user_id = ? limit 1",
        "/earnings/payouts/{}": "select id from payouts where user_id = ? limit 1",
        "/statements/{}": "select id from statements where holder_kind = 'angel' and holder_id = ? limit 1",
        "/ledger/{}": "select e.id from entries e join orders o on o.id = e.order_id where o.buyer_id = ? limit 1",
        "/earnings/holds/{}": "select r.id from commission_reviews r join commissions c on c.id = r.commission_id"
        " where c.angel_id = ? limit 1",
        "/letters/{}": "select id from letter_threads where fan_id = ? limit 1",
        "/broadcasts/{}": "select broadcast_id from broadcast_receipts where user_id = ? limit 1",
        "/letters/said/{}/reports": "select l.id from letters l join letter_threads t on t.id = l.thread_id"
        " where t.fan_id = ? and l.from_desk limit 1",
        "/says/{}/case": "select p.id from posts p join order_lines l on l.product_id = p.product_id"
        " join orders o on o.id = l.order_id"
        " where p.author_id = ? and o.buyer_id = p.author_id order by p.id desc limit 1",
    }
    found = {address: things.one(question, me) for address, question in asked.items()}
    return [address.format(thing) for address, thing in found.items() if thing]


def _things_of_the_merchant(things: Things) -> list[str]:
    merchant = things.one(
        "select s.merchant_id from merchant_staff s join users u on u.id = s.user_id where u.handle = 'chen'"
    )
    product = things.one("select id from products where merchant_id = ? limit 1", merchant)
    orders = things.all("select min(number) from orders where merchant_id = ? group by state", merchant)
    refunds = things.all(
        "select o.number, r.id from refunds r join orders o on o.id = r.order_id where o.merchant_id = ? limit 1",
        merchant,
    )
    ours = "select {0}.id from {0} join products p on p.id = {0}.product_id where p.merchant_id = ? limit 1"
    problems = things.all(
        "select product_id, problems.id from problems join products p on p.id = product_id where merchant_id = ? limit 1",
        merchant,
    )
    questions, messages = (things.all(ours.format(kind), merchant) for kind in ("questions", "messages"))
    answers = things.all(
        "select a.id from answers a join questions q on q.id = a.question_id join products p on p.id = q.product_id"
        " where p.merchant_id = ? and not a.from_merchant limit 1",
        merchant,
    )
    fans = things.all("select u.handle from fan_tags t join users u on u.id = t.user_id limit 1")
    invoices = things.all("select number from invoices where merchant_id = ? limit 1", merchant)
    imports = things.all("select id from catalog_imports where merchant_id = ? limit 1", merchant)
    return [
        f"/merchant/products/{product}",
        *(f"/merchant/orders/{number}" for (number,) in orders),
        *(f"/merchant/orders/{number}/print" for (number,) in orders[:1]),
        *(f"/products/{of}/problems/{one}" for of, one in problems),
        *(f"/problems/{one}/reports" for _, one in problems),
        *(f"/questions/{one}/fold-requests" for (one,) in questions),
        *(f"/answers/{one}/fold-requests" for (one,) in answers),
        *(f"/messages/{one}/fold-requests" for (one,) in messages),
        *(f"/merchant/{merchant}/fans/{handle}/letters" for (handle,) in fans),
        *(f"/merchant/files/{one}" for (one,) in imports),
        *(f"/merchant/invoices/{number}" for (number,) in invoices),
        f"/merchant/shipping/{things.one('select id from shipping_templates where merchant_id = ?', merchant)}",
        *(f"/merchant/orders/{number}/refunds/{refund}" for number, refund in refunds),
    ]

"""The table of blueprints, in the order of the navigation."""

from blueprints.admin.adjustments import bp as admin_adjustments
from blueprints.admin.invoices import bp as admin_invoices
from blueprints.admin.papers import bp as admin_papers
from blueprints.admin.payouts import bp as admin_payouts
from blueprints.admin.reviews import bp as admin_reviews
from blueprints.admin.views import bp as admin
from blueprints.auth.views import bp as auth
from blueprints.books.views import bp as books, statements
from blueprints.cart.addresses import bp as addresses
from blueprints.cart.checkout import bp as checkout
from blueprints.cart.views import bp as cart
from blueprints.cases.views import bp as cases
from blueprints.coupons.desk import bp as coupon_desk
from blueprints.coupons.views import bp as coupons
from blueprints.dev.views import bp as dev
from blueprints.earnings.reviews import bp as held
from blueprints.earnings.tax import bp as tax
from blueprints.earnings.views import bp as earnings
from blueprints.fans.broadcasts import bp as broadcasts
from blueprints.fans.desk import bp as fans
from blueprints.fans.tags import bp as tags
from blueprints.feed.views import bp as feed
from blueprints.groups.accepting import bp as accepting
from blueprints.groups.asking import bp as asking
from blueprints.groups.feed import bp as group_feed
from blueprints.groups.members import bp as group_members
from blueprints.groups.talk import bp as group_talk
from blueprints.groups.views import bp as groups
from blueprints.letters.views import bp as letters
from blueprints.merchant.caps import bp as merchant_caps
from blueprints.merchant.cells import bp as merchant_cells
from blueprints.merchant.desk import bp as merchant_desk
from blueprints.merchant.fee import bp as merchant_fee
from blueprints.merchant.files import bp as merchant_files
from blueprints.merchant.folding import bp as fold_requests
from blueprints.merchant.invoices import bp as merchant_invoices
from blueprints.merchant.lessons import bp as merchant_lessons
from blueprints.merchant.numbers import bp as merchant_numbers
from blueprints.merchant.papers import bp as merchant_papers
from blueprints.merchant.products import bp as merchant_products
from blueprints.merchant.shipping import bp as merchant_shipping
from blueprints.merchant.staff import bp as merchant_staff
from blueprints.merchant.statement import bp as merchant_statement
from blueprints.merchant.transfer import bp as merchant_transfer
from blueprints.merchant.views import bp as merchant
from blueprints.merchant_orders.bulk import bp as bulk_orders
from blueprints.merchant_orders.views import bp as merchant_orders
from blueprints.moderation.folds import bp as moderation_folds
from blueprints.moderation.reports import bp as reports
from blueprints.moderation.views import bp as moderation
from blueprints.notices.push import bp as push
from blueprints.notices.settings import bp as notice_settings
from blueprints.notices.stopping import bp as stopping
from blueprints.notices.unsubscribe import bp as unsubscribe
from blueprints.notices.views import bp as notices
from blueprints.notices.watching import bp as watching
from blueprints.orders.again import bp as order_again
from blueprints.orders.views import bp as orders
from blueprints.payments.views import bp as payments
from blueprints.payments.wechat import bp as wechat
from blueprints.people.circles import bp as circles
from blueprints.people.distance import bp as distance
from blueprints.people.export import bp as export
from blueprints.people.feeds import bp as feeds
from blueprints.people.invites import bp as invites
from blueprints.people.naming import bp as naming
from blueprints.people.settings import bp as settings
from blueprints.people.views import bp as people
from blueprints.problems.views import bp as problems
from blueprints.products.views import bp as products
from blueprints.says.advice import bp as advice
from blueprints.says.atom import bp as atom
from blueprints.says.audience import bp as audience
from blueprints.says.drafts import bp as drafts
from blueprints.says.follow_ups import bp as follow_ups
from blueprints.says.history import bp as history
from blueprints.says.muted import bp as muted
from blueprints.says.passing import bp as passing
from blueprints.says.polls import bp as polls
from blueprints.says.responses import bp as responses
from blueprints.says.topics import bp as topics
from blueprints.says.views import bp as says
from blueprints.search.views import bp as search
from blueprints.shares.views import bp as shares
from blueprints.shelves.bookmarks import bp as bookmarks
from blueprints.shelves.collections import bp as collections
from blueprints.stores.views import bp as stores

ALL = (
    feed,
    says,
    drafts,
    history,
    audience,
    muted,
    responses,
    passing,
    follow_ups,
    bookmarks,
    topics,
    advice,
    polls,
    collections,
    atom,
    products,
    groups,
    accepting,
    asking,
    group_feed,
    group_members,
    problems,
    group_talk,
    letters,
    fans,
    broadcasts,
    tags,
    cart,
    checkout,
    addresses,
    coupons,
    orders,
    order_again,
    cases,
    payments,
    wechat,
    shares,
    stores,
    earnings,
    held,
    tax,
    books,
    statements,
    people,
    naming,
    circles,
    distance,
    invites,
    settings,
    feeds,
    export,
    notices,
    notice_settings,
    watching,
    push,
    unsubscribe,
    stopping,
    search,
    merchant,
    merchant_statement,
    merchant_invoices,
    merchant_fee,
    merchant_staff,
    merchant_papers,
    admin_papers,
    fold_requests,
    moderation_folds,
    merchant_transfer,
    merchant_products,
    merchant_cells,
    merchant_caps,
    merchant_files,
    merchant_numbers,
    merchant_lessons,
    merchant_shipping,
    merchant_desk,
    merchant_orders,
    bulk_orders,
    coupon_desk,
    moderation,
    reports,
    admin,
    admin_payouts,
    admin_adjustments,
    admin_invoices,
    admin_reviews,
    auth,
    dev,
)

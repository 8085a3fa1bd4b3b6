"""Numbers of letters. Pure."""

from datetime import timedelta

LETTER_MAX = 2_000
PICTURES_MAX = 4
# So many threads may one person begin within a day, and so many a shop.
BEGUN_A_DAY = 10
SHOP_BEGINS_A_DAY = 30
DAY = timedelta(days=1)
DRAFTS_KEPT_FOR = timedelta(days=2)
UNREAD_SHOWN = 99

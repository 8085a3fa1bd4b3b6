"""What a viewer may read of angel says."""

from domain.says.queries.cards import CommentView, PhotoView, PostCard, cards
from domain.says.queries.compose import Choice, choices, rating_question
from domain.says.queries.feed import NEW_AT_MOST, discover, feed_of, new_in_feed, posts_of
from domain.says.queries.history import History, Version, history_of
from domain.says.queries.posts import (
    Draft,
    Tally,
    comment,
    comments,
    for_editing,
    kept_photos,
    likers,
    post,
    replies,
    require_post,
    tally,
)
from domain.says.queries.reviews import (
    FILTERS,
    LatestRating,
    RatingBars,
    WellRated,
    latest_rating,
    rating_bars,
    reviews_of,
    well_rated,
)

__all__ = [
    "FILTERS",
    "NEW_AT_MOST",
    "Choice",
    "CommentView",
    "Draft",
    "History",
    "LatestRating",
    "PhotoView",
    "PostCard",
    "RatingBars",
    "Tally",
    "Version",
    "WellRated",
    "cards",
    "choices",
    "comment",
    "comments",
    "discover",
    "feed_of",
    "for_editing",
    "history_of",
    "kept_photos",
    "latest_rating",
    "likers",
    "new_in_feed",
    "post",
    "posts_of",
    "rating_bars",
    "rating_question",
    "replies",
    "require_post",
    "reviews_of",
    "tally",
    "well_rated",
]

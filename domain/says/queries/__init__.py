"""What a viewer may read of angel says."""

from domain.says.queries.cards import CommentView, PhotoView, PostCard, cards
from domain.says.queries.compose import Choice, choices, rating_question
from domain.says.queries.feed import discover, feed_of, new_in_feed, posts_of
from domain.says.queries.posts import (
    Draft,
    Likes,
    comment,
    comments,
    for_editing,
    kept_photos,
    likers,
    likes,
    post,
    replies,
    require_post,
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
    "Choice",
    "CommentView",
    "Draft",
    "LatestRating",
    "Likes",
    "PhotoView",
    "PostCard",
    "RatingBars",
    "WellRated",
    "cards",
    "choices",
    "comment",
    "comments",
    "discover",
    "feed_of",
    "for_editing",
    "kept_photos",
    "latest_rating",
    "likers",
    "likes",
    "new_in_feed",
    "post",
    "posts_of",
    "rating_bars",
    "rating_question",
    "replies",
    "require_post",
    "reviews_of",
    "well_rated",
]

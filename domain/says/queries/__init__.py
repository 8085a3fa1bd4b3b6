"""What a viewer may read of angel says."""

from domain.says.queries.advice import advice_wanted, asks_advice
from domain.says.queries.beginning import Beginning, beginning
from domain.says.queries.cards import bare_cards, cards
from domain.says.queries.compose import Choice, choices, rating_question
from domain.says.queries.drafts import DraftView, draft, draft_count, drafts, time_zone_of, version_at
from domain.says.queries.feed import NEW_AT_MOST, discover, feed_of, new_in_feed, posts_of
from domain.says.queries.follow_ups import FollowUpQuestion, FollowUpView, follow_up_question
from domain.says.queries.history import History, Version, history_of
from domain.says.queries.inside import LinkCard
from domain.says.queries.mutes import (
    MutedProduct,
    MutedWord,
    MutedWords,
    muted_words,
    product_mutes,
    word_mutes,
)
from domain.says.queries.photos import PhotoView
from domain.says.queries.polls import PollView, poll
from domain.says.queries.post_card import PostCard
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
from domain.says.queries.previews import PostPreview
from domain.says.queries.quotes import Passing, passing, quotable
from domain.says.queries.ranked import ranked_discover, ranked_feed
from domain.says.queries.reviews import (
    SORTS,
    Choice as ReviewChoice,
    LatestRating,
    RatingBars,
    WellRated,
    first_reviews,
    latest_rating,
    rating_bars,
    reviews_of,
    well_rated,
)
from domain.says.queries.seen_as import NOBODY_IN_PARTICULAR, posts_seen_as
from domain.says.queries.sight import Sight
from domain.says.queries.switches import ALL, Switches
from domain.says.queries.talk import CommentView
from domain.says.queries.topics import (
    TopicRow,
    TopicView,
    posts_about,
    suggested_topics,
    topic,
    topics_of_the_week,
)
from domain.says.queries.unrated import Unrated

__all__ = [
    "ALL",
    "NEW_AT_MOST",
    "NOBODY_IN_PARTICULAR",
    "SORTS",
    "Beginning",
    "Choice",
    "CommentView",
    "Draft",
    "DraftView",
    "FollowUpQuestion",
    "FollowUpView",
    "History",
    "LatestRating",
    "LinkCard",
    "MutedProduct",
    "MutedWord",
    "MutedWords",
    "Passing",
    "PhotoView",
    "PollView",
    "PostCard",
    "PostPreview",
    "RatingBars",
    "ReviewChoice",
    "Sight",
    "Switches",
    "Tally",
    "TopicRow",
    "TopicView",
    "Unrated",
    "Version",
    "WellRated",
    "advice_wanted",
    "asks_advice",
    "bare_cards",
    "beginning",
    "cards",
    "choices",
    "comment",
    "comments",
    "discover",
    "draft",
    "draft_count",
    "drafts",
    "feed_of",
    "first_reviews",
    "follow_up_question",
    "for_editing",
    "history_of",
    "kept_photos",
    "latest_rating",
    "likers",
    "muted_words",
    "new_in_feed",
    "passing",
    "poll",
    "post",
    "posts_about",
    "posts_of",
    "posts_seen_as",
    "product_mutes",
    "quotable",
    "ranked_discover",
    "ranked_feed",
    "rating_bars",
    "rating_question",
    "replies",
    "require_post",
    "reviews_of",
    "suggested_topics",
    "tally",
    "time_zone_of",
    "topic",
    "topics_of_the_week",
    "version_at",
    "well_rated",
    "word_mutes",
]

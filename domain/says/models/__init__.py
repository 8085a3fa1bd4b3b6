"""Tables of angel says."""

from domain.says.models.mutes import ProductMute, WordMute
from domain.says.models.polls import Poll, PollOption, PollVote
from domain.says.models.posts import AUDIENCES, KINDS, Photo, Post, PostChange, Rating, RatingChange
from domain.says.models.shelves import Bookmark, Collection, CollectionItem, Draft, SentDraft
from domain.says.models.talk import FOLLOW_UP_DAYS, REACTIONS, Comment, FollowUp, Reaction
from domain.says.models.topics import PostTopic, Topic

__all__ = [
    "AUDIENCES",
    "FOLLOW_UP_DAYS",
    "KINDS",
    "REACTIONS",
    "Bookmark",
    "Collection",
    "CollectionItem",
    "Comment",
    "Draft",
    "FollowUp",
    "Photo",
    "Poll",
    "PollOption",
    "PollVote",
    "Post",
    "PostChange",
    "PostTopic",
    "ProductMute",
    "Rating",
    "RatingChange",
    "Reaction",
    "SentDraft",
    "Topic",
    "WordMute",
]

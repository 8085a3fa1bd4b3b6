"""What must hold between posts, comments, likes, pictures and ratings."""

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from core.invariants import found, register
from domain.catalog.models import Product
from domain.orders.models import Order, OrderLine
from domain.says.models import (
    REACTIONS,
    Collection,
    CollectionItem,
    Comment,
    FollowUp,
    Photo,
    Poll,
    PollOption,
    PollVote,
    Post,
    Rating,
    Reaction,
)

Rows = Select[*tuple[Any, ...]]


def posts_count_what_they_have() -> list[str]:
    breaches = []
    for kept, rows in (
        (
            Post.comment_count,
            select(Comment.post_id, func.count().label("n")).where(Comment.state != "deleted"),
        ),
        (
            Post.reaction_count,
            select(Reaction.post_id, func.count().label("n")).where(Reaction.kind != "helpful"),
        ),
        (
            Post.helpful_count,
            select(Reaction.post_id, func.count().label("n")).where(Reaction.kind == "helpful"),
        ),
        (
            Post.follow_up_count,
            select(FollowUp.post_id, func.count().label("n")).where(FollowUp.state == "visible"),
        ),
        (Post.photo_count, select(Photo.post_id, func.count().label("n")).where(Photo.post_id.is_not(None))),
    ):
        counted = rows.group_by(rows.selected_columns[0]).subquery()
        there = func.coalesce(counted.c.n, 0)
        breaches += found(
            select(Post.id.label("id"), kept.label("kept"), there.label("there"))
            .outerjoin(counted, counted.c.post_id == Post.id)
            .where(kept != there),
            f"post %(id)s has {kept.key} %(kept)s, there are %(there)s",
        )
    return breaches


def posts_count_each_kind_of_reaction() -> list[str]:
    breaches = []
    for kind in REACTIONS:
        counted = (
            select(Reaction.post_id, func.count().label("n"))
            .where(Reaction.kind == kind)
            .group_by(Reaction.post_id)
            .subquery()
        )
        kept, there = (
            func.coalesce(Post.reaction_kinds[kind].as_integer(), 0),
            func.coalesce(counted.c.n, 0),
        )
        breaches += found(
            select(Post.id.label("id"), kept.label("kept"), there.label("there"))
            .outerjoin(counted, counted.c.post_id == Post.id)
            .where(kept != there),
            f"post %(id)s says %(kept)s times {kind}, there are %(there)s",
        )
    return breaches


def collections_count_what_they_hold() -> list[str]:
    counted = (
        select(CollectionItem.collection_id, func.count().label("n"))
        .group_by(CollectionItem.collection_id)
        .subquery()
    )
    there = func.coalesce(counted.c.n, 0)
    return found(
        select(Collection.id.label("id"), Collection.item_count.label("kept"), there.label("there"))
        .outerjoin(counted, counted.c.collection_id == Collection.id)
        .where(Collection.item_count != there),
        "collection %(id)s has item_count %(kept)s, there are %(there)s",
    )


def people_react_once() -> list[str]:
    return found(
        select(Reaction.post_id.label("id"), Reaction.user_id.label("user_id"))
        .where(Reaction.kind != "helpful")
        .group_by(Reaction.post_id, Reaction.user_id)
        .having(func.count() > 1),
        "person %(user_id)s has more than one reaction to post %(id)s",
    )


def comments_count_their_answers() -> list[str]:
    answer = aliased(Comment)
    counted = (
        select(answer.root_id, func.count().label("n"))
        .where(answer.state != "deleted", answer.root_id.is_not(None))
        .group_by(answer.root_id)
        .subquery()
    )
    there = func.coalesce(counted.c.n, 0)
    return found(
        select(Comment.id.label("id"), Comment.reply_count.label("kept"), there.label("there"))
        .outerjoin(counted, counted.c.root_id == Comment.id)
        .where(Comment.reply_count != there),
        "comment %(id)s has reply_count %(kept)s, there are %(there)s",
    )


def comments_stay_under_their_post() -> list[str]:
    root = aliased(Comment)
    return found(
        select(Comment.id.label("id"))
        .join(root, root.id == Comment.root_id)
        .where(or_(root.post_id != Comment.post_id, root.root_id.is_not(None))),
        "comment %(id)s stands under a comment of another post or of the second level",
    )


def products_count_their_ratings() -> list[str]:
    """Every rating counts, whatever became of the post that carried it."""
    rated = (
        select(Rating.product_id, func.count().label("n"), func.sum(Rating.stars).label("stars"))
        .group_by(Rating.product_id)
        .subquery()
    )
    n, stars = func.coalesce(rated.c.n, 0), func.coalesce(rated.c.stars, 0)
    return found(
        select(
            Product.id.label("id"),
            Product.rating_count.label("kept_count"),
            Product.rating_sum.label("kept_sum"),
            n.label("n"),
            stars.label("stars"),
        )
        .outerjoin(rated, rated.c.product_id == Product.id)
        .where(or_(Product.rating_count != n, Product.rating_sum != stars)),
        "product %(id)s says %(kept_count)s ratings and %(kept_sum)s stars, there are %(n)s and %(stars)s",
    )


def ratings_belong_to_received_lines() -> list[str]:
    return found(
        select(Rating.id.label("id"))
        .join(OrderLine, OrderLine.id == Rating.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            or_(
                Order.buyer_id != Rating.user_id,
                OrderLine.product_id != Rating.product_id,
                Order.received_at.is_(None),
            )
        ),
        "rating %(id)s is not the buyer's of a line that was received",
    )


def posts_show_their_rating() -> list[str]:
    return found(
        select(Post.id.label("id"), Post.stars.label("shown"), Rating.stars.label("stars"))
        .outerjoin(Rating, Rating.post_id == Post.id)
        .where(func.coalesce(Post.stars, 0) != func.coalesce(Rating.stars, 0)),
        "post %(id)s shows %(shown)s stars, its rating has %(stars)s",
    )


def posts_count_what_passes_them_on() -> list[str]:
    passing = aliased(Post)
    counted = (
        select(passing.quoted_id, func.count().label("n"))
        .where(passing.quoted_id.is_not(None), passing.state != "deleted")
        .group_by(passing.quoted_id)
        .subquery()
    )
    there = func.coalesce(counted.c.n, 0)
    return found(
        select(Post.id.label("id"), Post.reshare_count.label("kept"), there.label("there"))
        .outerjoin(counted, counted.c.quoted_id == Post.id)
        .where(Post.reshare_count != there),
        "post %(id)s has reshare_count %(kept)s, there are %(there)s",
    )


def posts_credit_the_first() -> list[str]:
    """Who passes something on credits the one at the beginning of the chain."""
    quoted = aliased(Post)
    first = func.coalesce(quoted.first_id, quoted.id)
    return found(
        select(Post.id.label("id"))
        .outerjoin(quoted, quoted.id == Post.quoted_id)
        .where(func.coalesce(first, 0) != func.coalesce(Post.first_id, 0)),
        "post %(id)s does not credit the first of its chain",
    )


def polls_count_their_votes() -> list[str]:
    voters = (
        select(
            PollVote.post_id,
            func.count(PollVote.user_id.distinct()).label("voters"),
            func.count().label("votes"),
        )
        .group_by(PollVote.post_id)
        .subquery()
    )
    count, votes = func.coalesce(voters.c.voters, 0), func.coalesce(voters.c.votes, 0)
    cast = select(PollVote.option_id, func.count().label("n")).group_by(PollVote.option_id).subquery()
    there = func.coalesce(cast.c.n, 0)
    return (
        found(
            select(Poll.post_id.label("id"), Poll.voter_count.label("kept"), count.label("there"))
            .outerjoin(voters, voters.c.post_id == Poll.post_id)
            .where(or_(Poll.voter_count != count, Poll.is_multiple.is_(False) & (votes != count))),
            "the poll of post %(id)s has voter_count %(kept)s, %(there)s people voted",
        )
        + found(
            select(PollOption.id.label("id"), PollOption.vote_count.label("kept"), there.label("there"))
            .outerjoin(cast, cast.c.option_id == PollOption.id)
            .where(PollOption.vote_count != there),
            "answer %(id)s of a poll has vote_count %(kept)s, there are %(there)s",
        )
        + found(
            select(Post.id.label("id"))
            .outerjoin(Poll, Poll.post_id == Post.id)
            .where(Post.has_poll != Poll.post_id.is_not(None)),
            "post %(id)s does not say whether it has a poll",
        )
    )


register("says: polls count their votes", polls_count_their_votes)
register("says: posts count what passes them on", posts_count_what_passes_them_on)
register("says: posts credit the first of their chain", posts_credit_the_first)
register("says: posts count comments, likes and pictures", posts_count_what_they_have)
register("says: posts count each kind of reaction", posts_count_each_kind_of_reaction)
register("says: collections count what they hold", collections_count_what_they_hold)
register("says: people react once to a post", people_react_once)
register("says: comments count their answers", comments_count_their_answers)
register("says: comments stay under their post", comments_stay_under_their_post)
register("says: products count their ratings", products_count_their_ratings)
register("says: ratings belong to received purchases", ratings_belong_to_received_lines)
register("says: posts show their rating", posts_show_their_rating)

"""Everything that somebody has written, bought and set here, table by table, for herself to take with her.

Only her own rows, and of them only her own words and facts: what others wrote, their addresses, secrets and the hashes
of secrets have no column here. People who are named have agreed to it; the others are counted."""

from domain.angels.models import Endorsement, ShareLink
from domain.export import circle, letters, money, shop, words
from domain.export.circle import counts_of
from domain.export.reading import Row, Table, end_reading, own, rows_of
from domain.export.words import own_picture_keys
from domain.fans.models import BroadcastStop
from domain.groups.models import (
    Answer,
    AskingChoice,
    Message,
    MessagePhoto,
    Question,
    QuestionOffer,
    QuestionPhoto,
)
from domain.moderation.models import Report
from domain.notices.models import Delivery, Watch
from domain.orders.models import Address, CartLine
from domain.people.models import Invite, SignInSession
from domain.problems.models import Problem, ProblemPicture, ProblemWord
from domain.says.models import Bookmark, Collection, Draft, PollVote, ProductMute, Reaction, WordMute
from domain.stores.models import StoreItem

__all__ = ["TABLES", "Row", "Table", "counts_of", "end_reading", "own_picture_keys", "rows_of"]

TABLES = (
    Table("profile", words.profile),
    Table("posts", words.posts),
    Table("post_changes", words.post_changes),
    Table("photos", words.photos),
    Table("follow_ups", words.follow_ups),
    Table("comments", words.comments),
    Table("ratings", words.ratings),
    Table("rating_changes", words.rating_changes),
    Table("reactions", own(Reaction.user_id, Reaction.post_id, Reaction.kind, Reaction.created_at), keys=2),
    Table("poll_votes", own(PollVote.user_id, PollVote.option_id, PollVote.post_id, PollVote.created_at)),
    Table("bookmarks", own(Bookmark.user_id, Bookmark.id, Bookmark.post_id, Bookmark.remind_at, Bookmark.created_at)),
    Table("collections", own(
        Collection.owner_id, Collection.id, Collection.title, Collection.about, Collection.audience,
        Collection.created_at, Collection.updated_at, where=Collection.ended_at.is_(None),
    )),
    Table("collection_items", words.collection_items),
    Table("drafts", own(Draft.owner_id, Draft.id, Draft.fields, Draft.publish_at, Draft.created_at, Draft.updated_at)),
    Table("questions", own(
        Question.author_id, Question.id, Question.product_id, Question.body, Question.created_at,
        where=Question.state != "deleted",
    )),
    Table("answers", own(
        Answer.author_id, Answer.id, Answer.question_id, Answer.body, Answer.created_at, where=Answer.state != "deleted",
    )),
    Table("messages", own(
        Message.author_id, Message.id, Message.product_id, Message.body, Message.created_at,
        where=Message.state != "deleted",
    )),
    Table("message_photos", own(
        MessagePhoto.owner_id, MessagePhoto.id, MessagePhoto.message_id, MessagePhoto.alt, MessagePhoto.created_at,
    )),
    Table("question_photos", own(
        QuestionPhoto.owner_id, QuestionPhoto.id, QuestionPhoto.question_id, QuestionPhoto.answer_id, QuestionPhoto.alt,
        QuestionPhoto.created_at,
    )),
    Table("asking_choice", own(
        AskingChoice.user_id, AskingChoice.user_id, AskingChoice.is_willing, AskingChoice.chosen_at,
    )),
    Table("asked_of_you", own(QuestionOffer.user_id, QuestionOffer.question_id, QuestionOffer.offered_at)),
    Table("letters", letters.letters),
    Table("letter_pictures", letters.letter_pictures),
    Table("fan_tags", letters.tags),
    Table("stopped_shops", own(BroadcastStop.user_id, BroadcastStop.merchant_id, BroadcastStop.at)),
    Table("problems", own(
        Problem.author_id, Problem.id, Problem.product_id, Problem.kind, Problem.batch, Problem.body, Problem.stage,
        Problem.shows_name, Problem.created_at, Problem.solved_at, where=Problem.state != "deleted",
    )),
    Table("problem_words", own(
        ProblemWord.author_id, ProblemWord.id, ProblemWord.problem_id, ProblemWord.body, ProblemWord.at,
    )),
    Table("problem_pictures", own(
        ProblemPicture.owner_id, ProblemPicture.id, ProblemPicture.problem_id, ProblemPicture.created_at,
        where=ProblemPicture.problem_id.is_not(None),
    )),
    Table("orders", money.orders),
    Table("order_lines", money.order_lines),
    Table("refunds", money.refunds),
    Table("cases", money.cases),
    Table("case_messages", money.case_messages),
    Table("coupons", money.coupons),
    Table("tax_profile", money.tax_profile),
    Table("addresses", own(
        Address.user_id, Address.id, Address.recipient, Address.phone, Address.region, Address.street, Address.used_at,
    )),
    Table("cart", own(CartLine.user_id, CartLine.id, CartLine.variant_id, CartLine.quantity, CartLine.added_at)),
    Table("endorsements", own(
        Endorsement.user_id, Endorsement.id, Endorsement.product_id, Endorsement.created_at, Endorsement.ended_at,
    )),
    Table("store_items", own(
        StoreItem.user_id, StoreItem.product_id, StoreItem.hidden, StoreItem.pinned_at, StoreItem.words,
    )),
    Table("share_links", own(ShareLink.user_id, ShareLink.id, ShareLink.product_id, ShareLink.post_id, ShareLink.created_at)),
    Table("earnings", money.earnings),
    Table("commission_reviews", money.commission_reviews),
    Table("ledger_lines", money.ledger_lines),
    Table("payouts", money.payouts),
    Table("shop_documents", shop.documents),
    Table("shop_document_views", shop.document_views),
    Table("shop_words", shop.shop_words),
    Table("shop_invitations", shop.shop_invitations),
    Table("shop_steps", shop.shop_steps),
    Table("fold_requests", shop.fold_requests),
    Table("friends", lambda me: circle.followed(me, True)),
    Table("following", lambda me: circle.followed(me, False)),
    Table("circles", circle.circles),
    Table("circle_members", circle.circle_members, keys=2),
    Table("invites", own(Invite.inviter_id, Invite.id, Invite.used_count, Invite.created_at, Invite.expires_at, Invite.ended_at)),
    Table("muted_products", own(ProductMute.user_id, ProductMute.product_id, ProductMute.created_at)),
    Table("muted_words", own(WordMute.user_id, WordMute.id, WordMute.word, WordMute.created_at)),
    Table("watched", own(Watch.user_id, Watch.target_id, Watch.target_type, Watch.level, Watch.created_at), keys=2),
    Table("notice_settings", own(
        Delivery.user_id, Delivery.user_id, Delivery.by_mail, Delivery.digest, Delivery.quiet_from, Delivery.quiet_to,
    )),
    Table("reports", own(Report.reporter_id, Report.id, Report.reason, Report.text, Report.at)),
    Table("devices", own(
        SignInSession.user_id, SignInSession.created_at, SignInSession.user_agent, SignInSession.last_seen_at,
    ), keys=2),
)  # fmt: skip

"""What the database itself refuses in the ledger, whoever writes to it. The lines of an entry come first; the
insertion of its header checks and closes them. Nothing is ever changed or taken away."""

from core.triggers import Trigger, append_only, register

for table in ("entries", "entry_lines", "statements", "statement_months"):
    append_only(table)
    # SQLite has no TRUNCATE; its DELETE without a condition asks the trigger for each row.
    register(
        Trigger(
            f"{table}_refuses_truncate",
            table,
            (),
            (
                f"""CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses_delete()""",
            ),
        )
    )

append_only("credit_notes")
# Paid is written on it later.
append_only("invoices", ("delete",))

# SQLite's INSERT OR REPLACE deletes without asking the delete trigger, so that an id in use is refused here too.
register(
    Trigger(
        "entry_lines_refuse_closed_entry",
        "entry_lines",
        (
            """CREATE TRIGGER entry_lines_refuse_closed_entry BEFORE INSERT ON entry_lines
            WHEN EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)
              OR EXISTS (SELECT 1 FROM entry_lines WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'this entry is closed'); END""",
        ),
        (
            """CREATE OR REPLACE FUNCTION entry_lines_refuse_closed_entry() RETURNS trigger AS $$
            BEGIN
              IF EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id) THEN
                RAISE EXCEPTION 'this entry is closed' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$ LANGUAGE plpgsql""",
            """CREATE TRIGGER entry_lines_refuse_closed_entry BEFORE INSERT ON entry_lines
            FOR EACH ROW EXECUTE FUNCTION entry_lines_refuse_closed_entry()""",
        ),
    )
)

register(
    Trigger(
        "entries_must_balance",
        "entries",
        (
            """CREATE TRIGGER entries_must_balance BEFORE INSERT ON entries
            BEGIN
              SELECT RAISE(ABORT, 'this entry is closed')
                WHERE EXISTS (SELECT 1 FROM entries WHERE id = NEW.id);
              SELECT RAISE(ABORT, 'this entry was posted before')
                WHERE EXISTS (SELECT 1 FROM entries WHERE kind = NEW.kind AND reference = NEW.reference);
              SELECT RAISE(ABORT, 'an entry takes two lines or more')
                WHERE (SELECT count(*) FROM entry_lines WHERE entry_id = NEW.id) < 2;
              SELECT RAISE(ABORT, 'the lines of an entry add up to zero')
                WHERE (SELECT sum(amount_cents) FROM entry_lines WHERE entry_id = NEW.id) <> 0;
              SELECT RAISE(ABORT, 'an entry has one currency')
                WHERE EXISTS (
                  SELECT 1 FROM entry_lines JOIN accounts ON accounts.id = entry_lines.account_id
                  WHERE entry_lines.entry_id = NEW.id AND accounts.currency <> NEW.currency);
            END""",
        ),
        (
            """CREATE OR REPLACE FUNCTION entries_must_balance() RETURNS trigger AS $$
            DECLARE line_count bigint; total numeric; foreign_count bigint;
            BEGIN
              SELECT count(*), coalesce(sum(l.amount_cents), 0),
                     count(*) FILTER (WHERE a.currency <> NEW.currency)
                INTO line_count, total, foreign_count
                FROM entry_lines l JOIN accounts a ON a.id = l.account_id WHERE l.entry_id = NEW.id;
              IF line_count < 2 THEN
                RAISE EXCEPTION 'an entry takes two lines or more' USING ERRCODE = 'check_violation';
              ELSIF total <> 0 THEN
                RAISE EXCEPTION 'the lines of an entry add up to zero' USING ERRCODE = 'check_violation';
              ELSIF foreign_count > 0 THEN
                RAISE EXCEPTION 'an entry has one currency' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$ LANGUAGE plpgsql""",
            """CREATE TRIGGER entries_must_balance BEFORE INSERT ON entries
            FOR EACH ROW EXECUTE FUNCTION entries_must_balance()""",
        ),
    )
)

# A balance moves by the lines that it has not counted yet, and by nothing else. Lines come before the balance, and an
# account's row is locked before its lines are written, so that on one account they follow each other by number.
register(
    Trigger(
        "accounts_begin_empty",
        "accounts",
        (
            """CREATE TRIGGER accounts_begin_empty BEFORE INSERT ON accounts
            WHEN NEW.balance_cents <> 0 OR NEW.last_line_id <> 0
              OR EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'an account begins with nothing'); END""",
        ),
        (
            """CREATE OR REPLACE FUNCTION accounts_begin_empty() RETURNS trigger AS $$
            BEGIN
              IF NEW.balance_cents <> 0 OR NEW.last_line_id <> 0 THEN
                RAISE EXCEPTION 'an account begins with nothing' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$ LANGUAGE plpgsql""",
            """CREATE TRIGGER accounts_begin_empty BEFORE INSERT ON accounts
            FOR EACH ROW EXECUTE FUNCTION accounts_begin_empty()""",
        ),
    )
)

_MOVED = """SELECT coalesce(sum(amount_cents), 0) FROM entry_lines
            WHERE account_id = OLD.id AND id > OLD.last_line_id AND id <= NEW.last_line_id"""
_SAME = """NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.holder_id = OLD.holder_id
              AND NEW.currency = OLD.currency AND NEW.last_line_id > OLD.last_line_id"""

register(
    Trigger(
        "accounts_move_by_lines",
        "accounts",
        (
            f"""CREATE TRIGGER accounts_move_by_lines BEFORE UPDATE ON accounts
            WHEN NOT ({_SAME} AND NEW.balance_cents - OLD.balance_cents = ({_MOVED}))
            BEGIN SELECT RAISE(ABORT, 'a balance moves by its lines only'); END""",
        ),
        (
            f"""CREATE OR REPLACE FUNCTION accounts_move_by_lines() RETURNS trigger AS $$
            BEGIN
              IF NOT ({_SAME} AND NEW.balance_cents - OLD.balance_cents = ({_MOVED})) THEN
                RAISE EXCEPTION 'a balance moves by its lines only' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$ LANGUAGE plpgsql""",
            """CREATE TRIGGER accounts_move_by_lines BEFORE UPDATE ON accounts
            FOR EACH ROW EXECUTE FUNCTION accounts_move_by_lines()""",
        ),
    )
)

register(
    Trigger(
        "accounts_refuse_delete",
        "accounts",
        (
            """CREATE TRIGGER accounts_refuse_delete BEFORE DELETE ON accounts
            BEGIN SELECT RAISE(ABORT, 'accounts are kept'); END""",
        ),
        (
            """CREATE OR REPLACE FUNCTION accounts_refuse_delete() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'accounts are kept'; END $$ LANGUAGE plpgsql""",
            """CREATE TRIGGER accounts_refuse_delete BEFORE DELETE ON accounts
            FOR EACH ROW EXECUTE FUNCTION accounts_refuse_delete()""",
        ),
    )
)

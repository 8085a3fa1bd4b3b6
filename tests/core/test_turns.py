"""What falls due together."""

from core.turns import in_turn


def test_one_that_fails_is_said_and_keeps_the_others_from_nothing(site, caplog):
    done = []

    def one(number: int) -> bool:
        if number == 2:
            raise LookupError("not this one")
        done.append(number)
        return True

    assert in_turn("reminders", one, [1, 2, 3]) == 2
    assert done == [1, 3] and "reminders: 2 failed" in caplog.text and "not this one" in caplog.text

"""The errors a user can meet: a key of the locales, its parameters and an exit code; never a sentence.

Every key `K` has a message `error.K` and, where there is something to type next, a hint `hint.K`.
"""

from __future__ import annotations


class CrmError(Exception):
    """Base: `key` and `params` choose the words; `exit_code` is CONTRACT 1's."""

    exit_code = 3

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


class WrongUsage(CrmError):
    """The command line is wrong: a word, field, stage or date that can't be understood."""

    exit_code = 2


class CannotDo(CrmError):
    """It could not be done, and nothing changed."""

    exit_code = 3

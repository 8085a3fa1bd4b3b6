"""Marks English source texts for translation without translating them: the domain knows no language, `web` does."""


def N_(text: str) -> str:
    return text

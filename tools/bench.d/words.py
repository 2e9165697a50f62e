"""What the person at the terminal reads, in Japanese or English."""
import os
import sys

_locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
JAPANESE = _locale.startswith("ja")


def words(ja, en):
    return ja if JAPANESE else en


def say(ja, en):
    """On standard error: standard output is for the tables."""
    print(words(ja, en), file=sys.stderr, flush=True)


class Failure(Exception):
    """Something is wrong that the person has to see; carries its words."""

    def __init__(self, ja, en):
        super().__init__(words(ja, en))

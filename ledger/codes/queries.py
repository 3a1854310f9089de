"""Why a question or a request is not answered."""

from __future__ import annotations

from typing import Final

from ledger.codes.code import Code, CodeKind


def _query(code: str, title: str, meaning: str, remedy: str, status: int = 200) -> Code:
    return Code(code, CodeKind.QUERY, title, meaning, remedy, status)


QUERIES: Final = (
    _query(
        "BAD_REQUEST",
        "The request cannot be read",
        "The request as a whole is not one that this address takes: no GraphQL question, an "
        "unknown parameter, or an atomic batch for the ledgers of several councils.",
        "The detail says what is wrong; a question is a JSON object with a query.",
        400,
    ),
    _query(
        "BAD_AS_AT",
        "asAt is neither a day nor an instant",
        "asAt is one London day, or an instant with its offset; no month and no interval.",
        "Write e.g. 2020-07-15 or 2020-07-15T12:00:00+01:00.",
    ),
    _query(
        "BAD_KNOWN_AT",
        "knownAt is neither a day nor an instant",
        "knownAt is one London day, or an instant with its offset; no month and no interval.",
        "Write e.g. 2020-06-01 or 2020-06-01T12:00:00+01:00.",
    ),
    _query(
        "KNOWN_AT_IN_FUTURE",
        "knownAt lies in the future",
        "Nobody can tell yet what will be known by then.",
        "Ask as known today, or earlier.",
    ),
    _query(
        "BEFORE_LEDGER",
        "knownAt lies before the first entry",
        "The ledger had recorded nothing by then.",
        "Ask with knownBy: DOCUMENTED for what the cited documents claim.",
    ),
    _query(
        "NOT_YET_PROJECTED",
        "The read model has not reached this position",
        "It may be recorded already; the read model is still catching up.",
        "Ask again in a moment.",
    ),
    _query(
        "READ_MODEL_UNAVAILABLE",
        "The read model cannot be asked now",
        "Its database cannot be reached or is busy, or it is just being made anew.",
        "Ask again in a moment; nothing is lost.",
        503,
    ),
    _query(
        "BAD_CURSOR",
        "The cursor does not belong to this question",
        "A cursor holds for one basis, one order and one filter.",
        "Start from the first page.",
    ),
    _query(
        "STALE_TOKEN",
        "The token names a basis of another epoch",
        "The ledger was restored since the token was given.",
        "Ask anew with asAt and knownAt.",
    ),
    _query(
        "EPOCH_CHANGED",
        "The position may mean another entry than it did",
        "An older copy of the ledger was put back, and from this position on other entries may "
        "stand than before. Only with the epoch in which it was given does the position say which.",
        "Give the epoch that came with the position. If it is an earlier one, what stood there was "
        "lost: send it again, or ask anew.",
        409,
    ),
    _query(
        "UNAUTHENTICATED",
        "No credential was sent",
        "This question needs a credential.",
        "Send one.",
        401,
    ),
    _query(
        "UNKNOWN_HOST",
        "The service does not know itself by this name",
        "As long as it asks nobody who they are, it answers only to names of this machine, and to "
        "those that its settings know.",
        "Ask it by 127.0.0.1 or localhost, or add the name to IMPROVEMENT_LEDGER_KNOWN_HOSTS.",
        421,
    ),
    _query(
        "CROSS_SITE",
        "A page of another site sent the request",
        "A browser says that another site is behind it, which nobody at this service asked for.",
        "Send it from a page of this service, or from a program.",
        403,
    ),
    _query(
        "LIMIT_EXCEEDED",
        "The answer would be too large",
        "A list within a plan holds at most 1,000 items, a page at most 100.",
        "Filter, or ask for pages.",
    ),
    _query(
        "INTERNAL",
        "Something went wrong inside",
        "The detail is in the service's log, not in the answer.",
        "Tell whoever runs the service, with the time.",
        500,
    ),
    _query(
        "NOT_FOUND",
        "There is nothing here",
        "No page, ledger or record has this address.",
        "Check the address.",
        404,
    ),
    _query(
        "METHOD_NOT_ALLOWED",
        "The method is not taken here",
        "This address takes another HTTP method.",
        "Use the method named in Allow.",
        405,
    ),
)

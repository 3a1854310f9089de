"""Why a whole ledger was not backed up, restored or moved."""

from __future__ import annotations

from typing import Final

from ledger.codes.code import Code, CodeKind


def _upkeep(code: str, title: str, meaning: str, remedy: str) -> Code:
    return Code(code, CodeKind.UPKEEP, title, meaning, remedy)


UPKEEP: Final = (
    _upkeep(
        "NOT_A_BACKUP",
        "The file is no backup that this release can read",
        "It is no SQLite database, it has other tables than a ledger, it is still in use, or a "
        "newer release wrote it.",
        "Name a file that improvement-ledger backup wrote.",
    ),
    _upkeep(
        "BACKUP_DAMAGED",
        "What is stored can be no ledger",
        "An entry is missing, out of order or changed, or the columns beside it say other things "
        "than its bytes. Nothing was put in place.",
        "Take another backup. Where a ledger that stands is at fault, keep it as it is and restore "
        "the last good backup.",
    ),
    _upkeep(
        "WOULD_LOSE_ENTRIES",
        "The ledger that stands has entries that the backup lacks",
        "To restore means to go back: what was recorded since the backup would no longer count.",
        "Give --replace if that is what you want; the ledger that stands is kept aside.",
    ),
    _upkeep(
        "UPKEEP_UNDER_WAY",
        "Another process puts a ledger of this council in place",
        "Only one at a time may restore or move the ledger of a council.",
        "Wait until the other has ended; one that was killed holds nothing.",
    ),
)

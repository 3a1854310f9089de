"""Whether the limbs of a resolution fit the budget and the name of the decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.events.budget import Limb
from ledger.rules.budget_lines import duplicate, unknown_line
from ledger.rules.refusal import Refusal
from ledger.vocabulary import Verb


def limbs_refusal(
    limbs: Sequence[Limb], lines: Collection[str], verb: Verb | None
) -> Refusal | None:
    """Why a decision cannot be resolved in these limbs, or None.

    ``lines`` are the ids of the budget's lines.  ``verb`` is what the decision does
    with the stated total, None where it is not told by its limbs.
    """
    return (
        duplicate((limb.label for limb in limbs), "/limbs/{}/label")
        or _unknown_line(limbs, lines)
        or _verb_mismatch(limbs, verb)
    )


def _unknown_line(limbs: Sequence[Limb], lines: Collection[str]) -> Refusal | None:
    for index, limb in enumerate(limbs):
        for place, line_id in enumerate(limb.lines):
            if line_id not in lines:
                return unknown_line(line_id, f"/limbs/{index}/lines/{place}")
    return None


def _verb_mismatch(limbs: Sequence[Limb], verb: Verb | None) -> Refusal | None:
    """A decision is named for the limb on the stated total, or where none is for any of them."""
    covering = [index for index, limb in enumerate(limbs) if limb.covers_total]
    verbs = {limbs[index].verb for index in covering or range(len(limbs))}
    if verb is None or verb in verbs:
        return None
    if covering:
        detail = f"The stated total has the verb {', '.join(sorted(verbs))}, not {verb}."
        return Refusal("VERB_MISMATCH", detail, f"/limbs/{covering[0]}/verb")
    return Refusal("VERB_MISMATCH", f"No limb has the verb {verb}.", "/limbs")

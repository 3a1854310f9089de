"""What answers hold beyond the fields that events set: worked out, or found elsewhere in a plan.

A module for each kind that has such fields; ``declare`` gives them to their kinds.
"""

from __future__ import annotations

from schema.extras import action, area, budget, plan, recommendation


def declare() -> None:
    """Give every kind its extra fields and filters; before the types are made, and once."""
    for module in (action, area, budget, plan, recommendation):
        module.declare()

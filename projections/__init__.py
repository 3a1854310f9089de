"""What does it mean at D, as known at K? The record, folded for a reader's two dates.

Here is the read model, one row for each field an event sets, with the tables that say which
event sets which field, the questions asked of it as at one date and as known at another, the
changes between two such bases, the concerns that follow, and the runner that keeps it level
with the ledger or builds it anew. Losing every row costs time and no knowledge.

It reads the ledger and can append nothing to it.
"""

"""Where the ledger is kept: one SQLite database for each council.

The only part of the ledger that touches files, locks and threads, and the only one that
knows the library `eventsourcing`. `ledger.store.ledger` is the whole of it for whoever may
append; `ledger.store.reader` is what whoever only reads may depend on.
"""

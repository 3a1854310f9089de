"""What comes in and goes out? Everything that waits for a message or passes one on.

Here is the strict reader of CloudEvents and the one intake behind every door, Kafka, HTTP and
files alike: parse, check, decide, append, or set aside in quarantine with the reason. Here too
are the loops that follow the ledger's positions, to project them or to publish them.

The only package that imports a Kafka client.
"""

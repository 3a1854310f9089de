"""The read model in an SQLite file: its tables, connections, batches, and which file stands."""

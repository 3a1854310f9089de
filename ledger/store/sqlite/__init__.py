"""What only SQLite knows: a file's connections, its recorder, a folder of ledgers."""

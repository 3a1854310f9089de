"""The batches of a bulk load, read by a process of their own ahead of the one that records.

Reading messages strictly takes nearly as long as recording them, and both hold the
interpreter's lock. So while one batch is recorded, the next one is read beside it.
"""

from consumers.ahead.reading import Ahead, Read

__all__ = ["Ahead", "Read"]

"""The AsyncAPI parser of the AsyncAPI project, for tests."""

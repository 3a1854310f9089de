"""Real servers for tests, on any machine: given by the environment, composed, or native.

Tests ask the session fixture ``services`` for a server, or ``postgresql_url`` for a
fresh database. A server starts when it is first asked for. Under xdist each worker has
its own. What did not run, and who served, is told at the end of the run.
"""

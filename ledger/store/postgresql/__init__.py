"""What only PostgreSQL knows: the pools, the texts it cannot hold, its recorder and its roles."""

"""The read model in PostgreSQL: a schema for each generation, filled by COPY."""

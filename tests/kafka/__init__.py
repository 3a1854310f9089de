"""Producers, consumer processes, and what the ledgers must hold in the end."""

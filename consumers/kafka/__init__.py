"""Events from Kafka into the ledgers: each record once in effect, in order, or in quarantine.

How far each partition was taken in is kept in the ledgers themselves, in the very transaction
that takes the records in. What Kafka knows of it is for people and their tools.
"""

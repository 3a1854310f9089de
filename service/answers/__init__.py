"""Answers for people: questions put to GraphQL, and what comes back in plain English."""

"""The demo: real councils loaded from their documents, and three questions answered."""

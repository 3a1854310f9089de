"""What runs? The parts put together, and everything that starts or listens.

Here are the settings, the wiring, the HTTP application, the pages for people and the command
line. This is the edge: it reads the clock, draws chance, opens files and sockets, and hands
what it got to the packages below, which hold the rules.

The only package that imports Starlette, and the one that no other imports.
"""

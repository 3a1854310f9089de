"""What happened? Every event a council's improvement brought, in the order it was taken in.

Here are the events and their catalogue, the value types they are written in, the rules that
accept or refuse one (`decide`) and that carry a stream's state forward (`evolve`), the bytes of
an entry, and the append-only store that keeps them. Anything that can be settled from past
entries alone belongs here; what an event means to a reader does not.

Nothing in this package imports another of ours. Apart from the store it reads no clock, draws
no chance and touches no file: time, ids and blinds come in as arguments.
"""

"""What does an answer look like? The GraphQL types and questions that inspectors see.

Here are the Graphene types, the resolvers that hand a question to `projections` and shape what
comes back, the limits on a question, and the committed SDL that says all of it in one file.
GraphQL only reads: there are no mutations, and no path from here to the append.

The only package that imports Graphene.
"""

from schema.printed import sdl

__all__ = ["sdl"]

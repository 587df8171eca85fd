"""The consent list: what nobody objects to is adopted together at the opening, without debate.

An item stands on it when every member who may take a position had no objection by the body's deadline. The
chair takes any item off it, and so does any member until it is adopted.
"""

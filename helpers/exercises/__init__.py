"""The checks of the exercises: ``judging`` tells right from wrong, one module a notebook says what.

Whoever wants to solve the exercises reads no further.
"""

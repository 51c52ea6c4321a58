"""Validation: rules over frames of records, and what they find.

`rules` holds the rules, one function each, whose docstring is the rule; `check` applies them.
"""

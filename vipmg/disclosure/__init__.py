"""Statistical disclosure control: make tables safe to leave the node, and prove it.

Small counts are hidden (primary suppression); enough other cells are hidden that the small ones
cannot be worked out from any published relation (secondary suppression); then an audit that
shares no code with the method attacks the result. See ``docs/adr/0003-disclosure.md``.
"""

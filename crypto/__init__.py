"""Bytes in, bytes out: the cryptography of the node, after its published specifications.

Imports `cryptography`, `mnemonic` and the standard library only. What is refused raises
`CryptoError`; docstrings quote its codes: raises "truncated".
"""

"""Bytes in, bytes out: the cryptography of the node, after its published specifications.

    age         age v1 files for hybrid post-quantum recipients      c2sp.org/age
    signing     Ed25519 with ML-DSA-65, both must verify             RFC 8032, FIPS 204
    dsse        signed envelopes                                     DSSE v1
    strict_json JSON with exactly one reading
    container   ustar with exactly one writing                       POSIX.1-1988
    wrap        secrets under a passphrase or a key                  RFC 9106, RFC 8452
    slots       one database key, one passphrase per officer
    merkle      proofs that a log only grew                          RFC 6962
    words       fingerprints that people compare                     BIP-39

This package knows nothing of migration, files' names or people; it imports only `cryptography`,
`mnemonic` and the standard library. Everything it refuses is a `CryptoError` with a stable code.
"""

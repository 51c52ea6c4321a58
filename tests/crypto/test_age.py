"""age files: what goes in comes out, and nothing else does."""

import io
import os
import random
import time

import pyrage  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import age
from crypto.age import CHUNK_SIZE, Header, Identity, Recipient, decrypt, encrypt, read_header
from crypto.errors import CryptoError

OURS = Identity.from_string(
    "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
)
THEIRS = Identity(bytes(range(32)))
SEALED_CHUNK = CHUNK_SIZE + 16
MAC_LINE = b"--- " + b"A" * 43 + b"\n"


def sealed(content: bytes, *recipients: Recipient) -> bytes:
    target = io.BytesIO()
    encrypt(io.BytesIO(content), target, recipients or [OURS.recipient])
    return target.getvalue()


def opened(file: bytes, *identities: Identity) -> bytes:
    target = io.BytesIO()
    decrypt(io.BytesIO(file), target, identities or [OURS])
    return target.getvalue()


def payload_start(file: bytes) -> int:
    """Return where the chunks begin: after the header and the nonce of 16 bytes."""
    source = io.BytesIO(file)
    read_header(source, stanza_types=None)
    return source.tell() + 16


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(1).randbytes(3 * CHUNK_SIZE + 1000)


@pytest.fixture(scope="module")
def file(content: bytes) -> bytes:
    return sealed(content)


# Keys


def test_a_key_string_survives_reading_and_writing() -> None:
    assert Identity.from_string(OURS.to_string()) == OURS
    assert Recipient.from_string(OURS.recipient.to_string()) == OURS.recipient
    assert OURS.to_string().startswith("AGE-SECRET-KEY-PQ-1")
    assert OURS.recipient.to_string().startswith("age1pq1")


def test_the_recipient_of_the_specification_is_computed_from_its_identity() -> None:
    text = OURS.recipient.to_string()
    assert text.startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtz")
    assert text.endswith(
        "k0c55zfnegrm9efhxpfqdkmhh6gjtqmwze9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k"
    )


def test_two_identities_differ() -> None:
    assert Identity.generate() != Identity.generate()


def test_a_printed_identity_shows_no_secret() -> None:
    assert OURS.seed.hex() not in repr(OURS)
    assert repr(OURS.seed) not in repr(OURS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1pq1",
        "age1pq1qqqqqq",
        THEIRS.recipient.to_string()[:-1] + "q",
        THEIRS.recipient.to_string().replace("p", "P", 1),
        THEIRS.to_string(),
    ],
)
def test_a_recipient_with_a_typing_error_is_refused(text: str) -> None:
    with pytest.raises(CryptoError, match=r"^key-malformed"):
        Recipient.from_string(text)


@pytest.mark.parametrize(
    "text", ["", "AGE-SECRET-KEY-PQ-1", OURS.to_string()[:-2], OURS.recipient.to_string()]
)
def test_an_identity_with_a_typing_error_is_refused(text: str) -> None:
    with pytest.raises(CryptoError, match=r"^key-malformed"):
        Identity.from_string(text)


# Files


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 4 * CHUNK_SIZE]
)
def test_attack_16_empty_exact_and_power_of_two_payloads_round_trip(size: int) -> None:
    content = os.urandom(size)
    assert opened(sealed(content)) == content


@settings(max_examples=25, deadline=None)
@given(size=st.integers(0, 3 * CHUNK_SIZE), seed=st.integers())
def test_any_content_comes_back(size: int, seed: int) -> None:
    content = random.Random(seed).randbytes(size)
    assert opened(sealed(content, THEIRS.recipient, OURS.recipient)) == content


def test_every_recipient_opens_the_file_and_the_header_counts_them() -> None:
    others = [Identity.generate() for _ in range(3)]
    file = sealed(b"to three", *(other.recipient for other in others))
    for other in others:
        target = io.BytesIO()
        header = decrypt(io.BytesIO(file), target, [OURS, other])
        assert target.getvalue() == b"to three"
        assert len(header.stanzas) == 3


def test_progress_counts_the_bytes_of_the_content(content: bytes, file: bytes) -> None:
    read, written = list[int](), list[int]()
    encrypt(io.BytesIO(content), io.BytesIO(), [OURS.recipient], progress=read.append)
    decrypt(io.BytesIO(file), io.BytesIO(), [OURS], progress=written.append)
    assert read == written == [65536, 131072, 196608, len(content)]


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end(content: bytes) -> None:
    class Pipe(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1000))

    target = io.BytesIO()
    encrypt(Pipe(content), target, [OURS.recipient])
    assert opened(target.getvalue()) == content


def test_two_files_of_the_same_content_have_nothing_in_common() -> None:
    first, second = sealed(bytes(1000)), sealed(bytes(1000))
    assert first[payload_start(first) :] != second[payload_start(second) :]
    assert first.splitlines()[1] != second.splitlines()[1]


@pytest.mark.parametrize("count", [0, 2, 257])
def test_attack_21_no_recipient_one_twice_or_too_many_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="different recipients"):
        encrypt(io.BytesIO(), io.BytesIO(), [OURS.recipient] * count)


# Attacks on the payload


def test_attack_01_truncated_at_every_chunk_boundary(content: bytes, file: bytes) -> None:
    start = payload_start(file)
    boundaries = {start + n * SEALED_CHUNK + d for n in range(4) for d in (-1, 0, 1)}
    offsets = boundaries | set(random.Random(2).sample(range(len(file)), 60))
    for offset in sorted(offsets):
        target = io.BytesIO()
        with pytest.raises(CryptoError, match=r"^(truncated|payload-altered)"):
            decrypt(io.BytesIO(file[:offset]), target, [OURS])
        assert content.startswith(target.getvalue())


def test_a_file_cut_between_chunks_is_called_truncated(file: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^truncated"):
        opened(file[: payload_start(file) + SEALED_CHUNK])


def test_attack_02_any_flipped_bit_is_noticed(content: bytes) -> None:
    file = sealed(content[:70_000])
    header = payload_start(file) - 16
    places = [*range(header), *random.Random(3).sample(range(header, len(file)), 147)]
    chosen = random.Random(4)
    for place in places:
        altered = bytearray(file)
        altered[place] ^= 1 << chosen.randrange(8)
        with pytest.raises(CryptoError):
            opened(bytes(altered))


def chunks_of(file: bytes) -> tuple[bytes, list[bytes]]:
    start = payload_start(file)
    rest = file[start:]
    return file[:start], [rest[i : i + SEALED_CHUNK] for i in range(0, len(rest), SEALED_CHUNK)]


@pytest.mark.parametrize(
    ("attack", "order"),
    [("03_swapped", [1, 0, 2, 3]), ("04_dropped", [0, 2, 3]), ("repeated", [0, 0, 1, 2, 3])],
)
def test_attack_03_04_chunks_out_of_order_are_noticed(
    attack: str, order: list[int], file: bytes
) -> None:
    head, chunks = chunks_of(file)
    with pytest.raises(CryptoError, match=r"^payload-altered"):
        opened(head + b"".join(chunks[place] for place in order))


@pytest.mark.parametrize("size", [1, 16, 17, SEALED_CHUNK, 200_000])
def test_attack_05_bytes_after_the_last_chunk_are_noticed(size: int, file: bytes) -> None:
    for original in (file, sealed(bytes(CHUNK_SIZE)), sealed(b"")):
        with pytest.raises(CryptoError, match=r"^(trailing-data|payload-altered)"):
            opened(original + bytes(size))


def test_attack_06_the_payload_of_another_file_is_noticed(file: bytes, content: bytes) -> None:
    other = sealed(content)
    with pytest.raises(CryptoError, match=r"^payload-altered"):
        opened(file[: payload_start(file)] + other[payload_start(other) :])
    with pytest.raises(CryptoError, match=r"^payload-altered"):
        opened(file[: payload_start(file) - 16] + other[payload_start(other) - 16 :])


def test_an_altered_chunk_releases_only_what_came_before_it(content: bytes, file: bytes) -> None:
    altered = bytearray(file)
    altered[payload_start(file) + SEALED_CHUNK + 5] ^= 1
    target = io.BytesIO()
    with pytest.raises(CryptoError, match=r"^payload-altered: chunk 1"):
        decrypt(io.BytesIO(altered), target, [OURS])
    assert target.getvalue() == content[:CHUNK_SIZE]


# Attacks on the header


def test_attack_07_a_stanza_of_two_mebibytes_is_refused() -> None:
    lines = b"age-encryption.org/v1\n-> mlkem768x25519 AAAA\n" + (b"A" * 64 + b"\n") * 32_768
    with pytest.raises(CryptoError, match=r"^too-large"):
        read_header(io.BytesIO(lines))
    with pytest.raises(CryptoError, match=r"^too-large"):
        read_header(io.BytesIO(b"age-encryption.org/v1\n-> " + b"A" * (2 << 20)))


def test_attack_08_three_hundred_stanzas_are_refused() -> None:
    stanza = b"-> mlkem768x25519 AAAA\n\n"
    with pytest.raises(CryptoError, match=r"^too-large"):
        read_header(io.BytesIO(b"age-encryption.org/v1\n" + stanza * 300 + MAC_LINE))


@pytest.mark.parametrize("line", [b"\n", b"-> a\n\n", b"-> a\n" + b"A" * 64 + b"\n", b"-\n"])
def test_a_header_of_many_short_lines_is_refused_quickly(line: bytes) -> None:
    text = b"age-encryption.org/v1\n" + line * (1_040_000 // len(line)) + MAC_LINE
    start = time.perf_counter()
    with pytest.raises(CryptoError, match=r"^(too-large|header-malformed)"):
        read_header(io.BytesIO(text))
    assert time.perf_counter() - start < 5


def test_attack_09_a_stanza_inserted_by_the_mailbox_is_refused(file: bytes) -> None:
    version, rest = file.split(b"\n", 1)
    for stanza in (b"-> x-grease abc\nAAAA\n", file[len(version) + 1 : file.index(b"---")]):
        altered = version + b"\n" + stanza + rest
        with pytest.raises(CryptoError, match=r"^(unknown-stanza|header-altered)"):
            opened(altered)
        with pytest.raises(CryptoError, match=r"^header-altered"):
            decrypt(io.BytesIO(altered), io.BytesIO(), [OURS], stanza_types=None)


def test_attack_10_another_version_of_age_is_refused(file: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^unknown-version"):
        opened(file.replace(b"/v1\n", b"/v2\n", 1))


def test_attack_11_a_file_without_quantum_protection_is_refused() -> None:
    classic = pyrage.x25519.Identity.generate()
    with pytest.raises(CryptoError, match=r"^unknown-stanza"):
        opened(pyrage.encrypt(b"classic", [classic.to_public()]))


def test_attack_12_a_classic_recipient_cannot_be_named() -> None:
    classic = str(pyrage.x25519.Identity.generate().to_public())
    with pytest.raises(CryptoError, match=r"^key-malformed"):
        Recipient.from_string(classic)


def test_attack_13_a_passphrase_file_is_refused() -> None:
    with pytest.raises(CryptoError, match=r"^unknown-stanza"):
        opened(pyrage.passphrase.encrypt(b"scrypt", "passphrase"))


def test_attack_14_a_low_order_share_is_a_fault_of_the_header() -> None:
    stanza = OURS.recipient.wrap(bytes(16))
    share = age.decode_base64(stanza.arguments[1])[:-32] + bytes(32)
    low = age.Stanza((age.HYBRID, age.encode_base64(share)), stanza.body)
    with pytest.raises(CryptoError, match=r"^header-malformed"):
        OURS.unwrap([low])


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_attack_15_a_file_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(CryptoError, match=r"^header-malformed"):
        OURS.unwrap([OURS.recipient.wrap(bytes(size))])


def test_attack_17_a_file_for_someone_else_says_so() -> None:
    with pytest.raises(CryptoError, match=r"^not-for-us"):
        opened(sealed(b"private", THEIRS.recipient))


def test_attack_18_a_file_for_a_retired_key_opens_only_while_that_key_is_kept() -> None:
    retired = Identity.generate()
    file = sealed(b"late", retired.recipient)
    assert opened(file, OURS, retired) == b"late"
    with pytest.raises(CryptoError, match=r"^not-for-us"):
        opened(file, OURS)


def test_attack_19_a_hidden_recipient_shows_in_the_count() -> None:
    file = sealed(b"hidden", OURS.recipient, THEIRS.recipient)
    assert len(read_header(io.BytesIO(file)).stanzas) == 2


@pytest.mark.parametrize("start", [b"", b"\n", b"PK\x03\x04", b"\x00" * 5000, b"age", b"a\n"])
def test_something_that_is_no_age_file_is_refused(start: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^(truncated|header-malformed)"):
        opened(start)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_altered_header_is_read_as_another(data: st.DataObject) -> None:
    """Whatever parses, parses to exactly the bytes that were under the MAC."""
    line = st.sampled_from(
        [b"-> mlkem768x25519 AAAA", b"-> a", b"->", b"AAAA", b"A" * 64, b"", b"--- " + b"A" * 43]
    )
    lines = data.draw(st.lists(line | st.binary(max_size=80), max_size=8))
    file = b"\n".join([b"age-encryption.org/v1", *lines, b"--- " + b"A" * 43, b""])
    try:
        header: Header = read_header(io.BytesIO(file), stanza_types=None)
    except CryptoError as error:
        assert error.code in {"header-malformed", "truncated"}  # noqa: PT017
    else:
        assert file.startswith(header.authenticated + b" " + age.encode_base64(header.mac).encode())

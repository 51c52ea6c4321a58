"""Archives: `tar` opens what we write, and we open nothing that we would not write."""

import io
import random
import struct
import subprocess
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.container import BLOCK, LARGEST_MEMBER, Limits, Member, read, write
from crypto.errors import CryptoError

FILES = {"delivery.dsse.json": b"{}", "manifest.dsse.json": bytes(512), "data.csv": b"a,b\n" * 999}


def member(name: str, content: bytes) -> Member:
    return Member(name, len(content), lambda: io.BytesIO(content))


def archive(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    length = write(target, [member(name, content) for name, content in files.items()])
    assert length == len(target.getvalue())
    return target.getvalue()


def contents(data: bytes, limits: Limits | None = None) -> dict[str, bytes]:
    files = dict[str, bytes]()
    for name, size, content in read(io.BytesIO(data), limits):
        files[name] = content.read()
        assert len(files[name]) == size
    return files


def with_checksum(block: bytes) -> bytes:
    blank = block[:148] + b" " * 8 + block[156:]
    return block[:148] + b"%06o\0 " % sum(blank) + block[156:]


def with_header(start: int, field: bytes) -> bytes:
    """Return an archive whose first header was edited, with a checksum that is right again."""
    data = archive(FILES)
    edited = data[:start] + field + data[start + len(field) : BLOCK]
    return with_checksum(edited) + data[BLOCK:]


def foreign(name: str, **facts: object) -> bytes:
    """Return an archive as Python's own `tarfile` writes it."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo(name)
        for fact, value in facts.items():
            setattr(info, fact, value)
        tar.addfile(info, io.BytesIO(bytes(info.size)))
    return target.getvalue()


def test_files_come_back_in_their_order() -> None:
    assert list(contents(archive(FILES)).items()) == list(FILES.items())


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-b][a-z0-9._-]{0,10}[a-z]", fullmatch=True).filter(
            lambda name: ".." not in name
        ),
        st.binary(max_size=1500),
    )
)
def test_any_files_come_back(files: dict[str, bytes]) -> None:
    assert contents(archive(files)) == files


def test_tar_opens_what_we_write() -> None:
    data = archive(FILES)
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert {info.name: info.size for info in tar} == {n: len(c) for n, c in FILES.items()}
    command = ["tar", "-xOf", "-", "data.csv"]
    run = subprocess.run(command, input=data, capture_output=True, check=True)
    assert run.stdout == FILES["data.csv"]
    assert run.stderr == b""


def test_a_content_that_is_not_read_is_passed_over() -> None:
    assert [name for name, _, _ in read(io.BytesIO(archive(FILES)))] == list(FILES)


def test_a_content_that_is_kept_too_long_takes_nothing_from_the_next() -> None:
    kept = [content for _, _, content in read(io.BytesIO(archive(FILES)))]
    assert [content.read() for content in kept] == [b"", b"", b""]


def test_a_content_can_be_read_in_parts_and_ends_where_it_ends() -> None:
    for name, size, content in read(io.BytesIO(archive(FILES))):
        assert content.read(size) == FILES[name]
        assert content.read(1) == b""


@pytest.mark.parametrize("size", [0, 511, 512, 100_000, 1_000_000, 12_345_678])
def test_the_length_says_little_about_the_content(size: int) -> None:
    length = write(io.BytesIO(), [Member("a", size, lambda: io.BytesIO(bytes(size)))])
    blocks = length // BLOCK
    significant = len(f"{blocks:b}".rstrip("0"))
    assert length % BLOCK == 0
    assert length <= 1.12 * (size + 3 * BLOCK) + BLOCK
    assert significant <= blocks.bit_length().bit_length() + 1


@pytest.mark.parametrize("actual", [0, 9, 11, 100_000])
def test_a_content_of_another_size_than_declared_is_refused(actual: int) -> None:
    wrong = Member("a", 10, lambda: io.BytesIO(bytes(actual)))
    with pytest.raises(CryptoError, match=r"^(truncated|trailing-data)"):
        write(io.BytesIO(), [wrong])


NAMES = [
    *(
        "../a",
        "/a",
        "a/b",
        "a\\b",
        "C:",
        "a\0b",
        "",
        ".",
        "..",
        ".hidden",
        "dot.",
        "UPPER",
        "Data.csv",
    ),
    *("con", "nul", "nul.csv", "com1", "lpt9.txt", "aux.tar.gz", "prn"),
    *("a" * 65, "a b", "a\n", "ñ", "a\u202etxt", "a\u2024csv", "-a", "_a", "a:b", "a*", "a..b"),
]


@pytest.mark.parametrize("name", NAMES)
def test_attack_58_a_name_that_could_leave_its_folder_or_deceive_is_refused(name: str) -> None:
    with pytest.raises(CryptoError, match=r"^name-refused"):
        write(io.BytesIO(), [member(name, b"")])
    with pytest.raises(CryptoError, match=r"^(name-refused|container-malformed)"):
        contents(with_header(0, name.encode().ljust(100, b"\0")))


@pytest.mark.parametrize("name", ["a.b", "a", "0", "a" * 64, "console", "nulls.csv", "a_b-c.d"])
def test_an_ordinary_name_is_accepted(name: str) -> None:
    assert contents(archive({name: b"x"})) == {name: b"x"}


def test_attack_59_the_same_name_twice_is_refused() -> None:
    with pytest.raises(CryptoError, match=r"^name-refused"):
        write(io.BytesIO(), [member("a", b"1"), member("a", b"2")])
    one = archive({"a": b"1"})[: 2 * BLOCK]
    with pytest.raises(CryptoError, match=r"^name-refused"):
        contents(one + one + bytes(2 * BLOCK))


@pytest.mark.parametrize(
    "kind", [b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"\0", b"x", b"g", b"L"]
)
def test_attack_60_links_devices_and_other_types_are_refused(kind: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^container-malformed"):
        contents(with_header(156, kind))


@pytest.mark.parametrize(
    ("start", "field"),
    [
        pytest.param(100, b"0004755", id="mode_setuid"),
        pytest.param(108, b"0001750", id="uid"),
        pytest.param(136, b"00000000001", id="mtime"),
        pytest.param(124, b"        002", id="size_with_spaces"),
        pytest.param(124, b"0o000000002", id="size_as_python_would_read_it"),
        pytest.param(124, b"0000_000002", id="size_with_underscore"),
        pytest.param(124, b"-0000000002", id="size_negative"),
        pytest.param(157, b"etc-passwd", id="link_name"),
        pytest.param(257, b"ustar  \0", id="gnu_magic"),
        pytest.param(265, b"root", id="owner"),
        pytest.param(345, b"prefix", id="prefix"),
        pytest.param(511, b"x", id="last_byte"),
        pytest.param(50, b"hidden", id="after_the_name"),
    ],
)
def test_attack_60_a_header_that_says_anything_else_is_refused(start: int, field: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^(container-malformed|name-refused|too-large)"):
        contents(with_header(start, field))


def test_a_wrong_checksum_is_refused() -> None:
    data = bytearray(archive(FILES))
    data[150] ^= 1
    with pytest.raises(CryptoError, match=r"^container-malformed"):
        contents(bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(foreign("a", pax_headers={"comment": "x"}), id="pax"),
        pytest.param(foreign("a" * 150), id="long_name"),
        pytest.param(foreign("a", mtime=1.5), id="pax_time"),
        pytest.param(foreign("a", type=tarfile.SYMTYPE, linkname="/etc"), id="symlink"),
        pytest.param(foreign("a"), id="plain_but_not_ours"),
    ],
)
def test_attack_61_an_archive_of_another_writer_is_refused(data: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^(container-malformed|name-refused|trailing-data)"):
        contents(data)


def test_attack_61_an_extra_member_is_seen_by_the_reader() -> None:
    assert list(contents(archive(FILES | {"extra": b""}))) == [*FILES, "extra"]


@pytest.mark.parametrize("extra", [b"\0", b"x", bytes(BLOCK), archive(FILES)])
def test_attack_62_bytes_after_the_end_are_refused(extra: bytes) -> None:
    with pytest.raises(CryptoError, match=r"^trailing-data"):
        contents(archive(FILES) + extra)


def test_attack_62_padding_that_is_not_zero_is_refused() -> None:
    data = archive(FILES)
    for place in (BLOCK + 2, 2 * BLOCK - 1, len(data) - 1, len(data) - BLOCK - 1):
        altered = bytearray(data)
        altered[place] = 1
        with pytest.raises(CryptoError, match=r"^container-malformed"):
            contents(bytes(altered))


def test_attack_62_padding_of_another_length_is_refused() -> None:
    data = archive({"a": bytes(100_000)})
    with pytest.raises(CryptoError, match=r"^truncated"):
        contents(data[:-BLOCK])
    with pytest.raises(CryptoError, match=r"^trailing-data"):
        contents(data + bytes(BLOCK))


def test_attack_63_a_truncated_archive_is_refused_wherever_it_ends() -> None:
    data = archive(FILES)
    offsets = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, *random.Random(5).sample(range(len(data)), 60)}
    for offset in offsets:
        with pytest.raises(CryptoError, match=r"^truncated"):
            contents(data[:offset])


def test_attack_65_a_declared_terabyte_is_refused_before_it_is_read() -> None:
    with pytest.raises(CryptoError, match=r"^too-large"):
        contents(with_header(124, b"%011o" % LARGEST_MEMBER))
    binary_size = b"\x80\0\0\0" + struct.pack(">Q", 1 << 40)
    with pytest.raises(CryptoError, match=r"^container-malformed"):
        contents(with_header(124, binary_size))
    with pytest.raises(CryptoError, match=r"^too-large"):
        write(io.BytesIO(), [Member("a", 1 << 40, io.BytesIO)])


def test_attack_69_a_member_above_its_own_limit_is_refused() -> None:
    limits = Limits(sizes={"manifest.dsse.json": 511})
    with pytest.raises(CryptoError, match=r"^too-large: manifest"):
        contents(archive(FILES), limits)


@pytest.mark.parametrize(
    "limits", [Limits(members=2), Limits(total_size=4000), Limits(member_size=600)]
)
def test_attack_69_more_than_the_limits_is_refused(limits: Limits) -> None:
    with pytest.raises(CryptoError, match=r"^too-large"):
        contents(archive(FILES), limits)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_whatever_is_read_is_what_we_would_have_written(data: st.DataObject) -> None:
    archived = bytearray(archive({"a": b"12", "b": bytes(600)}))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(archived) - 1))
        archived[place] = data.draw(st.integers(0, 255))
    try:
        files = contents(bytes(archived))
    except CryptoError:
        return
    assert archive(files) == archived


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3 * BLOCK))
def test_foreign_bytes_never_do_more_than_raise(data: bytes) -> None:
    with pytest.raises(CryptoError):
        contents(data + b"x")

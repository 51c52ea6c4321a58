"""A folder full of traps: only what could be a package is listed and copied."""

import io
import os
import sys

import pytest

from exchange.mailbox import FolderMailbox, new_name
from exchange.refusals import MailboxUnreachable, PackageRefused

GOOD = "0123456789abcdef" * 2 + ".age"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file types")


@pytest.fixture
def box(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return FolderMailbox(folder)


@posix
def test_078_links_pipes_folders_and_other_names_are_not_packages(box, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    (box.folder / ("1" * 32 + ".age")).symlink_to(tmp_path / "secret")
    os.mkfifo(box.folder / ("2" * 32 + ".age"))
    (box.folder / ("3" * 32 + ".age")).mkdir()
    for name in (GOOD.upper(), GOOD + "\n", ".age", "x" * 36, f".{GOOD}.part", "readme.txt"):
        (box.folder / name).write_bytes(b"x")
    assert box.names() == []
    for digit in "123":
        with pytest.raises(FileNotFoundError):
            box.fetch(digit * 32 + ".age", io.BytesIO())


def test_078_names_that_climb_out_are_not_even_tried(box):
    for name in ("../" + GOOD, "/etc/passwd", GOOD + "/..", GOOD + "\n"):
        with pytest.raises(ValueError, match=r"."):
            box.fetch(name, io.BytesIO())
        with pytest.raises(ValueError, match=r"."):
            box.put(name, io.BytesIO())


@posix
def test_078_a_sparse_file_of_five_gigabytes_is_not_copied(box):
    with (box.folder / GOOD).open("wb") as file:
        file.truncate(5 << 30)
    with pytest.raises(PackageRefused) as caught:
        box.fetch(GOOD, io.BytesIO(), largest=1 << 20)
    assert caught.value.code == "too-large"


def test_078_of_more_than_ten_thousand_files_ten_thousand_are_listed(box):
    for number in range(10_005):
        (box.folder / f"{number:032x}.age").touch()
    assert len(box.names()) == 10_000


def test_079_a_file_changed_while_it_is_read_is_judged_by_the_private_copy(gt, sv):
    gt.send("SV")

    class Restless(FolderMailbox):
        def fetch(self, name, target, largest=1 << 32):
            super().fetch(name, target, largest)
            (self.folder / name).write_bytes(b"something else")

    from exchange import receive

    (outcome,) = receive.receive(sv.beto, Restless(sv.inbox.folder))
    assert outcome.verdict == "accepted"


def test_080_a_part_is_never_seen_and_never_stays(box):
    class Cut(io.BytesIO):
        def read(self, *_size):
            raise OSError("unplugged")

    with pytest.raises(MailboxUnreachable):
        box.put(GOOD, Cut())
    assert list(box.folder.iterdir()) == []


def test_084_a_mailbox_that_lists_phantoms_only_delays(gt, sv):
    class Haunted(FolderMailbox):
        def names(self):
            return [*super().names(), "e" * 32 + ".age"]

    from exchange import receive

    gt.send("SV")
    before = sv.rows()["audit_entry"]
    outcomes = receive.receive(sv.beto, Haunted(sv.inbox.folder))
    assert sorted(each.verdict for each in outcomes) == ["accepted", "held"]
    assert sv.rows()["audit_entry"] == before + 2, "acceptance and receipt"


def test_a_name_that_is_taken_stays_as_it_is(box):
    box.put(GOOD, io.BytesIO(b"first"))
    box.put(GOOD, io.BytesIO(b"second"))
    assert (box.folder / GOOD).read_bytes() == b"first"
    assert [entry.name for entry in box.folder.iterdir()] == [GOOD]


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path):
    away = FolderMailbox(tmp_path / "usb")
    with pytest.raises(MailboxUnreachable, match="usb"):
        away.names()
    with pytest.raises(MailboxUnreachable, match="usb"):
        away.put(new_name(), io.BytesIO(b"x"))

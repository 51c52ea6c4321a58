"""Packages open with an implementation of age that is not ours, and with any tar."""

import io
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from exchange import receive
from exchange.refusals import PackageRefused

NPM = Path(os.environ.get("VIPMG_NPM", Path(__file__).parents[2] / ".npm")) / "node_modules"
TYPAGE = NPM / "age-encryption" / "dist" / "index.js"

# Decrypts stdin; then again with one bit flipped at each of the places given; prints both as JSON.
SCRIPT = """
const [module, identity, ...places] = process.argv.slice(1);
const age = await import(module);
const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const sealed = new Uint8Array(Buffer.concat(input));
const open = async bytes => {
  const decrypter = new age.Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(bytes);
};
const plain = Buffer.from(await open(sealed)).toString("base64");
const accepted = [];
for (const place of places) {
  const altered = sealed.slice();
  altered[Number(place)] ^= 1;
  await open(altered).then(() => accepted.push(place), () => {});
}
process.stdout.write(JSON.stringify({plain, accepted}));
"""

pytestmark = pytest.mark.skipif(
    not TYPAGE.exists() or shutil.which("node") is None,
    reason=f"node and the npm package age-encryption in {NPM} are needed",
)


@pytest.fixture
def sealed(friends):
    """Return a package that waits in Honduras's mailbox, and Honduras."""
    gt, hn, _sv = friends
    gt.send("HN")
    (name,) = hn.inbox.names()
    return hn.inbox.folder / name, hn


def typage(path, identity, places):
    command = ["node", "--input-type=module", "-e", SCRIPT, "--", TYPAGE.as_uri(), identity]
    run = subprocess.run(
        [*command, *map(str, places)], input=path.read_bytes(), capture_output=True, check=True
    )
    return json.loads(run.stdout)


def test_another_implementation_opens_a_package_and_tar_lists_it(sealed):
    import base64

    path, hn = sealed
    found = typage(path, hn.identity.to_string(), [])
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(found["plain"]))) as archive:
        names = archive.getnames()
    assert names[:2] == ["delivery.dsse.json", "manifest.dsse.json"]
    assert "definitions.json" in names
    assert any(name.endswith(".csv") for name in names)


def test_one_flipped_bit_anywhere_and_both_refuse_it(sealed, tmp_path):
    path, hn = sealed
    content = path.read_bytes()
    places = [*range(0, 2_000, 67), *range(2_000, len(content), len(content) // 40)]
    assert typage(path, hn.identity.to_string(), places)["accepted"] == []
    for place in places:
        altered = bytearray(content)
        altered[place] ^= 1
        (tmp_path / "altered.age").write_bytes(altered)
        with pytest.raises(PackageRefused):
            receive.open_package(hn.beto, tmp_path / "altered.age")

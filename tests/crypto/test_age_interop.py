"""Files travel both ways between this implementation and others: typage and rage."""

import io
import os
import shutil
import subprocess
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from crypto.age import Identity, Recipient, decrypt, encrypt, read_header

NPM = Path(os.environ.get("VIPMG_NPM", Path(__file__).parents[2] / ".npm")) / "node_modules"
TYPAGE = NPM / "age-encryption" / "dist" / "index.js"

# Reads stdin and writes stdout; argv: the module, what to do, keys.
SCRIPT = """
const [module, act, ...keys] = process.argv.slice(1);
const age = await import(module);
const input = [];
for await (const chunk of process.stdin) input.push(chunk);
let output;
if (act === "generate") {
  const identity = await age.generateHybridIdentity();
  output = identity + " " + await age.identityToRecipient(identity);
} else if (act === "recipient") {
  output = await age.identityToRecipient(keys[0]);
} else if (act === "encrypt") {
  const encrypter = new age.Encrypter();
  keys.forEach(key => encrypter.addRecipient(key));
  output = await encrypter.encrypt(new Uint8Array(Buffer.concat(input)));
} else {
  const decrypter = new age.Decrypter();
  keys.forEach(key => decrypter.addIdentity(key));
  output = await decrypter.decrypt(new Uint8Array(Buffer.concat(input)));
}
process.stdout.write(output);
"""

needs_typage = pytest.mark.skipif(
    not TYPAGE.exists() or shutil.which("node") is None,
    reason=f"node and the npm package age-encryption in {NPM} are needed",
)


def typage(act: str, *keys: str, given: bytes = b"") -> bytes:
    command = ["node", "--input-type=module", "-e", SCRIPT, "--", TYPAGE.as_uri(), act, *keys]
    run = subprocess.run(command, input=given, capture_output=True, check=False)
    if run.returncode:
        raise ValueError(run.stderr.decode())
    return run.stdout


@needs_typage
def test_typage_computes_the_same_keys() -> None:
    ours = Identity.generate()
    assert typage("recipient", ours.to_string()).decode() == ours.recipient.to_string()
    identity, recipient = typage("generate").decode().split()
    assert Identity.from_string(identity).recipient == Recipient.from_string(recipient)


@needs_typage
@pytest.mark.parametrize("size", [0, 65_536, 200_000])
def test_typage_opens_our_files_and_we_open_theirs(size: int) -> None:
    content, ours, other = os.urandom(size), Identity.generate(), Identity.generate()
    recipients = [other.recipient, ours.recipient]
    sealed, opened = io.BytesIO(), io.BytesIO()
    encrypt(io.BytesIO(content), sealed, recipients)
    assert typage("decrypt", ours.to_string(), given=sealed.getvalue()) == content
    theirs = typage("encrypt", *(r.to_string() for r in recipients), given=content)
    header = decrypt(io.BytesIO(theirs), opened, [ours])
    assert opened.getvalue() == content
    assert len(header.stanzas) == 2


@needs_typage
def test_typage_refuses_what_we_refuse() -> None:
    ours, sealed = Identity.generate(), io.BytesIO()
    encrypt(io.BytesIO(bytes(1000)), sealed, [ours.recipient])
    for place in (30, len(sealed.getvalue()) - 500, len(sealed.getvalue()) - 1):
        altered = bytearray(sealed.getvalue())
        altered[place] ^= 1
        with pytest.raises(ValueError, match="Error"):
            typage("decrypt", ours.to_string(), given=bytes(altered))


def test_rage_and_we_agree_on_where_a_header_ends() -> None:
    identity = pyrage.x25519.Identity.generate()
    recipients = [identity.to_public() for _ in range(3)]
    source = io.BytesIO(pyrage.encrypt(bytes(100), recipients))
    header = read_header(source, stanza_types=None)
    assert [s.arguments[0] for s in header.stanzas if len(s.body) == 32][:3] == ["X25519"] * 3
    assert len(source.read()) == 16 + 100 + 16


def test_rage_finds_our_header_well_formed_but_not_for_it() -> None:
    sealed = io.BytesIO()
    encrypt(io.BytesIO(b"hybrid"), sealed, [Identity.generate().recipient])
    with pytest.raises(pyrage.DecryptError, match="No matching keys"):
        pyrage.decrypt(sealed.getvalue(), [pyrage.x25519.Identity.generate()])

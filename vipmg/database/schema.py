"""Every table of the node, for both engines.

Dates are local calendar dates; periods are months, ``2024-01``. Codes are those of the code
lists named in `vipmg.records.model`. Identity stands apart from the records, so that whoever
counts never reads a name.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

VERSION = 1
"""The schema this program writes; `vipmg.database.migrations` brings older ones up to it."""

CODED: tuple[str, ...] = (
    "sex",
    "citizenship",
    "country_birth",
    "residence",
    "counterpart",
    "mode",
    "category",
    "point",
    "area1",
    "area2",
    "nna",
    "purpose",
    "reason",
    "years_abroad",
    "return_type",
    "length",
    "form_level",
)
"""The coded variables of a record; `vipmg.records.model` says what each means."""

metadata = MetaData()

# -- the node itself ---------------------------------------------------------------------------

setting = Table(
    "setting",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

officer = Table(
    "officer",
    metadata,
    Column("name", String, primary_key=True),
    Column("roles", String, nullable=False, comment="role names joined by +"),
    Column("verify_key", LargeBinary, nullable=False),
    Column("signing_key", LargeBinary, nullable=False, comment="wrapped by the passphrase"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("removed_at", DateTime(timezone=True)),
)

node_key = Table(
    "node_key",
    metadata,
    Column("kind", String, primary_key=True, comment="signing, encryption, records, persons"),
    Column("epoch", Integer, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("officer", String, nullable=False),
    Column("permission", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("facts", Text, nullable=False, comment="canonical JSON without personal data"),
    Column("leaf", LargeBinary, nullable=False, comment="RFC 6962 leaf hash of the entry"),
)

# -- records -----------------------------------------------------------------------------------

batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("flow", String, nullable=False),
    Column("source", String, nullable=False, comment="name of the mapping"),
    Column("file_name", String, nullable=False),
    Column("sha256", String, nullable=False, index=True),
    Column("imported_at", DateTime(timezone=True), nullable=False),
    Column("imported_by", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("imported", Integer, nullable=False),
    Column("findings", Integer, nullable=False, comment="rows held back by an error"),
    Column("skipped", Integer, nullable=False, comment="rows left out as declared"),
    Column("duplicates", Integer, nullable=False, comment="part of the skipped"),
    Column("warnings", Integer, nullable=False),
    Column("skips", Text, nullable=False, comment="canonical JSON: reason to rows"),
    Column("first_period", String),
    Column("last_period", String),
    Column("first_record", BigInteger, comment="the records of a batch have consecutive ids"),
    Column("last_record", BigInteger),
    Column("taken_back_at", DateTime(timezone=True)),
)

finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", ForeignKey("batch.id"), nullable=False, index=True),
    Column("sheet", String),
    Column("row", Integer),
    Column("column", String),
    Column("value", String),
    Column("rule", String, nullable=False),
    Column("severity", String, nullable=False, comment="error, warning"),
    Column("facts", Text, nullable=False),
)

finding_count = Table(
    "finding_count",
    metadata,
    Column("batch", ForeignKey("batch.id"), primary_key=True),
    Column("rule", String, primary_key=True),
    Column("severity", String, nullable=False),
    Column("count", Integer, nullable=False, comment="all of them, also those not kept one by one"),
)


def _record_columns() -> list[Column]:  # type: ignore[type-arg]
    """Return the columns that a record and its earlier versions share."""
    return [
        Column("period", String(7), nullable=False),
        Column("flow", String(3), nullable=False),
        Column("occurred_on", Date, nullable=False),
        Column("registered_on", Date),
        Column("age", SmallInteger),
        Column("age_class", String, nullable=False),
        *(Column(name, String, nullable=False) for name in CODED),
        Column("count", Integer, nullable=False),
        Column("manifest", String),
        Column("family_unit", String),
        Column("source_system", String, nullable=False),
        Column("source_sheet", String),
        Column("source_row", Integer),
        Column("batch", Integer, nullable=False),
        Column("status", String, nullable=False),
        Column("person_key", BigInteger),
        Column("version", Integer, nullable=False),
    ]


record = Table(
    "record",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *_record_columns(),
    Index("record_by_day", "flow", "occurred_on"),
)

record_history = Table(
    "record_history",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *(
        Column(c.name, c.type, nullable=c.nullable, primary_key=c.name == "version")
        for c in _record_columns()
    ),
    Column("superseded_at", DateTime(timezone=True), nullable=False),
    Column("superseded_by", String, nullable=False),
    Column("why", String, nullable=False),
)

identity = Table(
    "identity",
    metadata,
    Column("record", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("doc_type", String),
    Column("doc_issuer", String),
    Column("doc_number", String),
    Column("given_names", String),
    Column("family_names", String),
    Column("birth_date", Date),
    Column("contact", String),
)

manifest = Table(
    "manifest",
    metadata,
    Column("reference", String, primary_key=True),
    Column("flow", String(3), primary_key=True),
    Column("period", String(7), nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("point", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("counterpart", String, nullable=False),
    Column("declared_count", Integer, nullable=False),
)

segment = Table(
    "segment",
    metadata,
    Column("flow", String(3), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("cells", LargeBinary, nullable=False, comment="Parquet: variables, n, k"),
    Column("n", BigInteger, nullable=False),
)

# -- protection --------------------------------------------------------------------------------

release = Table(
    "release",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", String, nullable=False, comment="package, brief"),
    Column("reference", String, nullable=False),
    Column("policy", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("cells", LargeBinary, nullable=False, comment="Parquet: vipmg.disclosure.ledger"),
)

# -- exchange ----------------------------------------------------------------------------------

peer = Table(
    "peer",
    metadata,
    Column("node", String, primary_key=True),
    Column("country", String, nullable=False, index=True, comment="alpha-2"),
    Column("agency", String, nullable=False),
    Column("card", LargeBinary, nullable=False, comment="the signed card as received"),
    Column("status", String, nullable=False, comment="unverified, confirmed, revoked"),
    Column("mailbox", String, comment="where packages for this peer are put"),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("confirmed_by", String),
    Column("last_sent", Integer, nullable=False, comment="sequence number"),
    Column("last_sent_sha256", String, nullable=False, comment="64 zeros before the first"),
    Column("last_received", Integer, nullable=False),
    Column("last_received_sha256", String, nullable=False),
)

revoked_key = Table(
    "revoked_key",
    metadata,
    Column("keyid", String, primary_key=True),
    Column("revoked_at", DateTime(timezone=True), nullable=False),
    Column("reason", String, nullable=False),
)

agreement = Table(
    "agreement",
    metadata,
    Column("country", String, primary_key=True, comment="the peer's, alpha-2"),
    Column("tables", String, nullable=False, comment="names of tables joined by +"),
    Column("threshold", Integer, nullable=False, comment="smallest count that may be shown"),
    Column("purpose", String, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("recorded_by", String, nullable=False),
)

package = Table(
    "package",
    metadata,
    Column("id", String, primary_key=True, comment="32 hexadecimal digits"),
    Column("state", String, nullable=False, comment="prepared, approved, sent, withdrawn"),
    Column("purpose", String, nullable=False),
    Column("recipients", String, nullable=False, comment="countries joined by +"),
    Column("tables", String, nullable=False, comment="names of tables joined by +"),
    Column("envelope", LargeBinary, nullable=False, comment="manifest, signatures so far"),
    Column("members", LargeBinary, nullable=False, comment="archive of the data members"),
    Column("prepared_by", String, nullable=False),
    Column("prepared_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", String),
    Column("approved_at", DateTime(timezone=True)),
)

delivery = Table(
    "delivery",
    metadata,
    Column("peer", ForeignKey("peer.node"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("package", ForeignKey("package.id"), nullable=False, index=True),
    Column("sha256", String, nullable=False, index=True, comment="of the delivery envelope"),
    Column("envelope", LargeBinary, nullable=False),
    Column("file_name", String, nullable=False),
    Column("state", String, nullable=False, comment="sealed, sent, accepted, rejected"),
    Column("code", String, comment="why it was rejected"),
    Column("sealed_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    Column("receipt", LargeBinary),
)

received = Table(
    "received",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("peer", ForeignKey("peer.node"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("verdict", String, nullable=False, comment="accepted, rejected, held, evidence"),
    Column("code", String, comment="why it is not accepted"),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("file_sha256", String, nullable=False),
    Column("delivery_sha256", String, nullable=False, index=True),
    Column("delivery", LargeBinary, nullable=False, comment="the signed envelope"),
    Column("package", String, index=True),
    Column("manifest", LargeBinary, comment="the signed envelope"),
    Column("purpose", String),
    Column("definitions", Text, comment="the sender's definitions card, canonical JSON"),
    Column("disclosure_report", Text, comment="canonical JSON"),
    Column("receipt", LargeBinary, comment="the signed envelope sent back"),
    Column("receipt_sent_at", DateTime(timezone=True)),
)

dataset = Table(
    "dataset",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("country", String, nullable=False, index=True, comment="whose figures, alpha-2"),
    Column("received", ForeignKey("received.id"), comment="null: this node's own"),
    Column("package", String, nullable=False),
    Column("sequence", Integer, nullable=False, comment="later ones revise earlier ones"),
    Column("name", String, nullable=False, comment="of the table: XARR, R1"),
    Column("flow", String, nullable=False),
    Column("by", String, nullable=False, comment="variables joined by +"),
    Column("freq", String, nullable=False),
    Column("first", String(7), nullable=False),
    Column("last", String(7), nullable=False),
    Column("selection", Text, nullable=False, comment="canonical JSON"),
    Column("measure", String, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False),
)

observation = Table(
    "observation",
    metadata,
    Column("dataset", ForeignKey("dataset.id"), primary_key=True),
    Column("key", String, primary_key=True, comment="codes of dataset.by, joined by |"),
    Column("period", String, primary_key=True),
    Column("value", BigInteger, comment="null where hidden"),
    Column("obs_status", String, nullable=False),
    Column("conf_status", String, nullable=False),
)

brief = Table(
    "brief",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("template", String, nullable=False),
    Column("period", String, nullable=False),
    Column("language", String, primary_key=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
)

"""PDF that a screen reader reads in order and an archive may keep: PDF/UA-1 and PDF/A-2a.

reportlab draws; this module adds what it lacks: marked content with a structure tree, artifacts,
XMP metadata, the output intent, and the fixed date and identifiers that make equal briefs equal
bytes. Two of reportlab's habits are put right when the file is written: streams get an end of
line before ``endstream``, and unused codes of a font are taken out of its ToUnicode map.

Content is put on the page in reading order:

    with pdf.group("Table"), pdf.group("TR"), pdf.content("TH", scope="Column"):
        pdf.text(...)
    with pdf.artifact():
        ...  # what a reader skips: bands, rules, page numbers
"""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from vipmg.briefs import typefaces

PROFILE = Path(__file__).parent / "srgb.icc.gz"
PRODUCER = "VIPMG node"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself.

    Attributes:
        language: RFC 3066, ``es-HN``.
        made_on: the one date in the file.
        fingerprint: hexadecimal; makes the file's identifier.
    """

    title: str
    author: str
    subject: str
    language: str
    made_on: date
    fingerprint: str


@dataclass(slots=True)
class _Element:
    """A node of the structure tree: its children are elements or marks on its page."""

    tag: str
    page: int
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list["_Element | int"] = field(default_factory=list)


class TaggedPdf:
    """One tagged document being written, page after page."""

    def __init__(self, about: About, size: tuple[float, float]) -> None:
        typefaces.register()
        self.about = about
        self.canvas = Canvas(
            "",
            pagesize=size,
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 7),
            lang=about.language,
            initialFontName=typefaces.REGULAR,
        )
        self._page = 1
        self._marks: list[list[_Element]] = [[]]
        self._root = _Element("Document", 1)
        self._open = [self._root]
        self._inform()

    @contextmanager
    def group(self, tag: str) -> Iterator[None]:
        """Open a structure element that holds others: Sect, Table, TR, L, LI."""
        with self._element(tag, {}):
            yield

    @contextmanager
    def content(
        self, tag: str, *, alt: str = "", box: Box | None = None, scope: str = ""
    ) -> Iterator[None]:
        """Mark what is drawn inside as one element: H1, P, TH, TD, Figure, Caption, Lbl, LBody.

        `alt` is the text alternative of a figure and `box` where it lies; `scope` (Column, Row)
        says what a header cell heads.
        """
        attributes: dict[str, Any] = {}
        if alt:
            attributes["Alt"] = pdfdoc.PDFString(alt)
        if box:
            owner = {"O": pdfdoc.PDFName("Layout"), "BBox": pdfdoc.PDFArray(list(box))}
            attributes["A"] = pdfdoc.PDFDictionary(owner)
        if scope:
            owner = {"O": pdfdoc.PDFName("Table"), "Scope": pdfdoc.PDFName(scope)}
            attributes["A"] = pdfdoc.PDFDictionary(owner)
        with self._element(tag, attributes) as element:
            marks = self._marks[-1]
            element.children.append(len(marks))
            self._code(f"/{tag} <</MCID {len(marks)}>> BDC")
            marks.append(element)
            yield
            self._code("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn inside as decoration, which a screen reader passes over."""
        self._code("/Artifact BMC")
        yield
        self._code("EMC")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        font: str,
        size: float,
        colour: Color,
        anchor: str = "start",
    ) -> None:
        """Write one line whose baseline starts, has its middle or ends at `x`, `y`."""
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)
        draw = {
            "start": self.canvas.drawString,
            "middle": self.canvas.drawCentredString,
            "end": self.canvas.drawRightString,
        }[anchor]
        draw(x, y, words)

    def bookmark(self, title: str, top: float, level: int = 0) -> None:
        """Add an entry to the outline that leads to height `top` of this page."""
        key = f"{self._page}-{len(self._marks[-1])}-{level}"
        self.canvas.bookmarkHorizontal(key, 0, top)
        self.canvas.addOutlineEntry(title, key, level)

    def next_page(self) -> None:
        """End this page and begin another."""
        self.canvas.showPage()
        self._page += 1
        self._marks.append([])

    def to_bytes(self) -> bytes:
        """Return the finished file; nothing can be drawn afterwards."""
        self.canvas.showPage()
        doc = self.canvas._doc
        self._attach_structure(doc)
        self._attach_metadata(doc)
        for font in doc.delayedFonts:
            font.addObjects(doc)
        doc.delayedFonts = []
        _finish_streams(doc)
        data = doc.GetPDFData(self.canvas)
        return data if isinstance(data, bytes) else bytes(data, "latin-1")

    @contextmanager
    def _element(self, tag: str, attributes: dict[str, Any]) -> Iterator[_Element]:
        element = _Element(tag, self._page, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)
        yield element
        self._open.pop()

    def _code(self, operator: str) -> None:
        self.canvas._code.append(operator)

    def _inform(self) -> None:
        """Write the information dictionary and fix the date and the identifier."""
        canvas, about = self.canvas, self.about
        canvas.setTitle(about.title)
        canvas.setAuthor(about.author)
        canvas.setSubject(about.subject)
        canvas.setCreator(PRODUCER)
        canvas.setProducer(PRODUCER)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.showOutline()
        doc = canvas._doc
        day = about.made_on
        doc._timeStamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
        doc.updateSignature(about.fingerprint)

    def _attach_structure(self, doc: pdfdoc.PDFDocument) -> None:
        """Write the structure tree, and for each page the elements its marks belong to."""
        tree = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("StructTreeRoot")})
        root = doc.Reference(tree, "StructTreeRoot")
        written: dict[int, Any] = {}
        tree["K"] = self._write(doc, self._root, root, written)
        numbers: list[Any] = []
        for index, marks in enumerate(self._marks):
            owners = pdfdoc.PDFArray([written[id(element)] for element in marks])
            numbers += [index, doc.Reference(owners, f"marks{index}")]
            page = doc.idToObject[f"Page{index + 1}"]
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = index, pdfdoc.PDFName("S")
        parents = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)})
        tree["ParentTree"] = doc.Reference(parents, "ParentTree")
        tree["ParentTreeNextKey"] = len(self._marks)
        doc.Catalog.StructTreeRoot = root
        doc.Catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})

    def _write(
        self, doc: pdfdoc.PDFDocument, element: _Element, parent: Any, written: dict[int, Any]
    ) -> Any:
        entry = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("StructElem"),
                "S": pdfdoc.PDFName(element.tag),
                "P": parent,
                "Pg": pdfdoc.PDFObjectReference(f"Page{element.page}"),
                **element.attributes,
            }
        )
        own = doc.Reference(entry, f"element{len(written)}")
        written[id(element)] = own
        kids = [
            kid if isinstance(kid, int) else self._write(doc, kid, own, written)
            for kid in element.children
        ]
        entry["K"] = pdfdoc.PDFArray(kids)
        return own

    def _attach_metadata(self, doc: pdfdoc.PDFDocument) -> None:
        metadata = _Stream(
            pdfdoc.PDFDictionary(
                {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}
            ),
            _xmp(self.about).encode(),
        )
        metadata.filters = None
        doc.Catalog.Metadata = metadata
        profile = _Stream(pdfdoc.PDFDictionary({"N": 3}), gzip.decompress(PROFILE.read_bytes()))
        profile.filters = [pdfdoc.PDFZCompress]
        intent = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("OutputIntent"),
                "S": pdfdoc.PDFName("GTS_PDFA1"),
                "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
                "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
                "DestOutputProfile": doc.Reference(profile, "sRGB"),
            }
        )
        doc.Catalog.__NoDefault__ = [*doc.Catalog.__NoDefault__, "OutputIntents"]
        doc.Catalog.OutputIntents = pdfdoc.PDFArray([intent])


class _Stream(pdfdoc.PDFStream):  # type: ignore[misc]
    """A stream with the end of line before ``endstream`` that PDF/A asks for.

    CR LF, because data that happen to end in CR would make a lone LF look like part of one.
    """

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        written: bytes = super().format(document)
        return written.removesuffix(b"endstream\n") + b"\r\nendstream\n"


def _finish_streams(doc: pdfdoc.PDFDocument) -> None:
    """Replace reportlab's streams by `_Stream`, and clean the ToUnicode maps."""
    for name, thing in list(doc.idToObject.items()):
        if isinstance(thing, pdfdoc.PDFPage) and thing.stream:
            contents = _Stream(pdfdoc.PDFDictionary(), thing.stream)
            contents.filters = [pdfdoc.PDFZCompress]
            thing.Contents = contents
        elif type(thing) is pdfdoc.PDFStream:
            content = _known_only(thing.content) if "toUnicode" in name else thing.content
            stream = _Stream(thing.dictionary, content)
            stream.filters = [pdfdoc.PDFZCompress]
            stream.__InternalName__ = name
            doc.idToObject[name] = stream


def _known_only(cmap: str) -> str:
    """Take the codes that stand for no character out of a ToUnicode map, 100 to a block."""
    head, rest = re.split(r"\d+ beginbfchar\n", cmap, maxsplit=1)
    lines, tail = rest.split("endbfchar\n", 1)
    known = [line for line in lines.splitlines() if not line.endswith("<0000>")]
    blocks = [known[n : n + 100] for n in range(0, len(known), 100)]
    body = "".join(
        "{} beginbfchar\n{}\nendbfchar\n".format(len(block), "\n".join(block)) for block in blocks
    )
    return head + body + tail


_XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{day}T00:00:00Z</xmp:CreateDate>
<xmp:ModifyDate>{day}T00:00:00Z</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def _xmp(about: About) -> str:
    return _XMP.format(
        title=escape(about.title),
        subject=escape(about.subject),
        author=escape(about.author),
        language=escape(about.language),
        producer=PRODUCER,
        day=about.made_on.isoformat(),
    )

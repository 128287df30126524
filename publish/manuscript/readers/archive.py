"""Documents that are zip files (Word, EPUB): members are read by name, and only after the directory was looked at.

Nothing is ever unpacked to the disk, so a member's name can lead nowhere. Limits are those of documents that people write, with room to
spare; what goes beyond them is built to exhaust the machine that opens it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from posixpath import normpath

from lxml import etree

from publish.findings import fail

LARGEST = 64 << 20
"""Bytes of one member, unpacked."""

TOGETHER = 256 << 20
"""Bytes of all members that are read, unpacked."""

RATIO, RATIO_FROM = 200, 1 << 20
"""How many times smaller a member of more than ``RATIO_FROM`` bytes may be packed. XML of real documents packs 10 to 60 times."""

MOST_TAGS = 2_000_000
"""Tags and attributes of all XML that is parsed for one document: about 400 MB as a tree. Three hundred pages from Word have half a million."""

_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The two ways of packing that OPC (ECMA-376 part 2, annex B) and EPUB (OCF 3.3 §4.2) allow."""

_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError, RuntimeError)
"""What ``zipfile`` raises for a damaged file."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file (MS-CFB 2.2): Word 97, and today's Word behind a password (MS-OFFCRYPTO 2.3.4)."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PROLOG = rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>\s+|<\?(?>.*?\?>)|<!--(?>.*?-->))*+"  # atomic: no way back, no blow-up
_DOCTYPE = re.compile(_PROLOG + rb"<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_OWN_ENTITIES = re.compile(_PROLOG + rb"<!DOCTYPE[^>\[]*\[", re.DOTALL | re.IGNORECASE)


class Archive:
    """The members of the document ``name``. Names are told apart as OPC does: without regard to case, ``/`` between folders."""

    def __init__(self, name: str, data: bytes) -> None:
        """Raises ``S120`` (not a zip, or a damaged one) and ``S122`` (behind a password)."""
        self.name = name
        if is_compound(data):
            raise fail("S122", name) if _LOCKED in data else fail("S120", name, reason="this is a .doc (Word 97–2003)")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._members = {_plain(info.filename): info for info in self._zip.infolist()}
        except _BROKEN:
            raise fail("S120", name, reason="no zip, or one without its end") from None
        if any(info.flag_bits & 0x1 for info in self._members.values()):
            raise fail("S122", name)
        self._read, self._tags = 0, 0

    @property
    def members(self) -> tuple[str, ...]:
        """Names of all members, as :meth:`read` takes them, in the order of the directory."""
        return tuple(self._members)

    def __contains__(self, member: str) -> bool:
        return _plain(member) in self._members

    def read(self, member: str) -> bytes:
        """The bytes of ``member``. Raises ``S120`` when it is missing or damaged, ``S121`` when it is larger than any real one."""
        info = self._members.get(_plain(member))
        if info is None:
            raise fail("S120", self.name, reason=f"there is no {member} in it")
        self._refuse_bomb(info)
        try:
            if info.compress_type in _KNOWN:
                return self._zip.read(info)
        except _BROKEN:
            pass
        raise fail("S120", self.name, reason=f"{member} cannot be unpacked")

    def refuse_bombs(self) -> None:
        """Look at all members, for a program that is to unpack them. Raises ``S121``."""
        for info in self._members.values():
            self._refuse_bomb(info)
        self._read = 0

    def _refuse_bomb(self, info: zipfile.ZipInfo) -> None:
        """The directory's word is enough: ``zipfile`` never unpacks more of a member than the size it names."""
        self._read += info.file_size
        packed = info.file_size > RATIO_FROM and info.file_size > RATIO * max(1, info.compress_size)
        if info.file_size > LARGEST or self._read > TOGETHER or packed:
            raise fail("S121", self.name, part=info.filename, size=f"{info.file_size >> 20} MB")

    def xml(self, member: str, doctype: bool = False, substitutes: Iterable[tuple[bytes, bytes]] = ()) -> etree._Element:
        """The root element of ``member``; see :func:`parse`. ``substitutes``: other spellings of namespaces → the known ones. Raises also
        ``S121`` when the XML of this document has too many elements.
        """
        data = self.read(member)
        for other, known in substitutes:
            data = data.replace(other, known)
        self._tags += data.count(b"<") + data.count(b"=")
        if self._tags > MOST_TAGS:
            raise fail("S121", self.name, part=member, size=f"{self._tags} × < =")
        return parse(self.name, data, member, doctype)


def is_compound(data: bytes) -> bool:
    """Whether a file is an OLE compound file: Word 97–2003, WPS, or a newer one behind a password."""
    return data.startswith(_OLE)


def _plain(member: str) -> str:
    """A member's name for comparison: ``\\word\\Document.XML`` is ``word/document.xml``. One that leads out of the zip stays unfindable."""
    return normpath(member.replace("\\", "/")).lstrip("/").lower()


def parse(name: str, data: bytes, part: str = "", doctype: bool = False) -> etree._Element:
    """The root element of XML: no entity is resolved, no DTD loaded, nothing fetched, depth and length kept within libxml2's own limits.

    ``doctype``: whether a document type may be named (XHTML in EPUB does); one with declarations of its own never may. Raises ``S123`` (a
    DTD) and ``S124`` (damaged XML), both at ``part`` of ``name``.
    """
    where = f"{name}:{part}" if part else name
    prolog = data.replace(b"\0", b"") if b"\0" in data[:64] else data
    if (_OWN_ENTITIES if doctype else _DOCTYPE).match(prolog):
        raise fail("S123", where)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, strip_cdata=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise fail("S124", where, reason=_place(error)) from None
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and (not doctype or any(True for _ in internal.iterentities())):
        raise fail("S123", where)
    return root


def _place(error: Exception) -> str:
    """Where XML breaks off; what it misses there is a matter for the program that wrote it."""
    line, column = getattr(error, "position", (1, 1))
    return f"line {line}, column {column}"

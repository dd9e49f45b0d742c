"""A stranger's workbook as the package of parts that it is: some are replaced, all others stay byte for byte."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias, cast

from lxml import etree

Element: TypeAlias = etree._Element

TYPES = "[Content_Types].xml"
# Zip entries carry a time; this one, the earliest a zip can say, keeps the bytes the same from run to run.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LOCAL_HEADER = 30
_HAS_DESCRIPTOR = 0x08
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class NotMarkable(Exception):
    """The file is no workbook that marks could be put into."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part: ``kind`` is the last word of its type, ``target`` the path of a part."""

    id: str
    kind: str
    target: str


def parse(part: bytes) -> Element:
    """Parse a part's XML; nothing outside of it is fetched, and a document type is refused."""
    try:
        root = etree.fromstring(part, _PARSER)
    except etree.XMLSyntaxError as error:
        raise NotMarkable(f"a part of it is damaged: {error.msg}") from None
    if _doctype(root):
        raise NotMarkable("a part of it has a document type declaration")
    return root


def _doctype(root: Element) -> str:
    info = root.getroottree().docinfo
    return str(getattr(info, "doctype", ""))  # the stubs do not know of it


def make(like: Element, name: str, /, **attributes: str) -> Element:
    """A new element in the namespace, and with the prefix, of another one."""
    prefixes = cast("Mapping[str, str]", like.nsmap)  # the stubs do not know of a namespace without prefix
    return etree.Element(f"{namespace(like)}{name}", attributes, prefixes)


def to_bytes(root: Element) -> bytes:
    """The XML of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace in which an element's name stands, as ``{...}``."""
    return str(element.tag).rpartition("}")[0] + "}"


def children(element: Element, name: str) -> list[Element]:
    """The direct children of this local name."""
    return list(element.iterchildren(f"{{*}}{name}"))


def child(element: Element, name: str) -> Element | None:
    """The first direct child of this local name."""
    return next(element.iterchildren(f"{{*}}{name}"), None)


def inside(element: Element, name: str) -> Iterator[Element]:
    """All elements of this local name at any depth."""
    return element.iter(f"{{*}}{name}")


def insert(parent: Element, new: Element, after: tuple[str, ...]) -> None:
    """Insert a child where the schema wants it: behind all that it names in ``after``, before everything else."""
    place = max((i for i, c in enumerate(parent, start=1) if local(c) in after), default=0)
    parent.insert(place, new)


class Package:
    """The parts of a workbook, read when they are needed and packed again in the order in which they stood."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self._zip = zipfile.ZipFile(BytesIO(content))
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._names = {name.casefold(): name for name in self._entries}
        self._new: dict[str, bytes | None] = {}
        self._relations: dict[str, list[Relation]] = {}

    def __contains__(self, name: str) -> bool:
        return self._new[name] is not None if name in self._new else name in self._entries

    @property
    def names(self) -> list[str]:
        """The parts there are."""
        return [n for n in {**self._entries, **self._new} if n in self]

    def read(self, name: str) -> bytes:
        """A part's bytes, as they are by now; raises NotMarkable when it is not there."""
        new = self._new.get(name)
        if new is not None:
            return new
        if name not in self:
            raise NotMarkable(f"the part {name} is missing")
        return self._zip.read(name)

    def put(self, name: str, content: bytes) -> None:
        """Replace a part, or add it at the end."""
        if name not in self or self.read(name) != content:
            self._new[name] = content

    def put_xml(self, name: str, root: Element) -> None:
        """Replace a part by this XML, or add it at the end."""
        self.put(name, to_bytes(root))

    def free_name(self, pattern: str) -> str:
        """A part's name that is not taken, with the first number that fits: ``xl/comments{}.xml``."""
        taken = {name.casefold() for name in self.names}
        return next(n for i in range(1, len(taken) + 2) if (n := pattern.format(i)).casefold() not in taken)

    def relations(self, part: str) -> list[Relation]:
        """What a part is related to inside the package, in order."""
        if part not in self._relations:
            name = rels_name(part)
            self._relations[part] = [
                Relation(r.get("Id", ""), r.get("Type", "").rpartition("/")[2], self._target(part, r.get("Target", "")))
                for r in (children(parse(self.read(name)), "Relationship") if name in self else ())
                if r.get("TargetMode") != "External"
            ]
        return self._relations[part]

    def related(self, part: str, kind: str) -> str | None:
        """The first part of this kind that a part is related to, if it is there."""
        return next((r.target for r in self.relations(part) if r.kind == kind and r.target in self), None)

    def relate(self, part: str, type_: str, target: str) -> str:
        """Add a relation to another part and return its id."""
        self._relations.clear()
        name = rels_name(part)
        root = parse(self.read(name) if name in self else _NO_RELATIONS)
        taken = {r.get("Id", "").casefold() for r in root}
        new = next(n for i in range(1, len(taken) + 2) if (n := f"rId{i}").casefold() not in taken)
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        root.append(make(root, "Relationship", Id=new, Type=type_, Target=relative))
        self.put_xml(name, root)
        return new

    def drop_related(self, part: str, target: str) -> None:
        """Take a part away to which another is related, with the relation, and what the package says of it."""
        name = rels_name(part)
        ids = [r.id for r in self.relations(part) if r.target == target]
        self._relations.clear()
        root = parse(self.read(name))
        for relation in [r for r in root if r.get("Id") in ids]:
            root.remove(relation)
        if len(root):
            self.put_xml(name, root)
        else:
            self._new[name] = None
        self._new[target] = None
        if rels_name(target) in self:
            self._new[rels_name(target)] = None
        types = parse(self.read(TYPES))
        for override in [e for e in types if (e.get("PartName") or "").casefold() == f"/{target}".casefold()]:
            types.remove(override)
        self.put_xml(TYPES, types)

    def _target(self, part: str, target: str) -> str:
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
        whole = posixpath.normpath(whole)
        # Names of parts are the same in any case.
        return whole if whole in self else self._names.get(whole.casefold(), whole)

    def declare(self, name: str, content_type: str, *, by_ending: bool = False) -> None:
        """Say in the list of content types what a new part is."""
        root = parse(self.read(TYPES))
        ending = name.rpartition(".")[2]
        key, value = ("Extension", ending) if by_ending else ("PartName", f"/{name}")
        if not any((e.get(key) or "").casefold() == value.casefold() for e in root):
            new = make(root, "Default" if by_ending else "Override", **{key: value, "ContentType": content_type})
            if by_ending:
                insert(root, new, ("Default",))
            else:
                root.append(new)
            self.put_xml(TYPES, root)

    def pack(self) -> bytes:
        """The package's bytes: parts that were not touched are copied as they are packed."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for name, entry in self._entries.items():
                new = self._new.get(name)
                if name not in self._new:
                    self._copy(entry, target, stream)
                elif new is not None:
                    target.writestr(_entry(name, entry.date_time), new)
            for name, new in self._new.items():
                if new is not None and name not in self._entries:
                    target.writestr(_entry(name), new)
        return stream.getvalue()

    def _copy(self, entry: zipfile.ZipInfo, target: zipfile.ZipFile, stream: BytesIO) -> None:
        """Copy an entry without unpacking it."""
        header = self._content[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
        start = entry.header_offset + _LOCAL_HEADER
        start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        copy = _entry(entry.filename, entry.date_time)
        for field in ("compress_type", "create_system", "external_attr", "CRC", "compress_size", "file_size"):
            setattr(copy, field, getattr(entry, field))
        copy.flag_bits = entry.flag_bits & ~_HAS_DESCRIPTOR
        copy.header_offset = stream.tell()
        stream.write(copy.FileHeader())
        stream.write(self._content[start : start + entry.compress_size])
        target.filelist.append(copy)
        target.NameToInfo[copy.filename] = copy
        target.start_dir = stream.tell()


_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


def rels_name(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _entry(name: str, date: tuple[int, int, int, int, int, int] = _EPOCH) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, max(date, _EPOCH))
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system, made.external_attr = 0, 0
    return made

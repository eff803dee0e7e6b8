"""A finished PDF looked at again: its pages counted, as pictures, and as words."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pypdfium2


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as pixels: rows from the top, three bytes (red, green, blue) each."""

    width: int
    height: int
    rgb: bytes


# PDFium is one machine for the whole process and not safe in two threads at once.
_looking = threading.Lock()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _looking:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def _page(document: pypdfium2.PdfDocument, page: int) -> pypdfium2.PdfPage:
    if not 0 <= page < len(document):
        raise IndexError(f"the file has {len(document)} pages, not {page + 1}")
    return document[page]


def page_count(pdf: bytes) -> int:
    """How many pages the file has."""
    with _opened(pdf) as document:
        return len(document)


def render(pdf: bytes, page: int, *, dpi: float = 96) -> PageImage:
    """Page ``page`` (0 is the first) at ``dpi`` dots an inch. Raises IndexError beyond the last."""
    with _opened(pdf) as document:
        bitmap = _page(document, page).render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False)
        wide = bitmap.width * 3
        if bitmap.n_channels != 3:
            raise ValueError(f"a page came as {bitmap.n_channels} channels, not 3")
        data = memoryview(bitmap.buffer)
        rows = (data[row * bitmap.stride : row * bitmap.stride + wide] for row in range(bitmap.height))
        return PageImage(bitmap.width, bitmap.height, b"".join(rows))


def page_text(pdf: bytes, page: int) -> str:
    """The words of a page as a reader would copy them. Raises IndexError beyond the last."""
    with _opened(pdf) as document:
        text: str = _page(document, page).get_textpage().get_text_bounded()
        return text.replace("\r\n", "\n")


def pages_of(pdf: bytes, *, first: int, count: int) -> bytes:
    """``count`` pages from page ``first`` (1 is the first) as a file of their own, unchanged: one account's
    pages out of a print file. Raises IndexError beyond the last."""
    with _opened(pdf) as source:
        if not 1 <= first <= first + count - 1 <= len(source):
            raise IndexError(f"the file has {len(source)} pages, not {first + count - 1}")
        target = pypdfium2.PdfDocument.new()
        target.import_pages(source, list(range(first - 1, first + count - 1)))
        written = io.BytesIO()
        target.save(written)
        target.close()
        return written.getvalue()


def in_one_file(pdfs: Sequence[bytes]) -> bytes:
    """Finished papers one behind the other, their pages unchanged, to be printed in one run."""
    with _looking, ExitStack() as opened:
        target = pypdfium2.PdfDocument.new()
        opened.callback(target.close)
        for pdf in pdfs:
            source = pypdfium2.PdfDocument(pdf)
            opened.callback(source.close)
            target.import_pages(source)
        written = io.BytesIO()
        target.save(written)
        return written.getvalue()

"""Making whole lines of text of a stream of bytes, however it arrives, in bounded memory.

A byte that is no text in its charset becomes a lone surrogate, by which its row is found and rejected alone.
"""

import codecs

from chassis.problems import InvalidError
from chassis.resources.bulk.limits import LONGEST_LINE

OVERLONG = "\ud800\udfff\ud800"
"""In place of a line that is too long; no text has these characters."""
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class WholeLines:
    """Decodes bytes and gives them out in whole lines.

    A mark at the beginning names the charset and is dropped; otherwise the file has the `charset` given.
    """

    def __init__(self, charset: str = "utf-8") -> None:
        self.charset = charset
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begin = b""
        self._rest: list[str] = []
        self._length = 0

    def feed(self, data: bytes) -> str:
        """The lines that are complete now; each ends in a line feed."""
        return self._lines(self._decoded(data))

    def finish(self) -> str:
        """The last line, if it does not end in a line feed. Raises `InvalidError` for half a character."""
        text = self._decoded(b"", final=True)
        lines = self._lines(text)
        rest = "".join(self._rest)
        return lines + rest

    def _decoded(self, data: bytes, *, final: bool = False) -> str:
        if self._decoder is None:
            self._begin += data
            if len(self._begin) < len(codecs.BOM_UTF8) and not final:
                return ""
            data = self._begin
            for mark, charset in _MARKS.items():
                if data.startswith(mark):
                    data, self.charset = data.removeprefix(mark), charset
            errors = "surrogatepass" if self.charset.startswith("utf-16") else "surrogateescape"
            self._decoder = codecs.getincrementaldecoder(self.charset)(errors)
        try:
            return self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            raise InvalidError.at("", f"the file is not {self.charset}: {error.reason}") from error

    def _lines(self, text: str) -> str:
        end = text.rfind("\n") + 1
        if not end:
            self._hold(text)
            return ""
        lines = "".join([*self._rest, text[:end]])
        self._rest, self._length = [], 0
        self._hold(text[end:])
        return lines

    def _hold(self, text: str) -> None:
        self._length += len(text)
        if self._length <= LONGEST_LINE:
            self._rest.append(text)
        elif self._rest != [OVERLONG]:
            self._rest = [OVERLONG]

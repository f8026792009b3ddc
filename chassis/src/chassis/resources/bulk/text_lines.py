"""Cutting a stream of bytes into whole lines, however it arrives, in bounded memory."""

LONGEST_LINE = 1 << 20
"""Bytes of a line that is gathered; in place of more there is `OVERLONG`."""
OVERLONG = b"\xff\xfe\xff"
"""No text: these bytes are never UTF-8."""
BOM = b"\xef\xbb\xbf"


class WholeLines:
    """Gathers bytes and gives them out in whole lines; a byte order mark at the beginning is dropped."""

    def __init__(self) -> None:
        self._begun = False
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """The lines that are complete now; each ends in a line feed."""
        data = self._rest + data
        if not self._begun:
            if len(data) < len(BOM) and BOM.startswith(data):
                self._rest = data
                return b""
            data, self._begun = data.removeprefix(BOM), True
        end = data.rfind(b"\n") + 1
        rest = data[end:]
        self._rest = rest if len(rest) <= LONGEST_LINE else OVERLONG
        return data[:end]

    def finish(self) -> bytes:
        """The last line, if it does not end in a line feed."""
        return self._rest.removeprefix(BOM) if not self._begun else self._rest

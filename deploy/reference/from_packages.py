"""Take from other packages what `build.py` and the registry's rules on names rest on; run it to renew them.

    python deploy/reference/from_packages.py

needs Babel (names of States from CLDR) and opencc-python-reimplemented (traditional and simplified letters)
beside Python. It writes `curated/cldr_names.csv` and the registry's `catalogue/rules/han.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import babel
import csv_files
import opencc

HERE = Path(__file__).resolve().parent
STATES = HERE.parents[1] / "services/registry/src/registry/reference_data/states.csv"
HAN = HERE.parents[1] / "services/registry/src/registry/catalogue/rules/han.py"
LOCALES = ("en", "fr", "es", "ar", "ru", "zh", "zh_Hant", "zh_Hant_HK")
COLUMN = 56
"""Letters in a line."""


def main() -> None:
    """Write both files."""
    csv_files.write(HERE / "curated" / "cldr_names.csv", ["language", "name", "actor"], list(_names()))
    HAN.write_text(_module(dict(_letters())), encoding="utf-8")


def _names() -> Iterator[dict[str, str]]:
    states = list(csv_files.read(STATES))
    for locale in map(babel.Locale.parse, LOCALES):
        for state in states:
            if name := locale.territories.get(state["iso2"]):
                yield {"language": str(locale).replace("_", "-"), "name": name, "actor": state["iso3"]}


def _letters() -> Iterator[tuple[str, str]]:
    """The traditional letters in everyday use (the first level of Big5), each with the simplified one."""
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    for line in table.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        simplified = simplified.split(" ")[0]
        if traditional != simplified and _is_usual(traditional) and len(simplified) == 1:
            yield traditional, simplified


def _is_usual(letter: str) -> bool:
    try:
        return "\u4e00" <= letter <= "\u9fff" and letter.encode("big5")[0] < 0xC9
    except UnicodeEncodeError:
        return False


def _module(letters: dict[str, str]) -> str:
    return (
        '"""Simplified Chinese letters for traditional ones; made by `from_packages.py`."""\n\n'
        f"SIMPLIFIED = str.maketrans(\n{_lines(list(letters))},\n{_lines(list(letters.values()))},\n)\n"
        '"""From OpenCC, as `reference_data/ATTRIBUTION.md` describes."""\n'
    )


def _lines(letters: list[str]) -> str:
    starts = range(0, len(letters), COLUMN)
    return "\n".join(f'    "{"".join(letters[start : start + COLUMN])}"' for start in starts)


if __name__ == "__main__":
    main()

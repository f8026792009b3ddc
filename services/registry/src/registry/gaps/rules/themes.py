"""Themes by coverage: which instruments and agreements name a theme, a broader or a narrower one."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from registry.gaps.rules.facts import Agreement, Facts, Instrument, Theme
from registry.gaps.rules.parts import (
    Coverage,
    CoveringAgreement,
    CoveringInstrument,
    Reference,
    RelatedTheme,
    ThemePart,
    href,
    reference,
)
from registry.gaps.rules.phrases import counted, named


class Tree:
    """The themes, each under its parent."""

    def __init__(self, themes: Collection[Theme]) -> None:
        self.themes = {theme.code: theme for theme in themes}
        self._children: dict[str, list[str]] = defaultdict(list)
        for theme in sorted(themes, key=_code):
            if theme.parent is not None:
                self._children[theme.parent].append(theme.code)

    def broader(self, code: str) -> list[str]:
        """The theme's parent, its parent's parent, and so on."""
        found: list[str] = []
        here = self.themes.get(code)
        while here is not None and here.parent is not None and here.parent not in {code, *found}:
            found.append(here.parent)
            here = self.themes.get(here.parent)
        return found

    def narrower(self, code: str) -> list[str]:
        """The themes under the theme, near ones first."""
        found: list[str] = []
        waiting = [code]
        while waiting:
            new = [child for child in self._children[waiting.pop(0)] if child not in {code, *found}]
            found += new
            waiting += new
        return found

    def with_narrower(self, codes: Collection[str]) -> set[str]:
        """`codes` and all under them."""
        return {*codes, *(below for code in codes for below in self.narrower(code))}

    def with_broader(self, codes: Collection[str]) -> set[str]:
        """`codes` and all above them."""
        return {*codes, *(above for code in codes for above in self.broader(code))}


def theme_parts(facts: Facts, wanted: Collection[str]) -> Iterator[ThemePart]:
    """The part of each theme in `wanted`."""
    tree = Tree(facts.themes)
    instruments: dict[str, list[Instrument]] = defaultdict(list)
    agreements: dict[str, list[Agreement]] = defaultdict(list)
    for instrument in sorted(facts.instruments, key=_code):
        for code in instrument.themes:
            instruments[code].append(instrument)
    for agreement in sorted(facts.agreements, key=_code):
        for code in agreement.themes:
            agreements[code].append(agreement)
    binding = {
        code: [reference("instrument", one.code) for one in found if one.binds(facts.day)]
        for code, found in instruments.items()
    }
    for code in sorted(wanted):
        covering = [_instrument(one, one.binds(facts.day)) for one in instruments[code]]
        agreed = [_agreement(one) for one in agreements[code]]
        yield _part(tree.themes[code], covering, agreed, _related(tree, code, binding))


def _code(one: Theme | Instrument | Agreement) -> str:
    return one.code


def _instrument(one: Instrument, binding: bool) -> CoveringInstrument:
    return CoveringInstrument(
        noun="instrument",
        code=one.code,
        href=href("instrument", one.code),
        title=one.title,
        kind=one.kind,
        binding=binding,
    )


def _agreement(one: Agreement) -> CoveringAgreement:
    where = href("agreement", one.code)
    return CoveringAgreement(
        noun="agreement", code=one.code, href=where, title=one.title, process=one.process
    )


def _related(tree: Tree, code: str, binding: dict[str, list[Reference]]) -> list[RelatedTheme]:
    relations = (("broader", tree.broader(code)), ("narrower", tree.narrower(code)))
    return [
        RelatedTheme.model_validate(
            {
                "noun": "theme",
                "code": other,
                "href": href("theme", other),
                "relation": relation,
                "name": tree.themes[other].name,
                "binding": binding.get(other, []),
            }
        )
        for relation, others in relations
        for other in others
    ]


def _part(
    theme: Theme,
    covering: list[CoveringInstrument],
    agreed: list[CoveringAgreement],
    related: list[RelatedTheme],
) -> ThemePart:
    binding = [one.code for one in covering if one.binding]
    others = [one.code for one in covering if not one.binding]
    related_binding = [other for other in related if other.binding]
    coverage = _coverage(binding, others, related_binding)
    return ThemePart(
        code=theme.code,
        name=theme.name,
        parent=theme.parent,
        coverage=coverage,
        uncovered=coverage in {"none", "not_binding"},
        binding=len(binding),
        not_binding=len(others),
        agreements=len(agreed),
        why=_why(coverage, binding, others, related_binding, len(agreed)),
        href=href("theme", theme.code),
        instruments=covering,
        agreed=agreed,
        related=related,
    )


def _coverage(binding: Sequence[str], others: Sequence[str], related: Sequence[RelatedTheme]) -> Coverage:
    if binding:
        return "binding"
    if related:
        return "partly"
    return "not_binding" if others else "none"


def _why(
    coverage: Coverage,
    binding: Sequence[str],
    others: Sequence[str],
    related: Sequence[RelatedTheme],
    agreements: int,
) -> str:
    lacking = "No treaty or protocol in force names this theme"
    soft = f"{counted(len(others), 'other instrument does', 'other instruments do')}: {named(others)}"
    agreed = counted(agreements, "agreement of a process does", "agreements of processes do")
    match coverage:
        case "binding":
            sentence = f"{counted(len(binding), 'treaty or protocol', 'treaties and protocols')} in force"
            return f"{sentence} {'names' if len(binding) == 1 else 'name'} this theme: {named(binding)}."
        case "partly":
            near = [f"{other.relation} {other.code}" for other in related]
            sentence = f"{lacking} itself; some name {named(near)}."
        case "not_binding":
            sentence = f"{lacking}, a broader or a narrower one; {soft}."
        case "none":
            sentence = "No instrument names this theme."
    return f"{sentence} {agreed}." if agreements else sentence

"""The AsyncAPI document as a page for people: plain HTML, without programs. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from gateway.documentation.markup import framed

Document = Mapping[str, Any]


def page(document: Document) -> str:
    """The whole page."""
    title = document["info"]["title"]
    content = f"""\
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>{escape(title)}</h1>
<p>For programs: <a href="asyncapi.json">asyncapi.json</a>. The HTTP API: <a href="docs">docs</a>.</p>
</header>
<main id="content">
{"".join(_content(document))}
</main>
"""
    return framed(title, content, "docs/assets/pages.css")


def _content(document: Document) -> Iterator[str]:
    yield from _paragraphs(document["info"]["description"])
    channels, messages = document["channels"].values(), document["components"]["messages"]
    links = "".join(map(_link, channels))
    yield f'<nav aria-label="Topics"><h2>Topics</h2><ul>{links}</ul></nav>\n'
    for channel in channels:
        yield from _channel(channel, messages)
    for name, trait in document["components"]["messageTraits"].items():
        yield from _headers(name, trait)


def _link(channel: Document) -> str:
    address = escape(channel["address"])
    return f'<li><a href="#{address}"><code>{address}</code></a>: {escape(channel["description"])}</li>'


def _channel(channel: Document, messages: Document) -> Iterator[str]:
    address = escape(channel["address"])
    yield f'<section aria-labelledby="{address}"><h2 id="{address}">Topic <code>{address}</code></h2>\n'
    yield f"<p>{escape(channel['description'])}</p>\n"
    for name in channel["messages"]:
        yield from _message(messages[name])
    yield "</section>\n"


def _message(message: Document) -> Iterator[str]:
    name = escape(message["name"])
    yield f'<h3 id="{name}"><code>{name}</code></h3>\n'
    yield from _paragraphs(message["description"])
    yield f'<p><a href="{escape(message["payload"]["schema"]["$ref"])}">Schema of {name}</a></p>\n'
    for example in message["examples"]:
        text = json.dumps(example["payload"], indent=2, ensure_ascii=False)
        yield f"<details><summary>Example of {name}</summary><pre>{escape(text)}</pre></details>\n"


def _headers(name: str, trait: Document) -> Iterator[str]:
    headers = trait["headers"]
    yield f'<section><h2 id="headers-{escape(name)}">Headers of every {escape(name)}</h2>\n<table>'
    yield '<tr><th scope="col">Header</th><th scope="col">Always</th><th scope="col">Meaning</th></tr>\n'
    for header, described in headers["properties"].items():
        always = "yes" if header in headers["required"] else "no"
        row = f'<th scope="row"><code>{escape(header)}</code></th><td>{always}</td>'
        yield f"<tr>{row}<td>{_inline(described['description'])}</td></tr>\n"
    yield "</table></section>\n"


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs and lists, as they are written in our descriptions."""
    for block in text.strip().split("\n\n"):
        if block.startswith("- "):
            items = "".join(_items(block[2:].split("\n- ")))
            yield f"<ul>{items}</ul>\n"
        else:
            yield f"<p>{_inline(block)}</p>\n"


def _items(items: Iterable[str]) -> Iterator[str]:
    return (f"<li>{_inline(item)}</li>" for item in items)


def _inline(text: str) -> str:
    strong = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(" ".join(text.split())))
    return re.sub(r"`(.+?)`", r"<code>\1</code>", strong)

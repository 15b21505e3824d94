"""A person at a browser without JavaScript: opens pages, follows links, presses buttons."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {"input", "br", "img", "hr", "meta", "link", "path", "circle", "rect"}


@dataclass
class Button:
    """A submit button: its words, and what it adds to the form."""

    words: str = ""
    name: str = ""
    value: str = ""
    action: str = ""


class Words(str):
    """An option of a list, chosen by the words that it shows."""


@dataclass
class Form:
    """A form as the page shows it: where it goes and what is filled in already."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def value(self, name: str, typed: object) -> object:
        """What is sent for what was typed or chosen."""
        if not isinstance(typed, Words):
            return typed
        return next(value for value, words in self.options[name] if typed in words)

    def names(self) -> set[str]:
        """Every field's name."""
        return {name for name, _value in self.fields} | set(self.boxes)


class _Reader(HTMLParser):
    """Collects forms and links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._form: Form | None = None
        self._button: Button | None = None
        self._link: str | None = None
        self._words = ""
        self._area: str | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(own.get("action", ""), own.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in own:
            self._link, self._words = own["href"], ""
        elif self._form is not None:
            self._in_form(tag, own)

    def _in_form(self, tag: str, own: dict[str, str]) -> None:
        assert self._form is not None
        name = own.get("name", "")
        if tag == "input" and own.get("type") in ("checkbox", "radio"):
            values = self._form.boxes.setdefault(name, [])
            values.append(own.get("value", "on"))
            if "checked" in own:
                self._form.fields.append((name, own.get("value", "on")))
        elif tag == "input" and own.get("type") == "submit":
            self._form.buttons.append(Button(own.get("value", ""), name, own.get("value", "")))
        elif tag == "input" and name:
            self._form.fields.append((name, own.get("value", "")))
        elif tag == "textarea":
            self._area, self._words = name, ""
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((own.get("value", ""), "selected" in own))
            self._words = ""
        elif tag == "button":
            self._button = Button("", name, own.get("value", ""), own.get("formaction", ""))
            self._words = ""

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            self.links.append((" ".join(self._words.split()), self._link))
            self._link = None
        elif self._form is None:
            return
        elif tag == "textarea" and self._area is not None:
            self._form.fields.append((self._area, self._words.strip("\r\n")))
            self._area = None
        elif tag == "option" and self._select is not None:
            shown = self._form.options.setdefault(self._select, [])
            shown.append((self._options[-1][0], " ".join(self._words.split())))
        elif tag == "select" and self._select is not None:
            chosen = [value for value, selected in self._options if selected]
            first = [value for value, _selected in self._options[:1]]
            self._form.fields.append((self._select, (chosen or first or [""])[0]))
            self._select = None
        elif tag == "button" and self._button is not None:
            self._button.words = " ".join(self._words.split())
            self._form.buttons.append(self._button)
            self._button = None
        elif tag == "form":
            self._form = None


class Walker:
    """Walks the pages of one signed-in person; every page must answer below 400."""

    def __init__(self, client: FlaskClient, name: str = "") -> None:
        self.client, self.name = client, name
        self.path, self.text, self.pages = "/", "", 0

    def open(self, path: str, status: int = 200) -> "Walker":
        """Open an address."""
        self._arrive(self.client.get(path, follow_redirects=True), status)
        return self

    def follow(self, words: str) -> "Walker":
        """Follow a link: one that says just this before one that contains it, main part first."""
        main = _Reader()
        main.feed(self.text.partition("<main")[2])
        links = [*main.links, *self._read().links]
        for fits in (words.__eq__, lambda text: words in text):
            for text, href in links:
                if fits(text):
                    return self.open(href)
        raise AssertionError(f"{self.name} sees no link 「{words}」 on {self.path}: {self.plain()}")

    def press(self, words: str, status: int = 200, **typed: object) -> "Walker":
        """Fill the form that has this button, and press it. Every typed field must be there."""
        for form in self._read().forms:
            for button in form.buttons:
                if words in button.words and set(typed) <= form.names():
                    self._submit(form, button, typed, status)
                    return self
        seen = [[b.words for b in form.buttons] for form in self._read().forms]
        raise AssertionError(
            f"{self.name} cannot press 「{words}」 with {sorted(typed)} on {self.path}; "
            f"buttons: {seen}; page: {self.plain()}"
        )

    def sees(self, *words: str) -> "Walker":
        """All of these words stand on the page."""
        text = self.plain()
        for word in words:
            assert word in text, f"{self.name} does not see 「{word}」 on {self.path}: {text}"
        return self

    def misses(self, *words: str) -> "Walker":
        """None of these words stands anywhere in the page's source."""
        for word in words:
            assert word not in self.text, f"{self.name} sees 「{word}」 on {self.path}"
        return self

    def plain(self) -> str:
        """The words of the page's main part."""
        main = self.text.partition("<main")[2] or self.text
        text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", main, flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader

    def _submit(self, form: Form, button: Button, typed: dict[str, object], status: int) -> None:
        values = [(name, value) for name, value in form.fields if name not in typed]
        for name, value in typed.items():
            many = value if isinstance(value, list) else [value]
            values += [(name, form.value(name, one)) for one in many if one is not None]
        if button.name:
            values.append((button.name, button.value))
        target = urljoin(self.path, button.action or form.action)
        data: dict[str, list[object]] = {}
        for name, value in values:
            data.setdefault(name, []).append(value)
        if form.method == "post":
            answer = self.client.post(target, data=data, follow_redirects=True)
        else:
            answer = self.client.get(target, query_string=data, follow_redirects=True)
        self._arrive(answer, status)

    def _arrive(self, answer: TestResponse, status: int) -> None:
        self.path, self.text = answer.request.full_path.rstrip("?"), answer.text
        self.pages += 1
        assert answer.status_code == status, (
            f"{self.name} met {answer.status_code} on {self.path}: {self.plain()}"
        )
        assert "Traceback" not in self.text

    def last_part(self) -> str:
        """The last part of the address: the id of what is shown."""
        return urlsplit(self.path).path.rstrip("/").rpartition("/")[2]

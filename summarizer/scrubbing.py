"""Takes keys and passwords out of whatever is shown, logged or written.

By value: a key that this process was given. By form: what looks like a key, whoever gave it, since an endpoint or a
web server may say one that was never ours.
"""

from __future__ import annotations

import re

HIDDEN = "***"

_NO_SECRETS = {"", "none", "empty", "local", "ollama", "lm-studio", "dummy", "not-needed", "sk-no-key-required"}
"""What people write where an endpoint of their own asks for no key; words that messages may need."""
_SHORTEST = 6  # characters; anything shorter opens nothing, and would blot out words
_USER_INFO = re.compile(r"(?<=://)[^\s/?#@\"'<>]*@")
_USER_OF_ADDRESS = re.compile(r"\A(\s*[A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@")
_FORMS = (
    re.compile(r"(?i)\b(bearer\s+)[\w.~+/=*-]{6,}"),
    re.compile(r"(?i)\b(authorization[\"']?\s*[:=]\s*[\"']?(?:basic\s+)?)(?!bearer|basic)[^\s\"',}]+"),
    re.compile(r"(?i)\b((?:api|access|secret)[_-]?(?:key|token)[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,;}]{4,}"),
    re.compile(r"(?i)(?<![\w/])((?:password|passwd|secret)[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,;}]{3,}"),
    re.compile(r"(?i)([?&](?:key|token|sig|signature|code|auth)=)[^\s\"'&#]+"),
    re.compile(r"()\b(?:sk|pk|rk)-[\w*.…-]{4,}"),
    re.compile(r"()\b(?:AIza[\w-]{10,}|(?:hf|gsk|ghp|gho)_\w{8,}|xai-[\w-]{8,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)"),
)
_given: set[str] = set()


def hide_secret(secret: str | None) -> None:
    """Has a key or password that was given to this process taken out from now on."""
    if secret and len(secret) >= _SHORTEST and secret.lower() not in _NO_SECRETS:
        _given.add(secret)


def scrub(text: str) -> str:
    """`text` without keys and passwords, by value and by form."""
    text = _USER_INFO.sub(f"{HIDDEN}@", scrub_given(text))
    for form in _FORMS:
        text = form.sub(rf"\g<1>{HIDDEN}", text)
    return text


def scrub_given(text: str) -> str:
    """`text` without the keys that this process was given; whatever else looks like one stays."""
    for secret in _given:
        if secret in text:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, text)
    return text


def without_user(url: str) -> str:
    """An address without the user and password in it, even one that has an @ itself."""
    return _USER_OF_ADDRESS.sub(r"\1", url)

"""An article."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ModelWrapValidatorHandler, ValidationError, model_validator

from summarizer.errors import UsageError
from summarizer.schema.base import Record
from summarizer.scrubbing import without_user

if TYPE_CHECKING:
    from typing import Self


def _iso_date(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        try:
            dt.datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("not an ISO 8601 date or date and time, such as 2022-04-22") from None
    return value


Published = Annotated[str, BeforeValidator(_iso_date)]
Url = Annotated[str, AfterValidator(without_user)]
"""An address; a user and password in it are not kept."""


class ArticleInfo(Record):
    """What is known about an article, without its text."""

    id: str = Field(
        description="a hash of the text, and of where it appeared, or of its title where that is not told, unless the "
        "source gives an id of its own"
    )
    title: str | None = None
    url: Url | None = None
    outlet: str | None = None
    byline: str | None = None
    language: str | None = Field(default=None, description="BCP-47")
    published: Published | None = Field(default=None, description="ISO 8601 date or date and time, as given")
    published_basis: Literal["metadata", "in_text", "unknown"] = "unknown"

    @property
    def published_day(self) -> dt.date | None:
        """The calendar day of `published`, in the time zone that it was given in."""
        return dt.datetime.fromisoformat(self.published).date() if self.published else None


class Article(ArticleInfo):
    """One news report. Offsets everywhere else count code points of `text`."""

    id: str = ""
    text: str

    @model_validator(mode="wrap")
    @classmethod
    def _explained(cls, data: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Tells whoever makes an article by hand what is wrong with it.

        Raises:
            UsageError: a field is missing, unknown, or not what it should be.
        """
        try:
            return read(data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(map(str, first["loc"])) or "it"
            raise UsageError(
                f"This is no Article: {field}: {first['msg']}.",
                'Write Article(text="…", published="2022-04-22", outlet="…"); schemas/Article.json has the rest.',
            ) from None

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if not data.get("id") and isinstance(data.get("text"), str):
            # Two outlets that carry one agency text word for word are two articles (and one origin); so are two
            # headlines over one text, where nobody says whose they are.
            where = without_user(str(data.get("url") or "")) or data.get("outlet") or data.get("title")
            named = f"{data['text']}\n{where}" if where else data["text"]
            data["id"] = hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if data.get("published") and not data.get("published_basis"):
            data["published_basis"] = "metadata"
        return data

    @property
    def id_is_given(self) -> bool:
        """Whether the id is the source's own, and no hash."""
        return type(self)(**self.model_dump(exclude={"id"})).id != self.id

    @property
    def info(self) -> ArticleInfo:
        """The article without its text."""
        return ArticleInfo(**{name: getattr(self, name) for name in ArticleInfo.model_fields})

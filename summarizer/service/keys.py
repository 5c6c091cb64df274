"""Who may do what: API keys, of which only hashes are kept, sessions at the desk, and a line for each change."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import delete, insert, select, update

from summarizer.errors import MissingError, UsageError
from summarizer.store import Store
from summarizer.store.tables import audit, keys, sessions

Role = Literal["reader", "analyst", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may."""
SESSION = 7 * 24 * 3600.0
"""Seconds until somebody has to log in again."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    name: str
    role: Role
    key: str = ""

    def may(self, role: Role) -> bool:
        """Whether what takes this role is allowed."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Key:
    """A key, without the key itself."""

    id: str
    name: str
    role: Role
    made: float
    revoked: float | None


LOCAL = Caller("local", "admin")
"""Whoever asks on a service that only the machine itself can reach and that has no keys."""


def add_key(store: Store, name: str, role: Role) -> tuple[Key, str]:
    """Makes a key. The caller gets its text this once; only a hash is kept.

    Raises:
        UsageError: no name, or no such role.
    """
    if not name.strip():
        raise UsageError("A key needs a name.", "Say whose it is.")
    if role not in ROLES:
        raise UsageError(f"There is no role {role}.", f"There are: {', '.join(ROLES)}.")
    secret = f"smz_{secrets.token_urlsafe(32)}"
    key = Key(uuid.uuid4().hex[:12], name.strip(), role, time.time(), None)
    with store.database.writing() as connection:
        connection.execute(insert(keys).values(id=key.id, name=key.name, role=role, hash=_hash(secret), made=key.made))
    return key, secret


def list_keys(store: Store) -> list[Key]:
    """All keys, the revoked ones too."""
    with store.database.reading() as connection:
        rows = connection.execute(select(keys).order_by(keys.c.made)).all()
    return [Key(row.id, row.name, row.role, row.made, row.revoked) for row in rows]


def revoke_key(store: Store, id_: str) -> None:
    """Makes a key and all sessions that were begun with it worthless.

    Raises:
        StoreError: there is none.
    """
    with store.database.writing() as connection:
        done = connection.execute(
            update(keys).where(keys.c.id == id_, keys.c.revoked.is_(None)).values(revoked=time.time())
        )
        if not done.rowcount:
            raise MissingError(f"There is no key {id_} that could be revoked.", "`summarizer keys list` lists them.")
        connection.execute(delete(sessions).where(sessions.c.key == id_))


def has_keys(store: Store) -> bool:
    """Whether there is a key that is not revoked."""
    with store.database.reading() as connection:
        return connection.scalar(select(keys.c.id).where(keys.c.revoked.is_(None)).limit(1)) is not None


def caller_of_key(store: Store, secret: str) -> Caller | None:
    """Who has this key."""
    with store.database.reading() as connection:
        row = connection.execute(
            select(keys.c.id, keys.c.name, keys.c.role).where(keys.c.hash == _hash(secret), keys.c.revoked.is_(None))
        ).one_or_none()
    return Caller(row.name, row.role, row.id) if row else None


def begin_session(store: Store, secret: str) -> str | None:
    """A session for whoever has this key: what the browser is given as a cookie."""
    token = secrets.token_urlsafe(32)
    with store.database.writing() as connection:
        id_ = connection.scalar(select(keys.c.id).where(keys.c.hash == _hash(secret), keys.c.revoked.is_(None)))
        if id_ is None:
            return None
        connection.execute(delete(sessions).where(sessions.c.until < time.time()))
        connection.execute(insert(sessions).values(hash=_hash(token), key=id_, until=time.time() + SESSION))
    return token


def caller_of_session(store: Store, token: str) -> Caller | None:
    """Who is logged in with this cookie."""
    with store.database.reading() as connection:
        row = connection.execute(
            select(keys.c.id, keys.c.name, keys.c.role)
            .join(sessions, sessions.c.key == keys.c.id)
            .where(sessions.c.hash == _hash(token), sessions.c.until > time.time(), keys.c.revoked.is_(None))
        ).one_or_none()
    return Caller(row.name, row.role, row.id) if row else None


def end_session(store: Store, token: str) -> None:
    """Logs somebody out."""
    with store.database.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.hash == _hash(token)))


def note(store: Store, caller: Caller, method: str, path: str, status: int) -> None:
    """Keeps a line of who changed what."""
    with store.database.writing() as connection:
        connection.execute(
            insert(audit).values(
                at=time.time(), who=caller.name, role=caller.role, method=method, path=path, status=status
            )
        )


def _hash(secret: str) -> str:
    # The secret is long and random: a slow hash would protect nothing more.
    return hashlib.sha256(secret.encode()).hexdigest()

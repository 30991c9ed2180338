"""Budgets of the language model: checked before it is asked, and stored between runs."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from bot.answers import Usage
from prompts import say
from retrieval.index.clock_readings import confirmed_time
from retrieval.index.database import Database
from retrieval.index.private_files import make_folder

_MIGRATIONS = (
    """
    CREATE TABLE spent (
        id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, user TEXT NOT NULL,
        tokens INTEGER NOT NULL, cost REAL NOT NULL
    );
    CREATE INDEX spent_day ON spent (day, user)
    """,
)
_STORED_DAYS = 62


class OverBudgetError(Exception):
    """A budget ("answer", "day", "month") does not allow the next call; the text names it."""

    def __init__(self, budget: str) -> None:
        super().__init__(say("budget", budget=budget))
        self.budget = budget


@dataclass(frozen=True, slots=True)
class Limits:
    """The most tokens, and the highest cost, of an answer, of a user in a day, of all in a month.

    Days and months are UTC. Prices are for a million tokens; without both of them, costs are
    neither counted nor limited.
    """

    answer: int | None = None
    day: int | None = None
    month: int | None = None
    answer_cost: float | None = None
    day_cost: float | None = None
    month_cost: float | None = None
    price_input: float | None = None
    price_output: float | None = None

    @property
    def has_totals(self) -> bool:
        """Return whether a day or a month is limited, for which spending must be stored."""
        totals = (self.day, self.month, self.day_cost, self.month_cost)
        return any(total is not None for total in totals)


class Budget:
    """What was spent, in one file of a home. Safe to share between threads and processes."""

    def __init__(
        self, path: Path, limits: Limits, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Take the limits; the file is opened only when it is needed for one."""
        self._path = path
        self._limits = limits
        self._now = now

    @cached_property
    def _db(self) -> Database:
        with suppress(OSError):  # opening it says what is wrong
            make_folder(self._path.parent)
        return Database(self._path, _MIGRATIONS, remedy="start with budgets unspent")

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """Return what so many tokens cost, None if the prices are unknown."""
        to_read, to_write = self._limits.price_input, self._limits.price_output
        if to_read is None or to_write is None:
            return None
        return (input_tokens * to_read + output_tokens * to_write) / 1_000_000

    def reserve(
        self, user: str, *, input_tokens: int, output_tokens: int, earlier: Usage | None = None
    ) -> int | None:
        """Reserve what a call may take at most; return the reservation, None without limits.

        `earlier` is what the same answer took before. Raises OverBudgetError. A reservation that
        is never settled, since the process died, counts as spent.
        """
        limits = self._limits
        tokens = input_tokens + output_tokens
        cost = self.cost(input_tokens, output_tokens) or 0.0
        before = earlier.input_tokens + earlier.output_tokens if earlier else 0
        cost_before = (earlier.cost or 0.0) if earlier else 0.0
        _check("answer", limits.answer, before + tokens, limits.answer_cost, cost_before + cost)
        if not limits.has_totals:
            return None
        today = self._now().date()
        with self._db.changing():
            self._delete_expired()
            self._check_totals(today, user, tokens, cost)
            rows = self._db.rows(
                "INSERT INTO spent (day, user, tokens, cost) VALUES (?, ?, ?, ?) RETURNING id",
                str(today), user, tokens, cost,
            )  # fmt: skip
        return int(rows[0][0])

    def _delete_expired(self) -> None:
        confirmed = confirmed_time(self._path.parent, self._now().timestamp())
        oldest = datetime.fromtimestamp(confirmed, UTC).date() - timedelta(days=_STORED_DAYS)
        self._db.rows("DELETE FROM spent WHERE day < ?", str(oldest))

    def _check_totals(self, today: date, user: str, tokens: int, cost: float) -> None:
        limits = self._limits
        day = self._spent("day = ? AND user IN (?, ?)", str(today), user, _alias(user))
        month = self._spent("day LIKE ?", f"{today:%Y-%m}-%")
        _check("day", limits.day, day[0] + tokens, limits.day_cost, day[1] + cost)
        _check("month", limits.month, month[0] + tokens, limits.month_cost, month[1] + cost)

    def settle(self, reservation: int | None, *, input_tokens: int, output_tokens: int) -> None:
        """Replace a reservation by what the call took."""
        if reservation is not None:
            self._db.rows(
                "UPDATE spent SET tokens = ?, cost = ? WHERE id = ?",
                input_tokens + output_tokens,
                self.cost(input_tokens, output_tokens) or 0.0,
                reservation,
            )

    def forget(self, user: str | None = None) -> None:
        """Remove the names of a user, or of all users without one; the sums of the month stay.

        What the user spent today stays under an alias, so that the limit of the day still holds.
        """
        if self._path.exists():
            today = str(self._now().date())
            if user is not None:
                sql = "UPDATE spent SET user = ? WHERE user = ? AND day = ?"
                self._db.rows(sql, _alias(user), user, today)
            self._db.rows(
                "UPDATE spent SET user = '' WHERE user = ? OR ?", user or "", user is None
            )
            self._db.rows("VACUUM")
            self._db.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file, if it was opened."""
        if "_db" in self.__dict__:
            self._db.close()

    def _spent(self, where: str, *values: str) -> tuple[int, float]:
        sums = "SELECT coalesce(sum(tokens), 0), coalesce(sum(cost), 0) FROM spent WHERE "
        tokens, cost = self._db.rows(sums + where, *values)[0]
        return int(tokens), float(cost)


def _check(
    budget: str, most: int | None, tokens: int, most_cost: float | None, cost: float
) -> None:
    """Raise OverBudgetError for more than a limit."""
    if (most is not None and tokens > most) or (most_cost is not None and cost > most_cost):
        raise OverBudgetError(budget)


def _alias(user: str) -> str:
    """Return the alias under which a removed user is counted until the end of the day."""
    return f"alias {blake2b(user.encode(), digest_size=8).hexdigest()}"

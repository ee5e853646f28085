"""A store seen from within one of its transactions: what reads it sees what was written a moment ago, what writes joins it.

So what Settings does one by one can be done as one, by the same functions, all of it or nothing.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import duckdb

from records_desk.db._texts import sql
from records_desk.db.store import Store, rows

Result = TypeVar("Result")


class Within(Store):
    """The store within a transaction that its cursor has begun; it ends with that."""

    def __init__(self, store: Store, cursor: duckdb.DuckDBPyConnection) -> None:
        self.__dict__.update(vars(store))
        self._cursor = cursor

    def query(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run one reading statement here and return its rows."""
        return rows(self._cursor.execute(statement, parameters))

    def recall(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """What read() answers: nothing is kept, since nothing is committed."""
        return self.query(sql("queries", query), **parameters)

    def look(self, act: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        """Run act(cursor) here."""
        return act(self._cursor)

    def write(
        self,
        act: Callable[[duckdb.DuckDBPyConnection], Result],
        prepare: Callable[[duckdb.DuckDBPyConnection], None] = lambda cursor: None,
    ) -> Result:
        """Run act(cursor) as a part of the transaction."""
        prepare(self._cursor)
        return act(self._cursor)

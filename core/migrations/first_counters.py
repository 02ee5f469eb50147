"""The triggers of the vote table as the first migration made them; core.models.counters has those of today."""

# log10 of the score plus seconds / 45000, as in core.posts.hot; kept beside the counters so that feeds only read.
_HOT = "(CASE WHEN {s} > 0 THEN 1 WHEN {s} < 0 THEN -1 ELSE 0 END) * log10(max(abs({s}), 1)) + epoch / 45000.0"
_UP = "({row}.value = 1)"
_DOWN = "({row}.value = -1)"


def _sqlite_count(when: str, up: str, down: str, post: str, condition: str = "") -> str:
    score = f"(up + {up} - down - {down})"
    return (
        f"CREATE TRIGGER votes_count_{when.lower()} AFTER {when} ON votes {condition} BEGIN "
        f"UPDATE ranks SET up = up + {up}, down = down + {down}, score = {score}, hot = {_HOT.format(s=score)} "
        f"WHERE post_id = {post}; END"
    )


_GUARD_TEST = (
    "EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND kind <> 'person') "
    "OR EXISTS (SELECT 1 FROM posts WHERE id = NEW.post_id AND author_id = NEW.member_id)"
)

SQLITE = (
    f"CREATE TRIGGER votes_guard BEFORE INSERT ON votes WHEN {_GUARD_TEST} "
    "BEGIN SELECT RAISE(ABORT, 'a persona or the author may not vote'); END",
    _sqlite_count("INSERT", _UP.format(row="NEW"), _DOWN.format(row="NEW"), "NEW.post_id"),
    _sqlite_count("DELETE", "-" + _UP.format(row="OLD"), "-" + _DOWN.format(row="OLD"), "OLD.post_id"),
    _sqlite_count(
        "UPDATE",
        "((NEW.value = 1) - (OLD.value = 1))",
        "((NEW.value = -1) - (OLD.value = -1))",
        "NEW.post_id",
        "WHEN NEW.value <> OLD.value",
    ),
)

_PG_COUNT = """
CREATE FUNCTION votes_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH change AS ({change}),
    total AS (
        SELECT post_id, sum(up)::int AS up, sum(down)::int AS down FROM change GROUP BY post_id
        HAVING sum(up) <> 0 OR sum(down) <> 0
    ),
    held AS (SELECT r.post_id FROM ranks r JOIN total t ON t.post_id = r.post_id ORDER BY r.post_id FOR UPDATE OF r)
    UPDATE ranks r SET
        up = r.up + t.up,
        down = r.down + t.down,
        score = r.up + t.up - r.down - t.down,
        hot = sign(r.up + t.up - r.down - t.down)
            * log(greatest(abs(r.up + t.up - r.down - t.down), 1)) + r.epoch / 45000.0
    FROM total t JOIN held h ON h.post_id = t.post_id WHERE r.post_id = t.post_id;
    RETURN NULL;
END $$
"""
_ADDED = "SELECT post_id, (value = 1)::int AS up, (value = -1)::int AS down FROM added"
_GONE = "SELECT post_id, -(value = 1)::int AS up, -(value = -1)::int AS down FROM gone"


def _pg_counter(when: str, change: str, tables: str) -> tuple[str, str]:
    name = f"votes_count_{when.lower()}"
    return (
        _PG_COUNT.format(change=change).replace("votes_count()", f"{name}()"),
        f"CREATE TRIGGER {name} AFTER {when} ON votes REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    )


POSTGRESQL = (
    "CREATE FUNCTION votes_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {_GUARD_TEST} THEN RAISE check_violation USING MESSAGE = 'a persona or the author may not vote'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER votes_guard BEFORE INSERT ON votes FOR EACH ROW EXECUTE FUNCTION votes_guard()",
    *_pg_counter("INSERT", _ADDED, "NEW TABLE AS added"),
    *_pg_counter("DELETE", _GONE, "OLD TABLE AS gone"),
    *_pg_counter("UPDATE", f"{_ADDED} UNION ALL {_GONE}", "OLD TABLE AS gone NEW TABLE AS added"),
)

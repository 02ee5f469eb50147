"""The triggers of the vote table: the only writers of a post's counters, and the guard of who may vote."""

# log10 of the score plus seconds / 45000, as in core.posts.hot; kept beside the counters so that feeds only read.
_HOT = "sign({s}) * {log}({most}(abs({s}), 1)) + epoch / 45000.0"
# The lower end of Wilson's 95 % interval of the share of likes (E. B. Wilson, JASA 22, 1927), as in core.posts.bound.
_BOUND = (
    "CASE WHEN {up} <= 0 THEN 0.0 ELSE (({up} + 1.9208) / ({up} + {down}) "
    "- 1.96 * sqrt({up} * {down} * 1.0 / ({up} + {down}) + 0.9604) / ({up} + {down})) "
    "/ (1.0 + 3.8416 / ({up} + {down})) END"
)
REFUSAL = "a persona or the author may not vote"


def _changes(up: str, down: str, log: str, most: str) -> str:
    """Return what an UPDATE of ranks sets, from the expressions of the new counts."""
    score = f"({up} - {down})"
    hot = _HOT.format(s=score, log=log, most=most)
    bound = _BOUND.format(up=f"({up})", down=f"({down})")
    return f"up = {up}, down = {down}, score = {score}, hot = {hot}, bound = {bound}"


def _sqlite_count(when: str, up: str, down: str, post: str, condition: str = "") -> str:
    changes = _changes(f"(up + {up})", f"(down + {down})", "log10", "max")
    return (
        f"CREATE TRIGGER votes_count_{when.lower()} AFTER {when} ON votes {condition} BEGIN "
        f"UPDATE ranks SET {changes} WHERE post_id = {post}; END"
    )


def _sqlite_counts(also: str = "") -> tuple[str, str, str]:
    """Return the triggers of the counters; `also` is what else must hold of a vote, as a condition with {row}."""
    up, down = "({row}.value = 1" + also + ")", "({row}.value = -1" + also + ")"
    new_up, new_down, old_up, old_down = (
        side.format(row=row) for row, side in (("NEW", up), ("NEW", down), ("OLD", up), ("OLD", down))
    )
    changed = f"WHEN {new_up} <> {old_up} OR {new_down} <> {old_down}"
    return (
        _sqlite_count("INSERT", new_up, new_down, "NEW.post_id"),
        _sqlite_count("DELETE", f"-{old_up}", f"-{old_down}", "OLD.post_id"),
        _sqlite_count("UPDATE", f"({new_up} - {old_up})", f"({new_down} - {old_down})", "NEW.post_id", changed),
    )


SQLITE = (
    "CREATE TRIGGER votes_guard BEFORE INSERT ON votes "
    "WHEN EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND kind <> 'person') "
    "OR EXISTS (SELECT 1 FROM posts WHERE id = NEW.post_id AND author_id = NEW.member_id) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    *_sqlite_counts(),
    "CREATE TRIGGER posts_move AFTER UPDATE OF room_id, author_id ON posts BEGIN "
    "UPDATE ranks SET room_id = NEW.room_id, author_id = NEW.author_id WHERE post_id = NEW.id; END",
)

_PG_GUARD = f"""
    IF EXISTS (SELECT 1 FROM added a JOIN members m ON m.id = a.member_id WHERE m.kind <> 'person')
    OR EXISTS (SELECT 1 FROM added a JOIN posts p ON p.id = a.post_id WHERE p.author_id = a.member_id)
    THEN RAISE check_violation USING MESSAGE = '{REFUSAL}'; END IF;"""
_PG_COUNT = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{guard}
    WITH change AS ({change}),
    total AS (
        SELECT post_id, sum(up)::int AS up, sum(down)::int AS down FROM change GROUP BY post_id
        HAVING sum(up) <> 0 OR sum(down) <> 0
    ),
    held AS (SELECT r.post_id FROM ranks r JOIN total t ON t.post_id = r.post_id ORDER BY r.post_id FOR UPDATE OF r)
    UPDATE ranks r SET {changes}
    FROM total t JOIN held h ON h.post_id = t.post_id WHERE r.post_id = t.post_id;
    RETURN NULL;
END $$
"""
_SIDES = "SELECT post_id, {sign}(value = 1{also})::int AS up, {sign}(value = -1{also})::int AS down FROM {table}"


def _pg_counter(when: str, change: str, tables: str, guard: str = "") -> tuple[str, str]:
    name = f"votes_count_{when.lower()}"
    changes = _changes("(r.up + t.up)", "(r.down + t.down)", "log", "greatest")
    return (
        _PG_COUNT.format(name=name, guard=guard, change=change, changes=changes),
        f"CREATE TRIGGER {name} AFTER {when} ON votes REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    )


def _pg_counters(also: str = "") -> tuple[str, ...]:
    """Return the triggers of the counters; `also` is what else must hold of a vote."""
    added = _SIDES.format(sign="", also=also, table="added")
    gone = _SIDES.format(sign="-", also=also, table="gone")
    return (
        *_pg_counter("INSERT", added, "NEW TABLE AS added", _PG_GUARD),
        *_pg_counter("DELETE", gone, "OLD TABLE AS gone"),
        *_pg_counter("UPDATE", f"{added} UNION ALL {gone}", "OLD TABLE AS gone NEW TABLE AS added"),
    )


POSTGRESQL = (
    *_pg_counters(),
    "CREATE FUNCTION posts_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE ranks SET room_id = NEW.room_id, author_id = NEW.author_id WHERE post_id = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER posts_move AFTER UPDATE OF room_id, author_id ON posts FOR EACH ROW EXECUTE FUNCTION posts_move()",
)

# Since votes can wait, the counters hold only what counts in public; SQLITE and POSTGRESQL above are of the time before.
_DROPPED = ("votes_count_insert", "votes_count_delete", "votes_count_update")
FAIR_SQLITE = (*(f"DROP TRIGGER {name}" for name in _DROPPED), *_sqlite_counts(" AND {row}.standing > 0"))
FAIR_POSTGRESQL = (
    *(f"DROP TRIGGER {name} ON votes" for name in _DROPPED),
    *(f"DROP FUNCTION {name}()" for name in _DROPPED),
    *_pg_counters(" AND standing > 0"),
)

# The words that posts are found by: SQLite keeps them in an index of its own, which follows the table `words`.
SEARCH_SQLITE = (
    "CREATE VIRTUAL TABLE found USING fts5(words, content='words', content_rowid='post_id', detail=none, columnsize=0, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '#'\")",
    "CREATE TRIGGER words_add AFTER INSERT ON words BEGIN "
    "INSERT INTO found(rowid, words) VALUES (NEW.post_id, NEW.words); END",
    "CREATE TRIGGER words_drop AFTER DELETE ON words BEGIN "
    "INSERT INTO found(found, rowid, words) VALUES ('delete', OLD.post_id, OLD.words); END",
    "CREATE TRIGGER words_change AFTER UPDATE ON words BEGIN "
    "INSERT INTO found(found, rowid, words) VALUES ('delete', OLD.post_id, OLD.words); "
    "INSERT INTO found(rowid, words) VALUES (NEW.post_id, NEW.words); END",
)

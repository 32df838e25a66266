"""Full text in plain SQL: an index of own words and of quotes, kept apart, in the same file.

In: the tables message, block and place. Out: `search_term` (the dictionary), `search_posting`
(which term how often in which mail) and `search_mail` (how long each mail is), which the query
`search` ranks with BM25 (Robertson and Zaragoza 2009). No extension is needed. Rules:

- Own words are the blocks of kind own and the subject of a mail that begins a thread; quotes are
  the blocks of kind quote; `every` counts these and code, patches and attribution lines.
  Signatures and footers are not indexed, nor are copies.
- A word is what the macro `search_words` finds, a term what `search_terms` makes of it. Terms are
  made once for each distinct word, not for each place where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.store.schema import quoted

if TYPE_CHECKING:
    import duckdb

# To cut a block out of a body is to walk to where it begins. A mail of megabytes in thousands of
# blocks would take minutes; it is some log or attachment, and its beginning tells what it is.
INDEXED_CHARACTERS = 200_000

TABLES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "search_term": (
        "The dictionary of the search index.",
        {
            "term": ("varchar", "a word in lower case without accents, or two characters of CJK"),
            "number": ("integer", "its number in search_posting"),
        },
    ),
    "search_posting": (
        "How often a term stands in a mail; ordered by term, so that one term is read at once.",
        {
            "term": ("integer", "the term, by its number in search_term"),
            "mail": ("integer", "the mail, by its number in search_mail"),
            "own": ("integer", "how often in the author's own words"),
            "quoted": ("integer", "how often in quotes"),
            "every": ("integer", "how often in all of these and in code and attribution lines"),
        },
    ),
    "search_mail": (
        "How many words a mail has; copies are left out.",
        {
            "mail": ("integer", "its number in search_posting"),
            "message": ("varchar", "the mail"),
            "own": ("integer", "words of its author"),
            "quoted": ("integer", "words in quotes"),
            "every": ("integer", "words in all of these and in code and attribution lines"),
        },
    ),
}

STEPS = f"""
create temp table passage as
with mails as (
    select row_number() over () as mail, message, body
    from message
    where duplicate_of is null
),
texts as (
    select
        m.mail,
        m.message,
        b.kind,
        substring(m.body, b.start_char + 1, b.end_char - b.start_char) as passage
    from block as b
    join mails as m using (message)
    where b.kind not in ('signature', 'footer') and b.start_char < {INDEXED_CHARACTERS}
    union all
    select m.mail, m.message, 'own', message.base_subject
    from place
    join mails as m using (message)
    join message using (message)
    where place.depth = 0
    union all
    select m.mail, m.message, '', '' from mails as m
)
select mail, message, kind = 'own' as own, kind = 'quote' as quote, search_words(passage) as words
from texts;

insert into search_mail by name
select
    mail,
    any_value(message) as message,
    coalesce(sum(len(words)) filter (own), 0) as own,
    coalesce(sum(len(words)) filter (quote), 0) as quoted,
    sum(len(words)) as every
from passage
group by mail
order by mail;

create temp table word as
select word, unnest(list_distinct(list_append(search_terms(word), strip_accents(word)))) as term
from (select distinct unnest(words) as word from passage);

insert into search_term by name
select term, row_number() over (order by term) as number
from (select distinct term from word)
order by term;

create temp table numbered as
select word.word, search_term.number as term
from word
join search_term using (term);

insert into search_posting by name
with standing as (
    select mail, own, quote, unnest(words) as word from passage
)
select
    numbered.term,
    standing.mail,
    sum(standing.own::integer) as own,
    sum(standing.quote::integer) as quoted,
    count(*) as every
from standing
join numbered using (word)
group by numbered.term, standing.mail
order by numbered.term, standing.mail;

drop table numbered;
drop table word;
drop table passage;
"""


def declare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the index, empty."""
    for name, (sentence, columns) in TABLES.items():
        listed = ", ".join(f"{column} {kind}" for column, (kind, _) in columns.items())
        connection.execute(f"create table {name} ({listed})")
        connection.execute(f"comment on table {name} is {quoted(sentence)}")
        for column, (_, text) in columns.items():
            connection.execute(f"comment on column {name}.{column} is {quoted(text)}")


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the index from the mails that are in the database; the functions must be loaded."""
    connection.execute(STEPS)

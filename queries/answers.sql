-- A thread as an exchange: each passage of a reply beside the passage that it answers.
--
-- parameters:
--     thread thread    any of its mails: the key or the Message-ID
--     sure number = 0  only answers whose place in the thread is at least so sure, in per cent
--     how references|in-reply-to|quote|subject|alone|file = null  only answers whose place is known so
-- columns:
--     position         place of the reply in the reading order of the thread
--     name             who answers
--     words            the passage that answers
--     answered_name    who is answered
--     answered_words   the passage that is answered
--     sent_at          when the answer was sent, UTC
--     score            how much of the quoted passage was found there, 0 to 1
--     block            the block that answers, by its number in the mail
--     answered_block   the block that is answered, by its number in its mail
--     answered_message  the mail that is answered
--     message          the mail that answers
--     url              public page of the mail
-- example: hansard query answers thread=kestrel/2024-01/0005
create macro answers(thread, sure := 0, how := null) as table
with wanted as materialized (
    select
        p.position, l.message, l.block, l.source_message, l.source_block, l.score,
        m.rowid as place, o.rowid as source
    from place as p
    join link as l on l.message = p.message and l.kind = 'answers'
    join message as m on m.message = l.message
    join message as o on o.message = l.source_message
    where p.thread = thread_of(thread)
        and p.confidence * 100 >= sure
        and (how is null or p.how = how)
),
-- by row: only the bodies of the thread are unpacked
mails as materialized (
    select m.rowid as place, m.name, m.body, m.sent_at, m.url
    from message as m
    where m.rowid in (select place from wanted union select source from wanted)
)
select
    w.position,
    m.name,
    passage(m.body, b.start_char, b.end_char) as words,
    o.name as answered_name,
    passage(o.body, ob.start_char, ob.end_char) as answered_words,
    m.sent_at,
    w.score,
    w.block,
    w.source_block as answered_block,
    w.source_message as answered_message,
    w.message,
    m.url
from wanted as w
join mails as m on m.place = w.place
join mails as o on o.place = w.source
join block as b on b.message = w.message and b.number = w.block
join block as ob on ob.message = w.source_message and ob.number = w.source_block
order by w.position, w.block, w.source_message, w.source_block;

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
select
    p.position,
    m.name,
    passage(m.body, b.start_char, b.end_char) as words,
    o.name as answered_name,
    passage(o.body, ob.start_char, ob.end_char) as answered_words,
    m.sent_at,
    l.score,
    l.block,
    l.source_block as answered_block,
    l.source_message as answered_message,
    l.message,
    m.url
from place as p
join link as l on l.message = p.message and l.kind = 'answers'
join message as m on m.message = l.message
join message as o on o.message = l.source_message
join block as b on b.message = l.message and b.number = l.block
join block as ob on ob.message = l.source_message and ob.number = l.source_block
where p.thread = thread_of(thread)
    and p.confidence * 100 >= sure
    and (how is null or p.how = how)
order by p.position, l.block, l.source_message, l.source_block;

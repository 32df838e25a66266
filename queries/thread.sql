-- One thread in reading order: every mail, whom it answers, and its author's own words.
--
-- parameters:
--     thread thread    any of its mails: the key or the Message-ID
--     sure number = 0  only mails whose place is at least so sure, in per cent
--     how references|in-reply-to|quote|subject|alone|file = null  only mails whose place is known so
--     debate message = null  only the debate that holds this mail, by its key, within the thread
-- columns:
--     position     place in the reading order, counted from 0
--     depth        steps from the first mail
--     name         who wrote it
--     sent_at      when, UTC
--     own_words    what the author of the mail typed
--     answers      name of the author of the mail that it answers
--     subject      subject of the mail
--     how          how its place is known
--     confidence   how sure that is, 0 to 1
--     person       who wrote it
--     parent       the mail that it answers
--     debate       the debate within the thread: the mail that gave it its subject
--     thread       the thread
--     message      the mail
--     url          public page of the mail
-- example: hansard query thread thread=kestrel/2024-01/0005
create macro thread(thread, sure := 0, how := null, debate := null) as table
with places as (
    select p.*
    from place as p
    where p.thread = thread_of(thread)
        and p.confidence * 100 >= sure
        and (how is null or p.how = how)
        and (
            debate is null
            or p.debate = (
                select any_value(one.debate)
                from place as one
                where one.message = debate
            )
        )
),
own as (
    select
        b.message,
        string_agg(substring(m.body, b.start_char + 1, b.end_char - b.start_char), chr(10)
            order by b.number) as own_words
    from block as b
    join places on places.message = b.message
    join message as m on m.message = b.message
    where b.kind = 'own'
    group by b.message
)
select
    p.position, p.depth, m.name, m.sent_at, trim(own.own_words, E' \t\n') as own_words,
    parent.name as answers, m.subject, p.how, p.confidence, m.person, p.parent, p.debate,
    p.thread, p.message, m.url
from places as p
join message as m on m.message = p.message
left join own on own.message = p.message
left join message as parent on parent.message = p.parent
order by p.position;

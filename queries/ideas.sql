-- The ideas that are followed, and how much they are spoken of.
--
-- parameters:
--     list_id list = null    only mentions on this list
-- columns:
--     idea       its short name
--     title      the idea in words
--     mentions   sentences that speak of it
--     messages   mails with such a sentence
--     persons    persons who wrote them
--     first_at   when the first was sent, UTC
--     last_at    when the last was sent, UTC
--     terms      the terms by which mentions are found
--     message    the first of the mails
--     url        public page of that mail
-- example: hansard query ideas
create macro ideas(list_id := null) as table
with spoken as (
    select
        n.idea,
        count(*) as mentions,
        count(distinct n.message) as messages,
        count(distinct m.person) as persons,
        min(m.sent_at) as first_at,
        max(m.sent_at) as last_at,
        min_by(m.message, (coalesce(m.sent_at, '9999-01-01'), m.message)) as message,
        min_by(m.url, (coalesce(m.sent_at, '9999-01-01'), m.message)) as url
    from mention as n
    join message as m on m.message = n.message and m.duplicate_of is null
    where list_id is null or m.list_id = list_id
    group by n.idea
)
select
    i.idea, i.title, coalesce(spoken.mentions, 0) as mentions,
    coalesce(spoken.messages, 0) as messages, coalesce(spoken.persons, 0) as persons,
    spoken.first_at, spoken.last_at, i.terms, spoken.message, spoken.url
from idea as i
left join spoken on spoken.idea = i.idea
order by i.idea;

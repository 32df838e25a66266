-- Who quotes whom: passages found in the mail from which they come.
--
-- parameters:
--     list_id list = null      only quotes in mails on this list
--     person person = null     only quotes by this person
--     source person = null     only quotes of this person
--     since time = null        only quotes from then on
--     until time = null        only quotes up to then
-- columns:
--     name            who quotes
--     quotes          who is quoted
--     passages        how many passages; one that joins several of the other's counts once
--     messages        in how many mails
--     first_at        when the first of them was sent, UTC
--     last_at         when the last of them was sent, UTC
--     person          who quotes
--     quotes_person   who is quoted
--     message         the latest mail with such a quote
--     url             public page of that mail
-- example: hansard query quoted source="Priya Raman"
create macro quoted(
    list_id := null, person := null, source := null, since := null, until := null
) as table
with passages as (
    select
        m.person, origin.person as quotes_person, m.sent_at, m.message, m.url, l.block
    from link as l
    join message as m on m.message = l.message
    join message as origin on origin.message = l.source_message
    where l.kind = 'quotes'
        and m.person is not null
        and origin.person is not null
        and (list_id is null or m.list_id = list_id)
        and (person is null or m.person = person_of(person))
        and (source is null or origin.person = person_of(source))
        and within(m.sent_at, since, until)
)
select
    coalesce(any_value(who.name), p.person) as name,
    coalesce(any_value(whom.name), p.quotes_person) as quotes,
    count(distinct (p.message, p.block)) as passages,
    count(distinct p.message) as messages,
    min(p.sent_at) as first_at,
    max(p.sent_at) as last_at,
    p.person,
    p.quotes_person,
    max_by(p.message, (coalesce(p.sent_at, '0001-01-01'), p.message)) as message,
    max_by(p.url, (coalesce(p.sent_at, '0001-01-01'), p.message)) as url
from passages as p
left join person as who on who.person = p.person
left join person as whom on whom.person = p.quotes_person
group by p.person, p.quotes_person
order by passages desc, p.person, p.quotes_person;

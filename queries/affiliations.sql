-- For whom people work, over time, and how that is known: a file, or the domain of the addresses.
--
-- parameters:
--     person person = null        only this person
--     organisation text = null    only organisations with these words in the name
--     source text = null          only from this file, or only by domain
-- columns:
--     name            the person's name
--     organisation    the organisation
--     since           from when, UTC; null for always
--     until           up to when, that moment not included; null for still
--     source          a file's name, or domain
--     messages        mails of the person in that time
--     person          the person
--     message         the latest of these mails
--     url             public page of that mail
-- example: hansard query affiliations person="Priya Raman"
create macro affiliations(person := null, organisation := null, source := null) as table
select
    coalesce(any_value(who.name), a.person) as name, a.organisation, a.since, a.until, a.source,
    count(m.message) as messages, a.person,
    max_by(m.message, (coalesce(m.sent_at, '0001-01-01'), m.message)) as message,
    max_by(m.url, (coalesce(m.sent_at, '0001-01-01'), m.message)) as url
from affiliation as a
left join person as who on who.person = a.person
left join message as m
    on m.person = a.person
    and m.duplicate_of is null
    and (a.since is null or m.sent_at >= a.since)
    and (a.until is null or m.sent_at < a.until)
where (person is null or a.person = person_of(person))
    and (organisation is null or contains(lower(a.organisation), lower(organisation)))
    and (source is null or a.source = source)
group by a.person, a.organisation, a.since, a.until, a.source
order by a.person, a.since nulls first, a.organisation;

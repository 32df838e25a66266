-- Names and addresses, whose they are and why: what was merged, by which evidence.
-- What is wrong is put right in corrections/people.toml of the data directory: see docs/people.md.
--
-- parameters:
--     person person = null     only those of this person
--     how first|address|name|likeness|file = null  only those joined so
--     merged number = 0        only persons of more than so many identities
-- columns:
--     person       the person
--     name         display name as given
--     address      the address
--     how          why it is that person: first, address, name, likeness, or file (a researcher's)
--     joined_to    the identity of the person that it was joined to
--     shared       what the two have in common
--     messages     mails with this name and address
--     message      the latest of them
--     url          public page of that mail
-- example: hansard query identities person="Priya Raman"
create macro identities(person := null, how := null, merged := 0) as table
with sizes as (
    select i.person, count(*) as size
    from identity as i
    group by i.person
),
latest as (
    select
        m.name, m.address,
        max_by(m.message, (coalesce(m.sent_at, '0001-01-01'), m.message)) as message,
        max_by(m.url, (coalesce(m.sent_at, '0001-01-01'), m.message)) as url
    from message as m
    where m.duplicate_of is null
    group by m.name, m.address
)
select
    i.person, i.name, i.address, i.how, i.joined_to, i.shared, i.messages, l.message, l.url
from identity as i
join sizes as s on s.person = i.person
left join latest as l on l.name = i.name and l.address = i.address
where (person is null or i.person = person_of(person))
    and (how is null or i.how = how)
    and s.size > merged
order by s.size desc, i.person, i.how = 'first' desc, i.address, i.name;

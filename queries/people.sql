-- Persons, those who wrote most first; mail that programs wrote is not counted.
--
-- parameters:
--     list_id list = null    only mails on this list
--     since time = null      only mails from then on
--     until time = null      only mails up to then
-- columns:
--     name        the name most often given
--     messages    mails, copies not counted
--     threads     threads with a mail of the person
--     proposals   proposals the person put forward
--     positions   proposals of which a position of the person is known
--     first_at    when the first mail was sent, UTC
--     last_at     when the last mail was sent, UTC
--     organisation  for whom the person worked when the last mail was sent, as far as known
--     addresses   addresses, all that are known
--     identities  names and addresses that were found to be this person: see the query identities
--     person      the person
--     message     the latest of the mails
--     url         public page of that mail
-- example: hansard query people list_id=kestrel since=2024-02
create macro people(list_id := null, since := null, until := null) as table
with mails as (
    select m.message, m.person, m.sent_at, m.url, p.thread
    from message as m
    left join place as p on p.message = m.message
    where m.duplicate_of is null
        and m.automatic = ''
        and m.person is not null
        and (list_id is null or m.list_id = list_id)
        and within(m.sent_at, since, until)
),
writers as (
    select
        m.person,
        count(*) as messages,
        count(distinct m.thread) as threads,
        min(m.sent_at) as first_at,
        max(m.sent_at) as last_at,
        max_by(m.message, (coalesce(m.sent_at, '0001-01-01'), m.message)) as message,
        max_by(m.url, (coalesce(m.sent_at, '0001-01-01'), m.message)) as url
    from mails as m
    group by m.person
),
proposed as (
    select p.person, count(*) as proposals
    from proposal as p
    join mails as m on m.message = p.message
    group by p.person
),
stood as (
    select s.person, count(distinct s.proposal) as positions
    from position as s
    join mails as m on m.message = s.message
    group by s.person
),
known as (
    select
        i.person,
        list(distinct i.address order by i.address) filter (i.address <> '') as addresses,
        count(*) as identities
    from identity as i
    group by i.person
)
select
    coalesce(who.name, w.person) as name, w.messages, w.threads,
    coalesce(proposed.proposals, 0) as proposals, coalesce(stood.positions, 0) as positions,
    w.first_at, w.last_at, affiliation_of(w.person, w.last_at).organisation as organisation,
    known.addresses, known.identities, w.person, w.message, w.url
from writers as w
left join person as who on who.person = w.person
left join proposed on proposed.person = w.person
left join stood on stood.person = w.person
left join known on known.person = w.person
order by w.messages desc, w.person;

-- The key of a person who is named by it, by an address or by a name; null where nobody is.
--
-- parameters:
--     who text           a key, an address or a name
-- columns:
--     person_of          the person
-- example: hansard sql "select person_of('Priya Raman')"
create macro person_of(who) as coalesce(
    (select min(p.person) from person as p where p.person = who),
    (select min(i.person) from identity as i where i.address = lower(who)),
    (select min(p.person) from person as p where lower(p.name) = lower(who)),
    (select min(i.person) from identity as i where lower(i.name) = lower(who))
);

-- The organisation of a person at a time: what a file tells before what a domain tells.
-- Before the first mail under a domain, the domain of that first mail holds; null where nothing is known.
--
-- parameters:
--     who text           the person
--     moment text        the time, UTC
-- columns:
--     affiliation_of     the organisation and its source
-- example: hansard sql "select affiliation_of('ada@nest.example', now()::timestamp)"
create macro affiliation_of(who, moment) as (
    select {'organisation': a.organisation, 'source': a.source}
    from affiliation as a
    where a.person = who
        and (a.until is null or moment is null or moment < a.until)
    order by a.since nulls first, a.organisation
    limit 1
);

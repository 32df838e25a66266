-- True where a time lies within two bounds, each a year, month or day, both included.
-- A bound that is null does not bind; a time that is null lies within no bound.
--
-- parameters:
--     moment text        the time
--     since time         the first day, month or year
--     until time         the last day, month or year
-- columns:
--     within             true or false
-- example: hansard sql "select count(*) from message where within(sent_at, '2024-02', '2024-03')"
create macro within(moment, since, until) as (
    (since is null or coalesce(moment::varchar >= since::varchar, false))
    and (
        until is null
        or coalesce(left(moment::varchar, length(until::varchar)) <= until::varchar, false)
    )
);

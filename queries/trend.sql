-- How people felt about an idea, month by month: one person, one weight a month, own words only.
-- A month with fewer than three persons has no interval; with more than thirty it is that which the
-- bootstrap tends to. How often they hold the truth: docs/decisions/0003-intervals.md.
--
-- parameters:
--     idea idea              the idea, as in data/ideas
--     list_id list = null    only this list
--     since time = null      only from then on
--     until time = null      only up to then
-- columns:
--     month        the month, by the dates of the mails
--     mean         mean of the persons' stances, -1 (against) to 1 (for)
--     low          lower bound of its 95 % interval (bootstrap over persons)
--     high         upper bound of it
--     persons      persons who took a direction: the n of the mean
--     messages     mails of theirs that speak of the idea
--     share_for    share of the persons who are rather for it
--     share_low    lower bound of its 95 % interval (Wilson)
--     share_high   upper bound of it
--     mentions     sentences that speak of it with a direction
--     unclear      sentences that speak of it without one, left out of all the rest
--     message      the latest of the mails
--     url          public page of that mail
-- example: hansard query trend idea=splitting
create macro trend(idea, list_id := null, since := null, until := null) as table
with spoken as (
    select
        coalesce(strftime(m.sent_at, '%Y-%m'), left(m.month, 7)) as month,
        m.person,
        m.message,
        m.sent_at,
        m.url,
        n.stance,
        n.direction = 'unclear' as is_unclear
    from mention as n
    join message as m on m.message = n.message
    where n.idea = idea
        and m.duplicate_of is null
        and m.person is not null
        -- an archive of 1970 is where a program puts what has no date
        and (m.sent_at is not null or m.month >= '1981')
        and (list_id is null or m.list_id = list_id)
        and within(m.sent_at, since, until)
),
counts as (
    select
        s.month,
        count(distinct s.message) filter (not s.is_unclear) as messages,
        count(*) filter (not s.is_unclear) as mentions,
        count(*) filter (s.is_unclear) as unclear,
        max_by(s.message, (not s.is_unclear, s.sent_at, s.message)) as message,
        max_by(s.url, (not s.is_unclear, s.sent_at, s.message)) as url
    from spoken as s
    group by s.month
),
stances as (
    select s.month, s.person, avg(s.stance) as stance
    from spoken as s
    where not s.is_unclear
    group by s.month, s.person
),
means as (
    select
        s.month,
        count(*) as persons,
        avg(s.stance) as mean,
        avg((s.stance > 0)::integer) as share_for,
        -- two made-up persons, one at each end: without them a month in which all agree has an
        -- interval of no width, however few they are
        list_concat(list(s.stance order by s.person), [-1.0, 1.0]) as sample
    from stances as s
    group by s.month
),
-- Random numbers that are the same on every machine: the same mail gives the same interval.
draws as (
    select
        resample,
        draw,
        md5_number_lower(concat(resample, ' ', draw)) / 18446744073709551616.0 as chance
    from range(1000) as resamples(resample)
    cross join range((select max(persons) + 2 from means where persons <= 30)) as all_draws(draw)
),
resampled as (
    select
        m.month,
        d.resample,
        avg(m.sample[1 + floor(d.chance * (m.persons + 2))::integer]) as mean
    from means as m
    join draws as d on d.draw < m.persons + 2
    where m.persons between 3 and 30
    group by m.month, d.resample
),
-- of more than thirty, drawing a thousand times takes long and tells no more than their spread
spreads as (
    select
        m.month,
        list_avg(m.sample) as middle,
        1.959964 * list_stddev_pop(m.sample) / sqrt(m.persons + 2) as half
    from means as m
    where m.persons > 30
),
intervals as (
    select r.month, quantile_cont(r.mean, 0.025) as low, quantile_cont(r.mean, 0.975) as high
    from resampled as r
    group by r.month
    union all
    select s.month, greatest(s.middle - s.half, -1), least(s.middle + s.half, 1)
    from spreads as s
)
select
    c.month,
    round(m.mean, 4) as mean,
    round(i.low, 4) as low,
    round(i.high, 4) as high,
    coalesce(m.persons, 0) as persons,
    c.messages,
    round(m.share_for, 4) as share_for,
    round(wilson(m.share_for, m.persons)[1], 4) as share_low,
    round(wilson(m.share_for, m.persons)[2], 4) as share_high,
    c.mentions,
    c.unclear,
    c.message,
    c.url
from counts as c
left join means as m on m.month = c.month
left join intervals as i on i.month = c.month
order by c.month;

-- Proposals, the latest first: what, by whom, how many stood where at the end, what came of it.
-- Most further proposals of long threads are faint: `sure=0` lists them all.
--
-- parameters:
--     list_id list = null      only this list
--     thread thread = null     only this thread
--     person person = null     only those of this person
--     kind main|alternative|amendment = null  only of this kind
--     outcome accepted|rejected|withdrawn|deferred|open = null  only with this outcome
--     since time = null        only those made then or later
--     until time = null        only those made then or earlier
--     sure number = 40         only main ones, and others at least so sure, in per cent
-- columns:
--     title             what would be done
--     kind              main, alternative or amendment
--     outcome           accepted, rejected, withdrawn, deferred or open
--     name              who puts it forward
--     sent_at           when, UTC
--     support           persons whose last position supports it, the proposer included
--     oppose            persons whose last position opposes it
--     conditional       persons who would support it if
--     neutral           persons who spoke of it and take no side
--     words             the words that put it forward
--     outcome_words     the words that say what came of it
--     probability       how sure it is that this is a proposal, 0 to 1
--     corrected         why a researcher put it right, empty where nobody did
--     against           the proposal that an alternative stands against, or an amendment changes
--     first             the earliest of the proposals that are one with it; itself, if it is alone
--     list_id           the list
--     person            who puts it forward
--     thread            the thread it is made in
--     proposal          the proposal
--     outcome_message   the mail that says what came of it
--     message           the mail that puts it forward
--     url               public page of that mail
-- example: hansard query proposals list_id=kestrel outcome=accepted
create macro proposals(
    list_id := null, thread := null, person := null, kind := null, outcome := null,
    since := null, until := null, sure := 40
) as table
with tallies as (
    select
        s.proposal,
        count(*) filter (s.stance = 'support') as support,
        count(*) filter (s.stance = 'oppose') as oppose,
        count(*) filter (s.stance = 'conditional') as conditional,
        count(*) filter (s.stance = 'neutral') as neutral
    from stands() as s
    group by s.proposal
)
select
    p.title, p.kind, p.outcome, coalesce(who.name, m.name) as name, p.sent_at,
    coalesce(tallies.support, 0) as support,
    coalesce(tallies.oppose, 0) as oppose,
    coalesce(tallies.conditional, 0) as conditional,
    coalesce(tallies.neutral, 0) as neutral,
    passage(m.body, p.start_char, p.end_char) as words,
    passage(o.body, p.outcome_start_char, p.outcome_end_char) as outcome_words,
    p.probability, p.corrected, p.against, coalesce(again.first, p.proposal) as first,
    m.list_id, p.person, p.thread, p.proposal, p.outcome_message, p.message, m.url
from proposal as p
join message as m on m.message = p.message
left join person as who on who.person = p.person
left join tallies on tallies.proposal = p.proposal
left join same as again on again.proposal = p.proposal
left join message as o on o.message = p.outcome_message
where (list_id is null or m.list_id = list_id)
    and (thread is null or p.thread = thread_of(thread))
    and (person is null or p.person = person_of(person))
    and (kind is null or p.kind = kind)
    and (outcome is null or p.outcome = outcome)
    and within(p.sent_at, since, until)
    and (p.kind = 'main' or 100 * p.probability >= sure)
order by p.sent_at desc nulls last, p.proposal;

-- What a language model read: who stood where on what, beside what the built-in models say.
-- Empty unless the database was built with --llm. Each row cites words that are in the mail.
--
-- parameters:
--     list_id list = null          only this list
--     thread thread = null         only in this thread
--     stance support|oppose|conditional|neutral = null  only with this stance
--     which last|every = 'last'    a person's last position on a proposal, or earlier ones too
-- columns:
--     name            who takes it
--     stance          support, oppose, conditional or neutral
--     title           what the proposal would do, in the words of the language model
--     words           the words that show it
--     built_in        the stance that the built-in models read in the same mail, null if none
--     outcome         what came of the proposal, as the language model reads it
--     sent_at         when, UTC
--     model           name of the language model
--     list_id         the list
--     person          who takes it
--     thread          the thread of the proposal
--     proposal        the proposal, in llm_proposal
--     message         the mail in which it is taken
--     url             public page of the mail
-- example: hansard query llm_positions list_id=kestrel
create macro llm_positions(list_id := null, thread := null, stance := null, which := 'last') as table
select
    coalesce(who.name, m.name) as name, s.stance, p.title,
    passage(m.body, s.start_char, s.end_char) as words,
    (
        select arg_max(o.stance, o.probability) from position as o where o.message = s.message
    ) as built_in,
    p.outcome, s.sent_at, s.model, m.list_id, s.person, p.thread, s.proposal, s.message, m.url
from llm_position as s
join llm_proposal as p on p.proposal = s.proposal
join message as m on m.message = s.message
left join person as who on who.person = s.person
where (list_id is null or m.list_id = list_id)
    and (thread is null or p.thread = thread_of(thread))
    and (stance is null or s.stance = stance)
    and (which = 'every' or s.superseded_by is null)
order by s.sent_at nulls last, s.message, s.start_char, s.proposal;

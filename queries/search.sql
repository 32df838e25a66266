-- Mails that hold all of some words, the best first (BM25); `split*` finds split, splits, splitting.
--
-- parameters:
--     words text                       the words, in any order
--     scope own|quoted|all = 'own'     own words of the author, quotes of others, or everything
--     list_id list = null              only this list
--     person person = null             only mails by this person
--     since time = null                only mails from then on
--     until time = null                only mails up to then
--     top number = 20                  how many mails at most
-- columns:
--     score      how well it fits; only the order has a meaning
--     subject    subject of the mail
--     snippet    a passage with one of the words
--     name       who wrote it
--     sent_at    when, UTC
--     person     who wrote it
--     thread     the thread it stands in
--     message    the mail
--     url        public page of the mail
-- example: hansard query search words="split* driver" scope=own
create macro search(
    words, scope := 'own', list_id := null, person := null, since := null, until := null, top := 20
) as table
with asked as (
    select unnest(regexp_extract_all(lower(words), '[^\s*]+\*?')) as chunk
),
spoken as (
    select
        ends_with(chunk, '*') as open_ended,
        unnest(search_words(chunk)) as word
    from asked
),
parted as (
    select
        word,
        open_ended,
        len(search_terms(word)) as parts,
        unnest(search_terms(word)) as term
    from spoken
),
wanted as (
    select term, open_ended, true as needed
    from parted
    -- the last character of a run of pairs is in the pair before it
    where parts = 1 or not regexp_full_match(term, '[\p{Han}\p{Hiragana}\p{Katakana}ー]')
    union
    -- a joined word ranks higher where it stands joined, yet may stand apart
    select strip_accents(word), open_ended, false
    from parted
    where parts > 1
),
bounds as (
    select
        row_number() over () as number,
        term,
        needed,
        -- one character of a script without spaces is the beginning of a pair
        case
            when open_ended or regexp_full_match(term, '[\p{Han}\p{Hiragana}\p{Katakana}ー]')
                then term || chr(1114111)
            else term
        end as last_term
    from wanted
),
terms as (
    select b.number as wanted, b.needed, t.number as term
    from search_term as t
    join bounds as b on t.term between b.term and b.last_term
),
counted as (
    select
        terms.wanted,
        terms.needed,
        p.mail,
        sum(case scope when 'own' then p.own when 'quoted' then p.quoted else p.every end) as times
    from search_posting as p
    join terms on terms.term = p.term
    group by all
    having times > 0
),
whole as (
    select
        count(*) as mails,
        avg(case scope when 'own' then own when 'quoted' then quoted else every end) as mean_length
    from search_mail
),
rare as (
    select c.wanted, ln(1 + (max(whole.mails) - count(*) + 0.5) / (count(*) + 0.5)) as rarity
    from counted as c, whole
    group by c.wanted
),
scored as (
    select
        s.message,
        count(*) filter (c.needed) as found,
        sum(rare.rarity * c.times * 2.2 / (c.times + 1.2 * (0.25 + 0.75
            * (case scope when 'own' then s.own when 'quoted' then s.quoted else s.every end)
            / whole.mean_length))) as score
    from counted as c
    join rare on rare.wanted = c.wanted
    join search_mail as s on s.mail = c.mail
    cross join whole
    group by s.message
),
best as (
    select
        m.rowid as place, m.message, m.subject, m.name, m.person, m.sent_at, m.url, s.score, p.thread
    from scored as s
    join message as m on m.message = s.message
    left join place as p on p.message = s.message
    where s.found = (select count(*) from bounds where needed)
        and (list_id is null or m.list_id = list_id)
        and (person is null or m.person = person_of(person))
        and within(m.sent_at, since, until)
    order by s.score desc, m.message
    limit top
),
passages as (
    select
        b.message,
        b.number,
        substring(m.body, b.start_char + 1, b.end_char - b.start_char) as passage,
        (select min(nullif(instr(lower(passage), spoken.word), 0)) from spoken) as hit
    from block as b
    join best on best.message = b.message
    -- by row: only the bodies that are shown are unpacked
    join message as m on m.rowid = best.place
    where b.kind not in ('signature', 'footer')
        and (scope = 'all' or b.kind = case scope when 'own' then 'own' else 'quote' end)
),
snippets as (
    select
        p.message,
        min_by(
            trim(regexp_replace(
                substring(p.passage, greatest(1, coalesce(p.hit, 1) - 60), 160), '\s+', ' ', 'g'
            )),
            (p.hit is null, p.number)
        ) as snippet
    from passages as p
    group by p.message
)
select
    round(b.score, 3) as score, b.subject, snippets.snippet, b.name, b.sent_at, b.person,
    b.thread, b.message, b.url
from best as b
left join snippets on snippets.message = b.message
order by b.score desc, b.message;

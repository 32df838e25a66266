-- The terms under which a word is indexed: without accents, the parts of a joined word, and each
-- two neighbouring characters where a script writes no spaces between words.
--
-- parameters:
--     word text          a word, as search_words gives it
-- columns:
--     search_terms       a list of terms
-- example: hansard sql "select search_terms('pep-463'), search_terms('邮件列表')"
create macro search_terms(word) as case
    when regexp_full_match(word, '[-+][0-9]+') then [word]
    else flatten(list_transform(
        regexp_extract_all(
            strip_accents(word),
            '[\p{Han}\p{Hiragana}\p{Katakana}ー]+|[^-._''’\p{Han}\p{Hiragana}\p{Katakana}ー]+'
        ),
        lambda part: case
            when regexp_matches(part, '^[\p{Han}\p{Hiragana}\p{Katakana}ー]') then list_transform(
                range(1, length(part) + 1), lambda first: substring(part, first, 2)
            )
            else [part]
        end
    ))
end;

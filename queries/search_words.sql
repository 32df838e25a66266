-- The words of a text as they are searched for: in lower case, joined ones (pep-463, virt_driver,
-- don't) whole, votes (+1, -1) and symbols (👍) as words of their own.
--
-- parameters:
--     passage text       the text
-- columns:
--     search_words       a list of words
-- example: hansard sql "select search_words('PEP-463: +1 from me')"
create macro search_words(passage) as regexp_extract_all(
    lower(passage),
    '[\p{L}\p{N}\p{M}]+(?:[-._''’][\p{L}\p{N}\p{M}]+)*|[-+][0-9]+|\p{So}'
);

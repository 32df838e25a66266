-- The bounds of the 95 % Wilson score interval of a share: lower and upper end, null where none.
-- The share may be a mean of values between 0 and 1; the interval is then rather too wide.
--
-- parameters:
--     share number       the share, 0 to 1
--     persons number     of how many
-- columns:
--     wilson             two numbers
-- example: hansard sql "select wilson(0.7, 10)"
create macro wilson(share, persons) as case
    when persons > 0 then [
        -- rounding may carry a bound a hair past the end of the scale
        greatest(0.0, (share + 1.9208 / persons - 1.96 * sqrt(
            share * (1 - share) / persons + 0.9604 / (persons * persons)
        )) / (1 + 3.8416 / persons)),
        least(1.0, (share + 1.9208 / persons + 1.96 * sqrt(
            share * (1 - share) / persons + 0.9604 / (persons * persons)
        )) / (1 + 3.8416 / persons))
    ]
end;

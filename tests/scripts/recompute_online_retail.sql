-- SPDX-License-Identifier: Apache-2.0
--
-- Decisions of examples/online-retail, computed a second time from the CSV by other means. Run by
-- recompute_online_retail.sh, which fills two tables: csv (the log as it is) and decision_text (one
-- line of JSON each). Amounts are whole thousandths of a pound, so that nothing is rounded here
-- that Wend does not round.

-- ------------------------------------------------------------------------ what the mapping says
create table line as
select rowid as row, CustomerID as customer, StockCode as product, InvoiceDate as at,
       InvoiceNo like 'C%' as is_cancelled,
       abs(cast(Quantity as integer)) * cast(round(UnitPrice * 1000) as integer) as amount
from csv
where CustomerID <> '' and cast(UnitPrice as real) > 0
  and StockCode not in ('POST', 'D', 'DOT', 'M', 'C2', 'CRUK', 'BANK CHARGES', 'PADS', 'AMAZONFEE', 'S', 'B');
create unique index line_row on line(row);
create index line_customer on line(customer, is_cancelled, row);

-- A decision with the line that triggered it.
create table decision as
select text ->> '$.data.rule' as rule, text ->> '$.data.action' as action, text as json, line.*
from decision_text
join line on line.row = cast(replace(text ->> '$.data.because.events[0].id', 'online_retail.csv:', '') as integer)
where text ->> '$.data.rule' in ('larger_than_ever', 'favourite_article', 'cancels_more_and_more');

create table check_of (rule text, what text, customer text, at text, wend text, sql text);

-- ---------------------------------------------------------------- larger_than_ever: the average
-- `900% above (average of item_bought.amount in 12 months by month)`: this month and the eleven
-- before, up to the line itself; the average is rounded once, to millionths, half away from zero.
insert into check_of
select d.rule, '900% above the average of 12 months', d.customer, d.at,
       (select value ->> '$.is' from json_each(d.json, '$.data.because.values') where value ->> '$.what' like '900\% above%' escape '\'),
       (select rtrim(rtrim(printf('%d.%06d', ten / 1000000, ten % 1000000), '0'), '.')
        from (select 10 * ((2 * 1000 * sum(l.amount) + count(*)) / (2 * count(*))) as ten
              from line l
              where l.customer = trim(d.customer) and not l.is_cancelled and l.row <= d.row
                and substr(l.at, 1, 7) >= strftime('%Y-%m', d.at, 'start of month', '-11 months')))
from decision d where d.rule = 'larger_than_ever';

-- --------------------------------------------------------------- favourite_article: five times
-- `item_bought where amount > 0 5 times with the same product in 2 months`. Of each customer 100
-- products are remembered, so those who bought more kinds are left out here.
insert into check_of
select d.rule, 'lines of ' || (d.json ->> '$.data.arguments.product') || ' in 2 months', d.customer, d.at, '5',
       (select count(*) from line l
        where l.customer = d.customer and not l.is_cancelled and l.row <= d.row and l.amount > 0
          and l.product = d.json ->> '$.data.arguments.product'
          -- The same day two months earlier, or the last day of that month.
          and l.at > min(datetime(d.at, '-2 months'),
                         date(d.at, 'start of month', '-1 month', '-1 day') || substr(d.at, 11)))
from decision d
where d.rule = 'favourite_article'
  and (select count(distinct l.product) from line l where l.customer = d.customer and not l.is_cancelled) <= 100;

-- ------------------------------------------------------- cancels_more_and_more: count and worth
insert into check_of
select d.rule, 'cancelled lines in 14 days', d.customer, d.at,
       (select value ->> '$.is' from json_each(d.json, '$.data.because.values') where value ->> '$.what' like 'count of item_cancelled%'),
       (select count(*) from line l
        where l.customer = d.customer and l.is_cancelled and l.row <= d.row and l.at > datetime(d.at, '-14 days'))
from decision d where d.rule = 'cancels_more_and_more' and d.action = 'ask_what_went_wrong';

-- `sum of item_cancelled.amount in 14 days by day`: today and the 13 dates before; as an argument it
-- is rounded to pence.
insert into check_of
select d.rule, 'their worth', d.customer, d.at, d.json ->> '$.data.arguments.worth.amount',
       (select printf('%d.%02d', pence / 100, pence % 100)
        from (select (sum(l.amount) + 5) / 10 as pence from line l
              where l.customer = d.customer and l.is_cancelled and l.row <= d.row
                and date(l.at) >= date(d.at, '-13 days')))
from decision d where d.rule = 'cancels_more_and_more' and d.action = 'ask_what_went_wrong';

-- ---------------------------------------------------------------------------------- the answer
.mode column
.width 22 36 8 19 12 12
select rule, what, customer, max(at) as at, wend, sql from check_of group by rule, iif(what like 'lines%', '', what);
.print
.width 22 10 8
select rule, count(*) as recomputed, sum(wend is not sql) as differ from check_of group by rule;
.mode list
.headers off
.output verdict
select sum(wend is not sql) + (count(distinct rule) < 3) from check_of;

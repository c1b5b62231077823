-- The questions of guanhu bench audience as SQL: a line '-- NAME' and what follows 'from customer'.
-- Tags are the bits of one number, amounts are fen; {names} are filled in by audience.py.
-- Q1
where tier in (2, 3) and has(tags, 30) and login < 30 and dnd = 0
-- Q1u
where has(tags, 30) and login < 30 and dnd = 0
-- Q2
where {q2t} and aum between 10000000 and 50000000
-- Q2t
where {q2t}
-- Q3
where {q2t} and aum between 10000000 and 50000000 and branch = 7
-- Q3t
where {q2t} and branch = 7
-- Q4
where gone = 0 group by outlet, tier
-- Q5
where centre = 11 and gone = 0 order by aum desc, cid desc limit 100
-- Q6
where {q2t} and aum between 10000000 and 50000000 and gone = 0 order by aum desc, cid desc limit 1000 offset 1000
-- Q7
where gender = 1 and datesub('year', born, {day}) between 30 and 50 and aum >= 500000 and risk_level in (2, 3, 4) and has(tags, 56) and came >= {2018}
-- Q8
where {q2t}
-- rich
where gone = 0 and aum >= 50000000
-- unmanaged
where stage = 2 and staff = 0 and gone = 0
-- women of an age
where gender = 1 and datesub('year', born, {day}) between 30 and 45 and aum >= 5000000
-- newcomers
where came >= {2024} and gone = 0
-- birthdays
where make_date(2026, month(born), case when month(born) = 2 and day(born) = 29 then 28 else day(born) end) between {day} and {day} + 7
-- any of eight
where has(tags, 1) or has(tags, 5) or has(tags, 9) or has(tags, 13) or has(tags, 17) or has(tags, 21) or has(tags, 25) or has(tags, 29)
-- all of six
where has(tags, 59) and has(tags, 58) and has(tags, 57) and has(tags, 56) and has(tags, 55) and has(tags, 54)
-- untagged gold
where not (has(tags, 58) or has(tags, 59)) and tier >= 2
-- few deposits
where 2 * deposits < aum and aum >= 1000000
-- invested
where wealth >= 10000000 or funds >= 10000000
-- many kinds
where kinds >= 4 and dnd = 0
-- at random
where bucket < 1000
-- best of a branch
where branch = 7 and tier in (4, 5)
-- lately in
where login < 7 and dnd = 0
-- silent and rich
where login = 90 and aum >= 10000000
-- falling
where standing <> 0 and below >= 3
-- venturesome
where risk_level in (3, 4) and (wealth > 0 or funds > 0)
-- spenders
where cc_spend >= 1000000 and cc_grade >= 2
-- owners
where mortgage > 0 and aum >= 20000000 and not (has(tags, 50) or has(tags, 51))
-- rich over the year
where fa_avg >= 1000000
-- one account
where 10 * acct_max >= 9 * aum and aum > 0
-- nested
where tier = 5 or tier = 4 and not (dnd = 1 or gone = 1 and has(tags, 59)) or tier = 3 and has(tags, 53) and login < 14
-- groups of a set
where gone = 0 and dnd = 0 group by outlet, tier
-- a thousand of many
where has(tags, 56) and gone = 0 and dnd = 0 order by aum desc, cid desc limit 1000

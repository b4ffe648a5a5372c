-- @1 = "[[0,3]]…"
-- @2 = 0
set deadlock_priority low; set lock_timeout 5000;
select "a"."kArtikel" as "setKey", "t"."kArtikel", cast(t.fAnzahl as nvarchar(40)) as "quantity"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join "dbo"."tArtikel" as "a" on "a"."kArtikel" = "l"."v"
inner join "dbo"."tStueckliste" as "t" on "t"."kStueckliste" = "a"."kStueckliste"
where "a"."kStueckliste" > @2
order by "l"."i", "t"."kArtikel"

-- @1 = "[[0,1]]…"
-- @2 = 1
-- @3 = 2
set deadlock_priority low; set lock_timeout 5000;
select "p"."kArtikel", "p"."kWarenlager", cast(p.fBestand - p.fVerfuegbarGesperrt as nvarchar(40)) as "quantity"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join "dbo"."tlagerbestandProLagerLagerartikel" as "p" on "p"."kArtikel" = "l"."v"
where "p"."kWarenlager" in (@2, @3)
order by "l"."i", "p"."kWarenlager"

-- @1 = "[[0,1]]…"
set deadlock_priority low; set lock_timeout 5000;
select "a"."kArtikel", "a"."kSteuerklasse", cast(a.fVKNetto as nvarchar(40)) as "net"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join "dbo"."tArtikel" as "a" on "a"."kArtikel" = "l"."v"
order by "l"."i"

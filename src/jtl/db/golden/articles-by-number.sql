-- @1 = "[[0,\"SKU-1\"],[1,\"SKU-2\"]]…"
set deadlock_priority low; set lock_timeout 5000;
select "l"."i", "a"."kArtikel", "a"."cArtNr", "a"."cBarcode", case when a.cAktiv = 'Y' then 1 else 0 end as "active", coalesce(a.nDelete, 0) as "deleted", "a"."nIstVater", "a"."kVaterArtikel", "a"."kStueckliste", case when a.cLagerAktiv = 'Y' then 1 else 0 end as "managed"
from openjson(@1) with (i int '$[0]', v nvarchar(100) '$[1]') as "l"
inner join "dbo"."tArtikel" as "a" on "a"."cArtNr" = "l"."v"
order by "l"."i"

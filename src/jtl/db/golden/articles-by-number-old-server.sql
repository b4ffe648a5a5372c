-- @1 = "SKU-1"
-- @2 = "SKU-2"
-- @3 = "SKU-2"
-- @4 = "SKU-2"
-- @5 = "SKU-2"
-- @6 = "SKU-2"
-- @7 = "SKU-2"
-- @8 = "SKU-2"
-- @9 = "SKU-2"
-- @10 = "SKU-2"
-- @11 = 2
set deadlock_priority low; set lock_timeout 5000;
select "l"."i", "a"."kArtikel", "a"."cArtNr", "a"."cBarcode", case when a.cAktiv = 'Y' then 1 else 0 end as "active", coalesce(a.nDelete, 0) as "deleted", "a"."nIstVater", "a"."kVaterArtikel", "a"."kStueckliste", case when a.cLagerAktiv = 'Y' then 1 else 0 end as "managed"
from (select x.i, cast(x.v as nvarchar(100)) as v
from (values (0, @1), (1, @2), (2, @3), (3, @4), (4, @5), (5, @6), (6, @7), (7, @8), (8, @9), (9, @10)) as x(i, v)
where x.i < @11) as "l"
inner join "dbo"."tArtikel" as "a" on "a"."cArtNr" = "l"."v"
order by "l"."i"

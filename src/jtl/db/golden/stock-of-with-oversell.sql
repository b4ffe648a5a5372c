-- @1 = 3
-- @2 = "[[0,1],[1,2]]…"
set deadlock_priority low; set lock_timeout 5000;
select "a"."kArtikel", "a"."cArtNr", "b"."kArtikel" as "stockRow", case when a.nIstVater > 0 then 'parent' when coalesce(a.cLagerAktiv, 'N') <> 'Y' then 'unmanaged' when a.cLagerKleinerNull = 'Y' and exists (select 1
from dbo.tPlattformUeberverkaeufeMoeglich u
where u.kArtikel = a.kArtikel and u.nPlattform = @1) then 'oversell' when a.kStueckliste > 0 then 'set' else 'plain' end as "kind", case when a.cAktiv = 'Y' and coalesce(a.nDelete, 0) = 0 then 1 else 0 end as "usable", case when a.cLagerKleinerNull = 'Y' then 1 else 0 end as "belowZero", case when a.cLagerAktiv = 'Y' then 1 else 0 end as "managed", cast(floor(b.fVerfuegbar - a.nPuffer) as bigint) as "available", cast(floor(b.fLagerbestand) as bigint) as "physical", cast(b.fInAuftraegen as nvarchar(40)) as "inOrders", "a"."nPuffer"
from "dbo"."tArtikel" as "a"
left join "dbo"."tlagerbestand" as "b" on "b"."kArtikel" = "a"."kArtikel"
inner join openjson(@2) with (i int '$[0]', v int '$[1]') as "l" on "l"."v" = "a"."kArtikel"
order by "l"."i"

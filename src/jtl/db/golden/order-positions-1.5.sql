-- @1 = "[[0,1]]…"
set deadlock_priority low; set lock_timeout 5000;
select "p"."orderKey", "p"."lineKey", "p"."articleNo", "p"."type", "p"."setLine", "p"."quantity", "p"."net", "p"."vat", "p"."discount"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join (select "q"."kBestellPos" as "lineKey", "q"."tBestellung_kBestellung" as "orderKey", "q"."cArtNr" as "articleNo", "q"."nType" as "type", nullif(q.kBestellStueckliste, 0) as "setLine", cast(q.nAnzahl as nvarchar(40)) as "quantity", cast(q.fVKNetto as nvarchar(40)) as "net", cast(q.fMwSt as nvarchar(40)) as "vat", cast(coalesce(q.fRabatt, 0) as nvarchar(40)) as "discount"
from "dbo"."tbestellpos" as "q") as "p" on "p"."orderKey" = "l"."v"
order by "p"."orderKey", "p"."lineKey"

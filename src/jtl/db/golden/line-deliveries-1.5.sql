-- @1 = "[[0,1]]…"
-- @2 = 1
set deadlock_priority low; set lock_timeout 5000;
select "p"."orderKey", "p"."lineKey", "p"."articleKey", "p"."articleNo", "p"."sort", "p"."setLine", "p"."ordered", "n"."kLieferschein" as "noteKey", cast(d.fAnzahl as nvarchar(40)) as "delivered"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join (select "q"."kBestellPos" as "lineKey", "q"."tBestellung_kBestellung" as "orderKey", nullif(q.tArtikel_kArtikel, 0) as "articleKey", "q"."cArtNr" as "articleNo", coalesce(q.nSort, 0) as "sort", nullif(q.kBestellStueckliste, 0) as "setLine", cast(q.nAnzahl as nvarchar(40)) as "ordered"
from "dbo"."tbestellpos" as "q"
where "q"."nType" = @2) as "p" on "p"."orderKey" = "l"."v"
left join "dbo"."tLieferscheinPos" as "d" on "d"."kBestellPos" = "p"."lineKey"
left join "dbo"."tLieferschein" as "n" on "n"."kLieferschein" = "d"."kLieferschein"
order by "p"."orderKey", "p"."lineKey", "n"."kLieferschein"

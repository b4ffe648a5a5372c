-- @1 = "[[0,\"PO-1\"]]…"
-- @2 = 1
set deadlock_priority low; set lock_timeout 5000;
select "l"."i", "a"."kAuftrag", "a"."cAuftragsNr", "a"."nStorno", "a"."nPending", "a"."nKomplettAusgeliefert", "a"."kPlattform", convert(varchar(23), "a"."dErstellt", 126) as "createdAt", "g"."cName" as "holdReason", case when k.cSperre = 'Y' and coalesce(a.kPlattform, 0) <> 7 then 1 else 0 end as "customerBlocked", case when (select e.dBezahlt
from Verkauf.tAuftragEckdaten e
where e.kAuftrag = a.kAuftrag) is null and coalesce(z.nAusliefernVorZahlung, 0) = 0 then 1 else 0 end as "unpaid", case when v.kVersandArt is null then 1 else 0 end as "noShippingMethod", case when exists (select 1
from Verkauf.tAuftragPositionEckdaten x
where x.kAuftrag = a.kAuftrag and x.nVersandSperre = 1) then 1 else 0 end as "lineLocked", (select f.kFirma
from dbo.tFirmaHistory f join Verkauf.tAuftrag h on h.kFirmaHistory = f.kFirmaHistory
where h.kAuftrag = a.kAuftrag) as "companyKey"
from openjson(@1) with (i int '$[0]', v nvarchar(50) '$[1]') as "l"
inner join (select "o"."kAuftrag", "o"."cAuftragsNr", "o"."cExterneAuftragsnummer", "o"."kKunde", "o"."kPlattform", "o"."kZahlungsart", "o"."kVersandArt", "o"."kRueckhaltegrund", "o"."dErstellt", "o"."nStorno", "o"."nKomplettAusgeliefert", "o"."nPending"
from "Verkauf"."tAuftrag" as "o"
where "o"."nType" = @2) as "a" on "a"."cExterneAuftragsnummer" = "l"."v"
left join "dbo"."tRueckhalteGrund" as "g" on "g"."kRueckhalteGrund" = "a"."kRueckhaltegrund"
left join "dbo"."tkunde" as "k" on "k"."kKunde" = "a"."kKunde"
left join "dbo"."tZahlungsart" as "z" on "z"."kZahlungsart" = "a"."kZahlungsart"
left join "dbo"."tversandart" as "v" on "v"."kVersandArt" = "a"."kVersandArt"
order by "l"."i", "a"."kAuftrag"

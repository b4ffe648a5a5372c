-- @1 = "[[0,\"PO-1\"]]…"
-- @2 = "B"
set deadlock_priority low; set lock_timeout 5000;
select "l"."i", "a"."kAuftrag", "a"."cAuftragsNr", "a"."nStorno", "a"."nPending", "a"."nKomplettAusgeliefert", "a"."kPlattform", convert(varchar(23), "a"."dErstellt", 126) as "createdAt", "g"."cName" as "holdReason", case when k.cSperre = 'Y' and coalesce(a.kPlattform, 0) <> 7 then 1 else 0 end as "customerBlocked", case when (select e.dBezahlt
from dbo.tBestellung e
where e.kBestellung = a.kAuftrag) is null and coalesce(z.nAusliefernVorZahlung, 0) = 0 then 1 else 0 end as "unpaid", case when v.kVersandArt is null then 1 else 0 end as "noShippingMethod", 0 as "lineLocked", (select f.kFirma
from dbo.tBestellung f
where f.kBestellung = a.kAuftrag) as "companyKey"
from openjson(@1) with (i int '$[0]', v nvarchar(50) '$[1]') as "l"
inner join (select "o"."kBestellung" as "kAuftrag", coalesce(o.cBestellNr, '') as "cAuftragsNr", "o"."cInetBestellNr" as "cExterneAuftragsnummer", "o"."tKunde_kKunde" as "kKunde", "o"."nPlatform" as "kPlattform", "o"."kZahlungsart", "o"."tVersandArt_kVersandArt" as "kVersandArt", "o"."kRueckhaltegrund", o.dErstellt as "dErstellt", coalesce(o.nStorno, 0) as "nStorno", coalesce(o.nKomplettAusgeliefert, 0) as "nKomplettAusgeliefert", 0 as "nPending"
from "dbo"."tBestellung" as "o"
where "o"."cType" = @2) as "a" on "a"."cExterneAuftragsnummer" = "l"."v"
left join "dbo"."tRueckhalteGrund" as "g" on "g"."kRueckhalteGrund" = "a"."kRueckhaltegrund"
left join "dbo"."tkunde" as "k" on "k"."kKunde" = "a"."kKunde"
left join "dbo"."tZahlungsart" as "z" on "z"."kZahlungsart" = "a"."kZahlungsart"
left join "dbo"."tversandart" as "v" on "v"."kVersandArt" = "a"."kVersandArt"
order by "l"."i", "a"."kAuftrag"

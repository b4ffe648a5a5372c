-- @1 = "B"
-- @2 = "[[0,1]]…"
set deadlock_priority low; set lock_timeout 5000;
select "v"."kVersand", "n"."kLieferschein", coalesce(n.cLieferscheinNr, '') as "noteNo", "a"."kAuftrag", "a"."cExterneAuftragsnummer", nullif(ltrim(rtrim(coalesce(v.cIdentCode, ''))), '') as "tracking", nullif(ltrim(rtrim(coalesce(v.cShipmentId, ''))), '') as "shipmentId", nullif(ltrim(rtrim(coalesce(v.cLogistiker, ''))), '') as "carrierText", convert(varchar(23), "v"."dVersendet", 126) as "shippedAt", convert(varchar(23), "v"."dErstellt", 126) as "packedAt", "m"."kVersandArt" as "methodKey", "m"."cName" as "methodName"
from (select "o"."kBestellung" as "kAuftrag", coalesce(o.cBestellNr, '') as "cAuftragsNr", "o"."cInetBestellNr" as "cExterneAuftragsnummer", "o"."tKunde_kKunde" as "kKunde", "o"."nPlatform" as "kPlattform", "o"."kZahlungsart", "o"."tVersandArt_kVersandArt" as "kVersandArt", "o"."kRueckhaltegrund", o.dErstellt as "dErstellt", coalesce(o.nStorno, 0) as "nStorno", coalesce(o.nKomplettAusgeliefert, 0) as "nKomplettAusgeliefert", 0 as "nPending"
from "dbo"."tBestellung" as "o"
where "o"."cType" = @1) as "a"
inner join "dbo"."tLieferschein" as "n" on "n"."kBestellung" = "a"."kAuftrag"
inner join "dbo"."tVersand" as "v" on "v"."kLieferschein" = "n"."kLieferschein"
left join "dbo"."tLieferscheinEckdaten" as "e" on "e"."kLieferschein" = "n"."kLieferschein"
left join "dbo"."tversandart" as "m" on "m"."kVersandArt" = coalesce(nullif(v.kVersandArt, 0), nullif(e.kVersandArt, 0), nullif(a.kVersandArt, 0))
inner join openjson(@2) with (i int '$[0]', v int '$[1]') as "l" on "l"."v" = "a"."kAuftrag"
order by "v"."kVersand"

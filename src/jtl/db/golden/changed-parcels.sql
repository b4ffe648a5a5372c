-- @1 = 1
-- @2 = 0x00000000000007d1
-- @3 = "PO-%"
set deadlock_priority low; set lock_timeout 5000;
select "v"."kVersand", "n"."kLieferschein", coalesce(n.cLieferscheinNr, '') as "noteNo", "a"."kAuftrag", "a"."cExterneAuftragsnummer", nullif(ltrim(rtrim(coalesce(v.cIdentCode, ''))), '') as "tracking", nullif(ltrim(rtrim(coalesce(v.cShipmentId, ''))), '') as "shipmentId", nullif(ltrim(rtrim(coalesce(v.cLogistiker, ''))), '') as "carrierText", convert(varchar(23), "v"."dVersendet", 126) as "shippedAt", convert(varchar(23), "v"."dErstellt", 126) as "packedAt", "m"."kVersandArt" as "methodKey", "m"."cName" as "methodName"
from (select "o"."kAuftrag", "o"."cAuftragsNr", "o"."cExterneAuftragsnummer", "o"."kKunde", "o"."kPlattform", "o"."kZahlungsart", "o"."kVersandArt", "o"."kRueckhaltegrund", "o"."dErstellt", "o"."nStorno", "o"."nKomplettAusgeliefert", "o"."nPending"
from "Verkauf"."tAuftrag" as "o"
where "o"."nType" = @1) as "a"
inner join "dbo"."tLieferschein" as "n" on "n"."kBestellung" = "a"."kAuftrag"
inner join "dbo"."tVersand" as "v" on "v"."kLieferschein" = "n"."kLieferschein"
left join "dbo"."tLieferscheinEckdaten" as "e" on "e"."kLieferschein" = "n"."kLieferschein"
left join "dbo"."tversandart" as "m" on "m"."kVersandArt" = coalesce(nullif(v.kVersandArt, 0), nullif(e.kVersandArt, 0), nullif(a.kVersandArt, 0))
where "v"."bRowversion" >= @2 and "a"."cExterneAuftragsnummer" like @3
order by "v"."kVersand"

-- @1 = "[[0,1]]…"
-- @2 = 1
-- @3 = 1
set deadlock_priority low; set lock_timeout 5000;
select "a"."kAuftrag", "a"."cExterneAuftragsnummer", (select count(*)
from dbo.tLieferschein n
where n.kBestellung = a.kAuftrag) as "notes", convert(varchar(23), "s"."dStorniert", 126) as "cancelledAt", "g"."cStornogrund" as "reason"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join (select "o"."kAuftrag", "o"."cAuftragsNr", "o"."cExterneAuftragsnummer", "o"."kKunde", "o"."kPlattform", "o"."kZahlungsart", "o"."kVersandArt", "o"."kRueckhaltegrund", "o"."dErstellt", "o"."nStorno", "o"."nKomplettAusgeliefert", "o"."nPending"
from "Verkauf"."tAuftrag" as "o"
where "o"."nType" = @2) as "a" on "a"."kAuftrag" = "l"."v"
left join "Verkauf"."tAuftragStorno" as "s" on "s"."kAuftrag" = "a"."kAuftrag"
left join "Verkauf"."tAuftragStornogrund" as "g" on "g"."kAuftragStornogrund" = "s"."kAuftragStornogrund"
where "a"."nStorno" = @3
order by "l"."i"

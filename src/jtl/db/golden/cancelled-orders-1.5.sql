-- @1 = "[[0,1]]…"
-- @2 = "B"
-- @3 = 1
set deadlock_priority low; set lock_timeout 5000;
select "a"."kAuftrag", "a"."cExterneAuftragsnummer", (select count(*)
from dbo.tLieferschein n
where n.kBestellung = a.kAuftrag) as "notes", null as "cancelledAt", null as "reason"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join (select "o"."kBestellung" as "kAuftrag", coalesce(o.cBestellNr, '') as "cAuftragsNr", "o"."cInetBestellNr" as "cExterneAuftragsnummer", "o"."tKunde_kKunde" as "kKunde", "o"."nPlatform" as "kPlattform", "o"."kZahlungsart", "o"."tVersandArt_kVersandArt" as "kVersandArt", "o"."kRueckhaltegrund", o.dErstellt as "dErstellt", coalesce(o.nStorno, 0) as "nStorno", coalesce(o.nKomplettAusgeliefert, 0) as "nKomplettAusgeliefert", 0 as "nPending"
from "dbo"."tBestellung" as "o"
where "o"."cType" = @2) as "a" on "a"."kAuftrag" = "l"."v"
where "a"."nStorno" = @3
order by "l"."i"

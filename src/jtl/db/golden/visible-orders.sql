-- @1 = "[[0,\"PO-1\"]]…"
-- @2 = 1
set deadlock_priority low; set lock_timeout 5000;
select "l"."i", "a"."kAuftrag", "a"."nStorno"
from openjson(@1) with (i int '$[0]', v nvarchar(50) '$[1]') as "l"
inner join (select "o"."kAuftrag", "o"."cAuftragsNr", "o"."cExterneAuftragsnummer", "o"."kKunde", "o"."kPlattform", "o"."kZahlungsart", "o"."kVersandArt", "o"."kRueckhaltegrund", "o"."dErstellt", "o"."nStorno", "o"."nKomplettAusgeliefert", "o"."nPending"
from "Verkauf"."tAuftrag" as "o"
where "o"."nType" = @2) as "a" on "a"."cExterneAuftragsnummer" = "l"."v"
order by "l"."i", "a"."kAuftrag"

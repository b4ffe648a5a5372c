set deadlock_priority low; set lock_timeout 5000;
select "kZahlungsart" as "key", "cName" as "name", "nAktiv" as "active", coalesce(nAusliefernVorZahlung, 0) as "shipsUnpaid"
from "dbo"."tZahlungsart"
order by "kZahlungsart"

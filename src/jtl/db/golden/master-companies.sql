set deadlock_priority low; set lock_timeout 5000;
select "kFirma" as "key", "cName" as "name", "cLandISO" as "countryIso"
from "dbo"."tfirma"
order by "kFirma"

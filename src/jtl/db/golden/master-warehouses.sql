set deadlock_priority low; set lock_timeout 5000;
select "kWarenLager" as "key", "cName" as "name", "cKuerzel" as "shortName", "nAktiv" as "active", "nFulfillment"
from "dbo"."tWarenLager"
order by "kWarenLager"

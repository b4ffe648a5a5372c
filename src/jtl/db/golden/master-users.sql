set deadlock_priority low; set lock_timeout 5000;
select "kBenutzer" as "key", "cLogin" as "login", "cName" as "name", "nAktiv" as "active"
from "dbo"."tBenutzer"
order by "kBenutzer"

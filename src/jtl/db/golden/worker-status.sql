set deadlock_priority low; set lock_timeout 5000;
select "s"."nAbgleichstyp", "s"."kZiel", "s"."nStatus", convert(varchar(23), "s"."dZeitstempelUtc", 126) as "at"
from "Worker"."tStatus" as "s"
order by "s"."nAbgleichstyp", "s"."kZiel"

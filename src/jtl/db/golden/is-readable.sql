set deadlock_priority low; set lock_timeout 5000;
select "t"."kAuftrag", "t"."nPending"
from "Verkauf"."tAuftrag" as t
where 1 = 0

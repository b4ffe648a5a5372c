set deadlock_priority low; set lock_timeout 5000;
select "cVersion"
from "dbo"."tversion"

set deadlock_priority low; set lock_timeout 5000;
select count(*) as "waiting", min(kXMLBestellImport) as "firstKey", max(kXMLBestellImport) as "lastKey"
from "dbo"."tXMLBestellImport"

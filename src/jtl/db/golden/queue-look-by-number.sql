-- @1 = 6
-- @2 = ">PO-1<"
set deadlock_priority low; set lock_timeout 5000;
select "q"."kXMLBestellImport" as "queueKey"
from "dbo"."tXMLBestellImport" as "q"
where "q"."kXMLBestellImport" > @1 and charindex(@2 collate Latin1_General_BIN2, "q"."cText" collate Latin1_General_BIN2) > 0
order by "q"."kXMLBestellImport"

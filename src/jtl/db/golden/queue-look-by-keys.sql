-- @1 = "[[0,7]]…"
set deadlock_priority low; set lock_timeout 5000;
select "q"."kXMLBestellImport" as "queueKey"
from openjson(@1) with (i int '$[0]', v int '$[1]') as "l"
inner join "dbo"."tXMLBestellImport" as "q" on "q"."kXMLBestellImport" = "l"."v"
order by "q"."kXMLBestellImport"

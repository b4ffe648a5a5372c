-- @1 = 0x00000000000007d1
-- @2 = 0x00000000000007d1
-- @3 = 0x00000000000007d1
set deadlock_priority low; set lock_timeout 5000;
select "kArtikel"
from "dbo"."tlagerbestand"
where "bRowversion" >= @1
union select "kArtikel"
from "dbo"."tArtikel"
where "bRowversion" >= @2
union select "kArtikel"
from "dbo"."tPlattformUeberverkaeufeMoeglich"
where "bRowversion" >= @3

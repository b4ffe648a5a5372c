set deadlock_priority low; set lock_timeout 5000;
select "kVersandArt" as "key", "cName" as "name", case when cAktiv = 'N' then 0 else 1 end as "active", "cAmazonCarrierCode" as "amazonCarrier"
from "dbo"."tversandart"
order by "kVersandArt"

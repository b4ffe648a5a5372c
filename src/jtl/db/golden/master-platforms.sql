set deadlock_priority low; set lock_timeout 5000;
select "nPlattform" as "key", "cName" as "name", "nTyp" as "type"
from "dbo"."tPlattform"
order by "nPlattform"

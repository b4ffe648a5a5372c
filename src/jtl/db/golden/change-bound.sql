set deadlock_priority low; set lock_timeout 5000;
select min_active_rowversion() as bound, concat(d.name, '/', convert(varchar(23), d.create_date, 126)) as "identity"
from sys.databases d
where d.name = db_name()

-- @1 = "kontor:PO-1"
-- @2 = "<x/>"
-- @3 = 3
-- @4 = 1
-- @5 = "PO-1"
-- @6 = 6
-- @7 = ">PO-1<"
set nocount on; set xact_abort on; set lock_timeout 5000; set deadlock_priority low; set transaction isolation level read committed;
declare @r int; begin transaction;
exec @r = sp_getapplock @Resource = @1, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 5000;
if @r < 0 begin rollback; select @r as lockResult, cast(null as int) as queueKey; end
else begin
  insert into dbo.tXMLBestellImport (cText, nPlattform, nRechnung)
  output @r as lockResult, inserted.kXMLBestellImport as queueKey
  select @2, cast(@3 as tinyint), @4
  where not exists (select 1 from dbo.tBestellung a with (readcommittedlock) where a.cInetBestellNr = @5 and a.cType = 'B')
    and not exists (select 1 from dbo.tXMLBestellImport q with (readcommittedlock) where q.kXMLBestellImport > @6 and charindex(@7 collate Latin1_General_BIN2, q.cText collate Latin1_General_BIN2) > 0);
  commit;
end

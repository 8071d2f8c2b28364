-- In whose name a transaction changes what it changes (O4).
-- name: ActAs :exec
select set_config('kaipiao.who', @who::text, true);

-- name: AuditTrail :many
select * from audit_entries where object = @object and id > @after order by id limit @page_size;

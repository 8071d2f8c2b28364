-- name: AuditTrail :many
select * from audit_entries where object = @object and id > @after order by id limit @page_size;

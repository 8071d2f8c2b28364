-- Takes what is due first, for a while in which nobody else does; of each subject the earliest. Rows that another process is about to
-- take are passed over.
-- name: ClaimMails :many
with due as (
    select m.id from mails m
    where m.due_at <= @now::timestamptz
      and not exists (select from mails f where f.subject = m.subject and f.due_at is not null and f.id < m.id)
    order by m.due_at, m.id limit @how_many for update skip locked)
update mails m set due_at = @leased_until::timestamptz, attempts = m.attempts + 1
from due where m.id = due.id
returning m.id;

-- name: ClaimedMails :many
select sqlc.embed(m), sqlc.embed(e) from mails m join events e on e.id = m.event where m.id = any(@ids::bigint[]) order by m.id;

-- Nothing, when the lease was over and somebody else tries or has tried it meanwhile.
-- name: SettleMail :execrows
update mails set due_at = sqlc.narg('due_at'), handed_over_at = sqlc.narg('handed_over_at'), given_up_at = sqlc.narg('given_up_at'), answer = @answer
where id = @id and due_at = @leased_until::timestamptz;

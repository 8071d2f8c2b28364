-- What somebody has typed on the pages, or ticked in a list, and not handed in yet: one form of a kind for a person and an account, for a day. The
-- register knows nothing of it; nobody but the pages reads it.
create table drafts (
    account    text not null references accounts,
    person     text not null check (person <> ''),
    -- An application in three steps, or the invoices that are chosen in the list.
    kind       text not null check (kind in ('application', 'chosen_invoices')),
    -- Under which key it is handed in: however often that is pressed, one application comes of it (A12).
    key        text not null check (key <> ''),
    -- Counts what was saved, so that two windows do not overwrite each other unseen.
    revision   int not null check (revision > 0),
    -- As it was typed, right or wrong.
    form       bytea not null check (octet_length(form) <= 262144),
    expires_at timestamptz not null,
    primary key (account, person, kind)
);
create index on drafts (expires_at);
create trigger never_emptied before truncate on drafts for each statement execute function refuse_emptying();

---- create above / drop below ----

drop table drafts;

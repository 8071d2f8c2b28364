-- What somebody has typed on the pages for an application, and not handed in yet: one form for a person and an account, for a day. The register knows
-- nothing of it; nobody but the pages reads it.
create table drafts (
    account    text not null references accounts,
    person     text not null check (person <> ''),
    -- Under which key it is handed in: however often that is pressed, one application comes of it (A12).
    key        text not null check (key <> ''),
    -- Counts what was saved, so that two windows do not overwrite each other unseen.
    revision   int not null check (revision > 0),
    -- As it was typed, right or wrong.
    form       bytea not null check (octet_length(form) <= 262144),
    expires_at timestamptz not null,
    primary key (account, person)
);
create index on drafts (expires_at);
create trigger never_emptied before truncate on drafts for each statement execute function refuse_emptying();

---- create above / drop below ----

drop table drafts;

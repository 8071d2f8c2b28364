-- Who is signed in with a browser, who is about to be, and what was typed meanwhile. A browser shows a random value in a cookie; what stands here is a
-- SHA-256 of it, so that whoever reads this table cannot show it. Rows are deleted when they have ended: who came and went stands in the audit trail.

create table sessions (
    id          bytea primary key check (octet_length(id) = 32),
    -- How people name a session: to end it, and in the trail.
    name        text not null unique check (name ~ '^[a-z0-9]{12}$'),
    -- The issuer that signed the person in; empty where an upstream service has vouched for a customer.
    issuer      text not null,
    subject     text not null check (subject <> ''),
    role        text not null check (role in ('customer', 'finance', 'vendor', 'auditor')),
    permissions text[] not null,
    account     text not null,
    vendor      text not null,
    -- The account of its group that a customer has switched to; null for its own.
    acting_for  text,
    -- What the hidden fields of its forms are made with.
    secret      bytea not null check (octet_length(secret) = 32),
    begun_at    timestamptz not null,
    -- When it was last used, a minute more or less.
    seen_at     timestamptz not null,
    -- When it ends for being unused, unless it is used; and when it ends in any case.
    idle_until  timestamptz not null,
    expires_at  timestamptz not null,
    ended_at    timestamptz,
    ended_by    text not null default '',
    check ((role = 'customer') = (account <> '')),
    check ((role = 'vendor') = (vendor <> '')),
    check (role = 'finance' or permissions = '{}'),
    check (acting_for is null or role = 'customer'),
    check (begun_at < expires_at and idle_until <= expires_at),
    check ((ended_at is null) = (ended_by = ''))
);
create index on sessions (subject);
create index on sessions (idle_until);

-- A sign-in that has begun at an issuer. What is sealed can be read by the browser that began it, and by nobody else.
create table sign_ins (
    state      bytea primary key check (octet_length(state) = 32),
    browser    bytea not null check (octet_length(browser) = 32),
    issuer     text not null,
    sealed     bytea not null,
    expires_at timestamptz not null
);
create index on sign_ins (expires_at);

-- A link with which an upstream service sends a customer here; it is good once.
create table console_links (
    id         bytea primary key check (octet_length(id) = 32),
    account    text not null references accounts,
    subject    text not null check (subject <> ''),
    made_by    text not null check (made_by <> ''),
    sealed     bytea not null,
    made_at    timestamptz not null,
    expires_at timestamptz not null check (expires_at > made_at),
    used_at    timestamptz
);
create index on console_links (expires_at);

-- A form that came after its session had ended. What was typed is sealed for the browser that sent it, and offered to the same person again.
create table kept_forms (
    id         bytea primary key check (octet_length(id) = 32),
    subject    text not null,
    sealed     bytea not null check (octet_length(sealed) <= 131072),
    expires_at timestamptz not null
);
create index on kept_forms (expires_at);
create index on kept_forms (subject);

create function audited_object(r sessions) returns text language sql immutable as $$ select 'session/' || r.name $$;
create function audited_state(r sessions) returns jsonb language sql stable as $$
    select jsonb_build_object('subject', r.subject, 'issuer', r.issuer, 'role', r.role, 'permissions', r.permissions, 'account', r.account,
        'vendor', r.vendor, 'acting_for', r.acting_for, 'expires_at', r.expires_at, 'ended_at', r.ended_at, 'ended_by', r.ended_by) $$;
create function audited_personal(r sessions) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update of acting_for, ended_at on sessions deferrable initially deferred
    for each row execute function record_change('session');

create function audited_object(r console_links) returns text language sql immutable as $$ select 'account/' || r.account $$;
create function audited_state(r console_links) returns jsonb language sql stable as $$
    select jsonb_build_object('subject', r.subject, 'made_by', r.made_by, 'expires_at', r.expires_at, 'used_at', r.used_at) $$;
create function audited_personal(r console_links) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update of used_at on console_links deferrable initially deferred
    for each row execute function record_change('console_link');

create trigger never_emptied before truncate on sessions for each statement execute function refuse_emptying();
create trigger never_emptied before truncate on sign_ins for each statement execute function refuse_emptying();
create trigger never_emptied before truncate on console_links for each statement execute function refuse_emptying();
create trigger never_emptied before truncate on kept_forms for each statement execute function refuse_emptying();

---- create above / drop below ----

drop table sessions, sign_ins, console_links, kept_forms;
drop function audited_object(sessions), audited_state(sessions), audited_personal(sessions);
drop function audited_object(console_links), audited_state(console_links), audited_personal(console_links);

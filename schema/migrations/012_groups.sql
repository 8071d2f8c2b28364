-- Groups that invoice together (A13), and standing orders (A14).

-- Which account is a member of which paying master, from when until when. A member has one master at a time: each of its links begins when
-- the one before has ended, or later. What is past stays; a link that never was in force (it ended when it began) may give way to another.
create table memberships (
    member   text not null references accounts,
    n        int not null check (n > 0),
    master   text not null references accounts,
    way      text not null check (way in ('trusteeship', 'independent')),
    begins   timestamptz not null,
    ends     timestamptz,
    made_by  text not null check (made_by <> ''),
    made_at  timestamptz not null,
    ended_by text not null default '',
    -- When the link before it ended, as that one says.
    after    timestamptz,
    previous int generated always as (case when n > 1 then n - 1 end) stored,
    primary key (member, n),
    unique (member, n, ends),
    constraint one_after_the_other foreign key (member, previous, after) references memberships (member, n, ends),
    check ((n = 1) = (after is null)),
    constraint one_master_at_a_time check (after <= begins),
    constraint ends_after_it_begins check (ends >= begins),
    check ((ends is null) = (ended_by = '')),
    constraint no_master_of_itself check (member <> master)
);
create index memberships_of_master on memberships (master, member);

-- A master is no member, and a member no master, at any one time: so there are no chains and no circles. Whoever makes a link has locked both accounts.
create function refuse_chain() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (select from memberships m where (m.member = new.master or m.master = new.member)
               and tstzrange(m.begins, m.ends) && tstzrange(new.begins, new.ends)) then
        raise exception 'account % or % is both a member and a master', new.member, new.master
            using errcode = 'check_violation', constraint = 'no_chain';
    end if;
    return new;
end $$;
create trigger no_chain before insert or update on memberships for each row execute function refuse_chain();

-- What was in force stays as it was, but that it ends.
create function refuse_other_past() returns trigger language plpgsql as $$
begin
    if (old.member, old.n, old.after) is distinct from (new.member, new.n, new.after)
       or (old.ends is null and (old.master, old.way, old.begins) is distinct from (new.master, new.way, new.begins))
       or old.ends > old.begins then
        raise exception 'the link % of account % is what it was', old.n, old.member using errcode = 'check_violation', constraint = 'past_stays';
    end if;
    return new;
end $$;
create trigger past_stays before update on memberships for each row execute function refuse_other_past();
create trigger never_deleted before delete on memberships for each statement execute function refuse_change();

create function audited_object(r memberships) returns text language sql immutable as $$ select 'account/' || r.member $$;
create function audited_state(r memberships) returns jsonb language sql stable as $$
    select jsonb_build_object('membership', r.n, 'master', r.master, 'way', r.way, 'begins', r.begins, 'ends', r.ends) $$;
create function audited_personal(r memberships) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert or update on memberships deferrable initially deferred
    for each row execute function record_change('membership');

-- What an account applies for by itself each month (A14). The title and the address are read when it is carried out.
create table standing_orders (
    account    text primary key references accounts,
    day        int not null check (day between 1 and 28),
    kind       text not null check (kind in ('ordinary', 'special')),
    medium     text not null check (medium in ('electronic', 'paper')),
    -- Ids of saved ones; empty for the default one.
    title      text not null,
    address    text not null,
    email      text not null check (hides_nothing(email)),
    remark     text not null check (are_lines(remark)),
    enabled    boolean not null,
    -- The first month that it is for: one whose day had passed when it was enabled for that day is not.
    first_month text not null check (first_month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    changed_by text not null check (changed_by <> ''),
    changed_at timestamptz not null
);
create index standing_orders_in_force on standing_orders (account) where enabled;

-- What became of it, once for each month: an application, or the reasons for which nothing was applied for.
create table standing_order_runs (
    account     text not null references accounts,
    month       text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    at          timestamptz not null,
    application text unique references applications,
    reasons     jsonb check (jsonb_typeof(reasons) = 'array' and jsonb_array_length(reasons) > 0),
    -- When the customer was mailed the reasons.
    told_at     timestamptz,
    primary key (account, month),
    constraint applied_or_skipped check (num_nonnulls(application, reasons) = 1),
    check (told_at is null or reasons is not null)
);
create index standing_order_runs_to_tell on standing_order_runs (account, month) where reasons is not null and told_at is null;
create trigger never_deleted before delete on standing_order_runs for each statement execute function refuse_change();

create function audited_object(r standing_orders) returns text language sql immutable as $$ select 'account/' || r.account $$;
create function audited_state(r standing_orders) returns jsonb language sql stable as $$
    select jsonb_build_object('day', r.day, 'kind', r.kind, 'medium', r.medium, 'title', r.title, 'address', r.address, 'enabled', r.enabled) $$;
create function audited_personal(r standing_orders) returns jsonb language sql stable as $$
    select jsonb_build_object('email', r.email, 'remark', r.remark) $$;
create constraint trigger audit after insert or update or delete on standing_orders deferrable initially deferred
    for each row execute function record_change('standing_order');

create function audited_object(r standing_order_runs) returns text language sql immutable as $$ select 'account/' || r.account $$;
create function audited_state(r standing_order_runs) returns jsonb language sql stable as $$
    select jsonb_build_object('month', r.month, 'application', r.application, 'skipped', jsonb_path_query_array(r.reasons, '$[*].code')) $$;
create function audited_personal(r standing_order_runs) returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create constraint trigger audit after insert on standing_order_runs deferrable initially deferred
    for each row execute function record_change('standing_order_run');

create trigger never_emptied before truncate on memberships for each statement execute function refuse_emptying();
create trigger never_emptied before truncate on standing_orders for each statement execute function refuse_emptying();
create trigger never_emptied before truncate on standing_order_runs for each statement execute function refuse_emptying();

---- create above / drop below ----

drop trigger audit on standing_order_runs;
drop trigger audit on standing_orders;
drop trigger audit on memberships;
drop function audited_object(memberships), audited_object(standing_orders), audited_object(standing_order_runs);
drop function audited_state(memberships), audited_state(standing_orders), audited_state(standing_order_runs);
drop function audited_personal(memberships), audited_personal(standing_orders), audited_personal(standing_order_runs);
drop table standing_order_runs, standing_orders, memberships;
drop function refuse_chain, refuse_other_past;

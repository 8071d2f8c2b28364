-- That people have paused a seller: nothing of it gets a serial while a row stands open (I5). What is parked for it is parked as for any other trouble.
create table seller_pauses (
    id         bigint generated always as identity primary key,
    seller     text not null check (seller <> ''),
    reason     text not null check (says_something(replace(reason, e'\n', '')) and are_lines(reason)),
    paused_at  timestamptz not null,
    paused_by  text not null check (paused_by <> ''),
    resumed_at timestamptz,
    resumed_by text not null default '',
    check ((resumed_at is null) = (resumed_by = ''))
);
create unique index a_seller_is_paused_once on seller_pauses (seller) where resumed_at is null;
create trigger never_deleted before delete on seller_pauses for each statement execute function refuse_change();
create trigger never_emptied before truncate on seller_pauses for each statement execute function refuse_emptying();

create function audited_object(r seller_pauses) returns text language sql immutable as $$ select 'seller/' || r.seller $$;
create function audited_state(r seller_pauses) returns jsonb language sql stable as $$
    select jsonb_build_object('paused_by', r.paused_by, 'resumed_by', r.resumed_by) $$;
create function audited_personal(r seller_pauses) returns jsonb language sql stable as $$ select jsonb_build_object('reason', r.reason) $$;
create constraint trigger audit after insert or update on seller_pauses deferrable initially deferred
    for each row execute function record_change('seller_pause');

---- create above / drop below ----

drop trigger audit on seller_pauses;
drop function audited_object(seller_pauses), audited_state(seller_pauses), audited_personal(seller_pauses);
drop table seller_pauses;

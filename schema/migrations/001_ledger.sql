-- Who the customers are, what they consumed, and the ledger of what may be invoiced.
--
-- The ledger is append-only: an entry moves an amount of one record from one bucket to another, so that the identity
-- eligible cash − refunds = unreserved + reserved + invoiced − outstanding (L11) holds by construction. What is left of
-- each record, and the totals, are projections kept by a trigger and guarded by constraints.

-- For tables whose rows are never changed.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: a correction is a new row', tg_table_name;
end $$;

-- Texts are judged at the door (domain/text). These say the least of it once more: what says nothing, or holds a character that controls,
-- turns the direction of writing or is not there, never gets in. Their bodies are bound when they are made, so that they hold in a
-- restored database too, whatever its search path.
create function hides_nothing(value text) returns boolean language sql immutable parallel safe
    return value !~ '[\u0001-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffd]';
create function says_something(value text) returns boolean language sql immutable parallel safe
    return value ~ '[^\s\u00a0\u2000-\u200a\u202f\u205f\u3000]' and hides_nothing(value);
create function are_lines(value text) returns boolean language sql immutable parallel safe
    return hides_nothing(replace(value, e'\n', ''));

-- An id that callers gave: 1 to 64 of these characters. How many is asked apart, because to count within an expression takes ten times as long.
create function is_id(value text) returns boolean language sql immutable parallel safe
    return char_length(value) between 1 and 64 and value ~ '^[A-Za-z0-9._-]+$';

-- The form in which titles are compared: full-width and half-width forms are the same, and blanks do not count (A4). A test holds it against
-- domain/invoice, character by character.
create function compared_title(value text) returns text language sql immutable parallel safe
    return translate(value,
        '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～｟｠｡｢｣､･'
            || 'ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ'
            || e'\uff9e\uff9f\uffa0'
            || 'ﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ￠￡￢￣￤￥￦￨￩￪￫￬￭￮'
            || e'\u0009\u000a\u000b\u000c\u000d\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
            || e'\u2028\u2029\u202f\u205f\u3000',
        '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~⦅⦆。「」、・'
            || 'ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン'
            || e'\u3099\u309a\u3164'
            || 'ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ¢£¬¯¦¥₩│←↑→↓■○');

-- Every two characters of a title that stand beside each other, as titles are compared: by them a name is found by any part of it.
create function pairs_of(value text) returns text[] language sql immutable parallel safe
    return (select coalesce(array_agg(distinct substr(t.title, n, 2)), '{}')
            from (select compared_title(value) as title) t, generate_series(1, char_length(t.title) - 1) n);

create table accounts (
    id             text primary key check (is_id(id)),
    certification  text not null check (certification in ('none', 'individual', 'enterprise', 'organization')),
    certified_name text not null check (hides_nothing(certified_name)),
    taxpayer_id    text not null check (hides_nothing(taxpayer_id)),
    region         text not null check (region in ('mainland', 'hongkong', 'overseas')),
    email          text not null check (hides_nothing(email)),
    -- The subject that has the account now; another one began with each subject change (R6).
    subject        int not null default 1 check (subject > 0),
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    check (certification = 'none' or says_something(certified_name)),
    -- On the mainland the unified social credit code or an older taxpayer number; abroad the account's own registration number (A11).
    constraint known_by_its_number check (case when region = 'mainland' then taxpayer_id ~ '^([0-9A-Z]{15}|[0-9A-Z]{18}|[0-9A-Z]{20})?$'
        else char_length(taxpayer_id) <= 64 and taxpayer_id = btrim(taxpayer_id) end),
    constraint companies_have_numbers check (certification not in ('enterprise', 'organization') or taxpayer_id <> '')
);

create index accounts_by_title on accounts (compared_title(certified_name), id);
create index accounts_by_parts on accounts using gin (pairs_of(certified_name));
create index accounts_by_taxpayer_id on accounts (taxpayer_id, id) where taxpayer_id <> '';

-- From when a later subject has an account (R6); the first one has had it from the beginning.
create table subject_changes (
    account text not null references accounts,
    subject int not null check (subject > 1),
    since   timestamptz not null,
    primary key (account, subject)
);
create trigger append_only before update or delete on subject_changes for each statement execute function refuse_change();

-- Registration numbers of real companies whose check character is wrong all the same. Finance has seen to it, and says why (A1).
create table confirmed_taxpayer_ids (
    account      text not null references accounts,
    taxpayer_id  text not null check (taxpayer_id ~ '^[0-9A-Z]{18}$'),
    reason       text not null check (says_something(replace(reason, e'\n', ''))),
    confirmed_by text not null,
    confirmed_at timestamptz not null,
    primary key (account, taxpayer_id)
);
create trigger append_only before update or delete on confirmed_taxpayer_ids for each statement execute function refuse_change();

create table titles (
    id            text primary key,
    account       text not null references accounts,
    title         text not null check (says_something(title)),
    taxpayer_id   text not null check (hides_nothing(taxpayer_id)),
    address_phone text not null check (hides_nothing(address_phone)),
    bank_account  text not null check (hides_nothing(bank_account)),
    is_default    boolean not null,
    created_at    timestamptz not null
);
create index on titles (account, id);
create index titles_by_title on titles (compared_title(title), id);
create index titles_by_parts on titles using gin (pairs_of(title));
create unique index one_default_title on titles (account) where is_default;

create table addresses (
    id         text primary key,
    account    text not null references accounts,
    recipient  text not null check (says_something(recipient)),
    phone      text not null check (says_something(phone)),
    region     text not null check (says_something(region)),
    street     text not null check (says_something(street)),
    is_default boolean not null,
    created_at timestamptz not null
);
create index on addresses (account, id);
create unique index one_default_address on addresses (account) where is_default;

create table consumptions (
    id                   text primary key check (is_id(id)),
    account              text not null references accounts,
    -- The account that may invoice it: the paying agent's where there is one (L6), or the master's of a member in trusteeship (A13). It is one of these
    -- (invoiced_by_its_owner), and so there.
    owner                text not null,
    payer                text references accounts,
    -- The master that the account was a member of when it was paid, and in which way (A13); null where it was none's, and where it does not matter.
    master               text references accounts,
    way                  text check (way in ('trusteeship', 'independent')),
    seller               text not null check (is_id(seller)),
    charge               text not null check (charge in ('prepaid', 'postpaid')),
    product              text not null check (says_something(product)),
    tax_code             text not null check (char_length(tax_code) = 19 and tax_code ~ '^[0-9]+$'),
    -- A decimal fraction, or that it is exempt: which of them are in use is the policy's.
    tax_rate             text not null check (tax_rate ~ '^(0[.][0-9]{2,4}|exempt)$'),
    cash                 numeric(18, 2) not null check (cash >= 0),
    coupon               numeric(18, 2) not null check (coupon >= 0),
    rebate               numeric(18, 2) not null check (rebate >= 0),
    paid_at              timestamptz not null,
    resources_created_at timestamptz,
    delivered_at         timestamptz,
    recorded_at          timestamptz not null,
    constraint invoiced_by_its_owner check (owner = case when payer is not null then payer when way = 'trusteeship' then master else account end),
    check (num_nulls(master, way) in (0, 2)),
    check (master is null or (payer is null and master <> account)),
    -- Marketplace vendors invoice the customer itself (L5).
    check (way is distinct from 'trusteeship' or seller = 'platform')
);
-- What agents paid for an account (L6), and what its master invoices (A13).
create index consumptions_invoiced_by_others on consumptions (account, seller, id) where owner <> account;
create index consumptions_invoiced_by_others_when on consumptions (account, seller, paid_at, id) where owner <> account;
create index consumptions_paid_by_agents_when on consumptions (account, seller, paid_at) where owner <> account and payer is not null;
create index consumptions_invoiced_by_masters_when on consumptions (account, seller, paid_at) where owner <> account and payer is null;

create table refunds (
    id          text primary key check (is_id(id)),
    consumption text not null references consumptions,
    cash        numeric(18, 2) not null check (cash > 0),
    reason      text not null check (reason in ('refund', 'downgrade')),
    refunded_at timestamptz not null,
    recorded_at timestamptz not null
);
create index on refunds (consumption);

-- By month, as events and audit_entries are (017_months.sql).
create table ledger_entries (
    id               bigint generated always as identity primary key,
    account          text not null,
    seller           text not null,
    tax_code         text not null,
    from_consumption text not null,
    from_bucket      text not null,
    to_consumption   text not null,
    to_bucket        text not null,
    amount           numeric(18, 2) not null check (amount > 0),
    -- What caused the entry; at most one of them.
    refund           text references refunds,
    application      text,
    invoice          text,
    at               timestamptz not null,
    -- That the records, the application and the invoice are there, and the records the account's own, is checked once for all entries of a
    -- statement (project_ledger_entries): nothing of them is ever deleted, so that there is no need to ask row by row.
    -- The moves there are. Only an offset goes from one record to another.
    constraint known_move check (
        (from_consumption = to_consumption and (from_bucket, to_bucket) in (
            ('cash', 'free'),             -- consumed
            ('free', 'refunded'),         -- refunded before anything was reserved (L7)
            ('outstanding', 'refunded'),  -- refunded afterwards: it is outstanding from now on (L7)
            ('free', 'reserved'),         -- applied for
            ('reserved', 'free'),         -- cancelled or rejected (R2)
            ('reserved', 'invoiced'),     -- issued
            ('reserved', 'outstanding'),  -- refunded between applying and issuing (I7)
            ('invoiced', 'free'),         -- voided or red-issued (V4)
            ('invoiced', 'outstanding')   -- voided or red-issued after a refund (L9)
        ))
        or (from_bucket, to_bucket) = ('free', 'outstanding')  -- offset (L9)
        or (from_bucket, to_bucket) = ('outstanding', 'free')  -- offset undone, because the application was cancelled (R2)
    )
) partition by range (id);
create index on ledger_entries (account, at, id);
create index on ledger_entries (from_consumption);
create index on ledger_entries (to_consumption) where to_consumption <> from_consumption;
create index on ledger_entries (invoice) where invoice is not null;
create index on ledger_entries (application) where application is not null;

-- What is left of each record. That it is the record of a consumption, the owner's own, is checked once for all of a statement (open_records), and does
-- not change afterwards.
create table record_balances (
    consumption text primary key,
    account     text not null,
    -- What a former subject of the account consumed stays with it (R6).
    subject     int not null,
    seller      text not null,
    charge      text not null,
    product     text not null,
    tax_code    text not null,
    tax_rate    text not null,
    paid_at     timestamptz not null,
    -- From when it can be invoiced (L2, L3, L5); null while an event is missing.
    released_at timestamptz,
    cash        numeric(18, 2) not null default 0,
    free        numeric(18, 2) not null default 0 check (free >= 0),
    reserved    numeric(18, 2) not null default 0 check (reserved >= 0),
    invoiced    numeric(18, 2) not null default 0 check (invoiced >= 0),
    outstanding numeric(18, 2) not null default 0 check (outstanding >= 0),
    refunded    numeric(18, 2) not null default 0 check (refunded between 0 and cash),
    -- What it paid off of other records' debts, less what others paid off of its own (L9): nothing, over all records.
    paid_for_others numeric(18, 2) not null default 0,
    constraint ledger_identity check (cash - refunded = free + reserved + invoiced - outstanding + paid_for_others),
    constraint released_before_reserved check (released_at is not null or reserved + invoiced = 0)
);
create index records_of_account on record_balances (account, subject, seller, consumption);
create index records_oldest_first on record_balances (account, subject, seller, released_at, consumption) where free > 0;
create index records_of_code_oldest_first on record_balances (account, subject, seller, tax_code, released_at, consumption) where free > 0;
-- Its key and its condition are written like no other index's, so that it is read when it is meant, and only then. Where few records are expected of
-- an account, any index that begins with the account would seem as good, and most of them would read everything that is free.
create index records_not_released on record_balances ((account || '/' || subject), coalesce(released_at, 'infinity')) where -free < 0;
create index records_outstanding on record_balances (account, subject, seller, consumption) where outstanding > 0;
-- Lists by when records were paid (L12): each record is in one of the two, so that neither what is left nor what is used up has to be searched for.
create index records_left_when on record_balances (account, subject, seller, paid_at, consumption) where free > 0;
create index records_used_up_when on record_balances (account, subject, seller, paid_at, consumption) where free <= 0;

-- The same per account, seller, tax code and way of paying, so that a balance does not read every record.
create table ledger_totals (
    account     text not null references accounts,
    subject     int not null,
    seller      text not null,
    tax_code    text not null,
    charge      text not null,
    cash        numeric(30, 2) not null,
    free        numeric(30, 2) not null check (free >= 0),
    reserved    numeric(30, 2) not null check (reserved >= 0),
    invoiced    numeric(30, 2) not null check (invoiced >= 0),
    outstanding numeric(30, 2) not null check (outstanding >= 0),
    refunded    numeric(30, 2) not null,
    -- As above: a prepaid record may pay off the debt of a postpaid one. Nothing, over both ways of paying.
    paid_for_others numeric(30, 2) not null,
    primary key (account, subject, seller, tax_code, charge),
    constraint ledger_identity check (cash - refunded = free + reserved + invoiced - outstanding + paid_for_others)
);

-- A record begins with all of its cash free. Its first entry, and what it adds to the totals, follow from it, so that a balance is written once and not
-- at first empty.
create function open_records() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (select from new_records where free <> cash or reserved + invoiced + outstanding + refunded <> 0) then
        raise exception 'a record begins with what was consumed, and nothing else' using errcode = 'check_violation';
    end if;
    if exists (select from new_records n where not exists (
            select from consumptions c where c.id = any (array[n.consumption]) and (c.owner, c.seller, c.charge, c.product, c.tax_code, c.tax_rate, c.cash, c.paid_at)
                = (n.account, n.seller, n.charge, n.product, n.tax_code, n.tax_rate, n.cash, n.paid_at))) then
        raise exception 'a record is of a consumption, and its owner''s' using errcode = 'foreign_key_violation', constraint = 'records_are_of_consumptions';
    end if;
    insert into ledger_totals as t (account, subject, seller, tax_code, charge, cash, free, reserved, invoiced, outstanding, refunded, paid_for_others)
    select account, subject, seller, tax_code, charge, sum(cash), sum(free), 0, 0, 0, 0, 0 from new_records
    group by account, subject, seller, tax_code, charge
    on conflict (account, subject, seller, tax_code, charge) do update set cash = t.cash + excluded.cash, free = t.free + excluded.free;
    insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at)
    select account, seller, tax_code, consumption, 'cash', consumption, 'free', cash, paid_at from new_records where cash > 0;
    return null;
end $$;
create trigger open_records after insert on record_balances
    referencing new table as new_records for each statement execute function open_records();

-- A connection plans this statement once, for as many entries as its first ones are and for tables as they are then, and keeps the plan. One
-- that reads all balances would be right for an import and wrong for every application after it. An array of one is the same
-- as an equality, but neither hashed nor sorted: there is nothing left but to look each balance up by its key.
create function project_ledger_entries() returns trigger language plpgsql set enable_seqscan = off as $$
declare
    moved int;
    met   int;
begin
    -- What is consumed is in the balances and the totals already (open_records), and has no other way in.
    if exists (select from new_entries where from_bucket = 'cash') then
        if pg_trigger_depth() = 1 then
            raise exception 'what is consumed is entered with its record' using errcode = 'check_violation';
        end if;
        return null;
    end if;
    with legs as (
        select account, seller, tax_code, from_consumption as consumption, from_bucket as bucket, -amount as delta from new_entries
        union all
        select account, seller, tax_code, to_consumption, to_bucket, amount from new_entries
    ), deltas as (
        -- Outstanding grows as amounts leave it: it is a debt.
        select account, seller, tax_code, consumption,
               coalesce(sum(delta) filter (where bucket = 'free'), 0) as free,
               coalesce(sum(delta) filter (where bucket = 'reserved'), 0) as reserved,
               coalesce(sum(delta) filter (where bucket = 'invoiced'), 0) as invoiced,
               coalesce(-sum(delta) filter (where bucket = 'outstanding'), 0) as outstanding,
               coalesce(sum(delta) filter (where bucket = 'refunded'), 0) as refunded,
               -sum(delta) as paid_for_others
        from legs group by account, seller, tax_code, consumption
    ), records as (
        update record_balances b
        set free = b.free + d.free, reserved = b.reserved + d.reserved,
            invoiced = b.invoiced + d.invoiced, outstanding = b.outstanding + d.outstanding, refunded = b.refunded + d.refunded,
            paid_for_others = b.paid_for_others + d.paid_for_others
        from deltas d
        where b.consumption = any (array[d.consumption])
          and (b.account, b.seller, b.tax_code) is not distinct from (d.account, d.seller, d.tax_code) -- which no index answers
        returning b.subject, b.charge, d.*
    ), sums as (
        select account, subject, seller, tax_code, charge, sum(free) as free, sum(reserved) as reserved,
               sum(invoiced) as invoiced, sum(outstanding) as outstanding, sum(refunded) as refunded,
               sum(paid_for_others) as paid_for_others
        from records group by account, subject, seller, tax_code, charge
    ), totals as (
        update ledger_totals t
        set free = t.free + s.free, reserved = t.reserved + s.reserved,
            invoiced = t.invoiced + s.invoiced, outstanding = t.outstanding + s.outstanding, refunded = t.refunded + s.refunded,
            paid_for_others = t.paid_for_others + s.paid_for_others
        from sums s
        where t.account = any (array[s.account]) and (t.subject, t.seller, t.tax_code, t.charge) = (s.subject, s.seller, s.tax_code, s.charge)
    )
    select (select count(*) from deltas), (select count(*) from records) into moved, met;
    -- No entry crosses accounts, sellers or tax codes (L9), and none moves what nobody consumed.
    if moved <> met then
        raise exception 'an entry moves an amount of a record that is not there, or not its account''s'
            using errcode = 'foreign_key_violation', constraint = 'entries_move_their_own_records';
    end if;
    return null;
end $$;
create trigger project_ledger_entries after insert on ledger_entries
    referencing new table as new_entries for each statement execute function project_ledger_entries();

create trigger append_only before update or delete on ledger_entries for each statement execute function refuse_change();
create trigger append_only before update or delete on refunds for each statement execute function refuse_change();
create trigger never_deleted before delete on consumptions for each statement execute function refuse_change();
create trigger never_deleted before delete on record_balances for each statement execute function refuse_change();
create trigger stays_its_own before update of consumption, account, subject, seller, charge, product, tax_code, tax_rate, paid_at, cash on record_balances
    for each statement execute function refuse_change();
-- Of a consumption only the two later events may be added, once each.
create function refuse_consumption_change() returns trigger language plpgsql as $$
begin
    if (to_jsonb(old) - 'resources_created_at' - 'delivered_at') is distinct from (to_jsonb(new) - 'resources_created_at' - 'delivered_at')
       or (old.resources_created_at is not null and old.resources_created_at is distinct from new.resources_created_at)
       or (old.delivered_at is not null and old.delivered_at is distinct from new.delivered_at) then
        raise exception 'consumption % is recorded: a correction is a refund', old.id;
    end if;
    return new;
end $$;
create trigger events_only before update on consumptions for each row execute function refuse_consumption_change();

---- create above / drop below ----

drop table ledger_totals, record_balances, ledger_entries, refunds, consumptions, addresses, titles, confirmed_taxpayer_ids, subject_changes, accounts;
drop function open_records, project_ledger_entries, refuse_change, refuse_consumption_change, says_something, are_lines, hides_nothing, is_id, pairs_of, compared_title;

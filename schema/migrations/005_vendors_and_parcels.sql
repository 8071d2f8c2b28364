-- Marketplace vendors issue their own invoices (I8), and parcels are looked after until they arrive (V7).

-- A vendor's invoice has no serial of ours: our tax provider is not asked for it.
alter table invoices drop constraint issued_has_number,
    add constraint issued_has_number check (status in ('planned', 'approved', 'failed', 'cancelled')
        or (number is not null and issued_at is not null and (serial is not null or seller <> 'platform')));
-- What a vendor types wrongly must not stand in the way of another seller's number; numbers on old forms repeat anyway.
alter table invoices drop constraint invoices_number_key;
create unique index one_invoice_per_number on invoices (number, seller);
create index invoices_of_vendors on invoices (seller, id) where status <> 'planned' and seller <> 'platform';

-- The parcels of a paper invoice, the last one in force. One that came back is sent again as another, so that the courier
-- knows it by another reference, and finds the invoice by either (V7).
create table parcels (
    reference       text primary key,
    invoice         text not null references invoices,
    position        int not null check (position > 0),
    company         text not null default '',
    tracking_number text not null default '',
    -- Whether we ordered the courier, who then reports to us; the print desk and vendors send parcels of which only they know.
    ordered         boolean not null default false,
    -- Null while it waits to be sent.
    shipped_at      timestamptz,
    -- When its ticket was opened: the carrier said nothing for too long, or brought it back.
    silent_at       timestamptz,
    returned_at     timestamptz,
    -- Since when its customer knows by which number it is on its way.
    told_at         timestamptz,
    unique (invoice, position),
    check ((shipped_at is null) = (tracking_number = '')),
    check (shipped_at is not null or (silent_at is null and returned_at is null and told_at is null))
);
create index parcels_by_tracking_number on parcels (tracking_number) where tracking_number <> '';
create index parcels_to_send on parcels (invoice) where shipped_at is null;
-- The blank paper on which a paper invoice was printed (纸张号): its number of eight digits, and the code of its batch. A sheet bears one invoice.
alter table invoices
    add column sheet_code   text not null default '' check (sheet_code ~ '^([0-9]{10}|[0-9]{12})?$'),
    add column sheet_number text not null default '' check (sheet_number ~ '^([0-9]{8})?$'),
    add constraint sheet_is_whole check ((sheet_code = '') = (sheet_number = '') and (sheet_number = '' or medium = 'paper'));
create unique index a_sheet_bears_one_invoice on invoices (sheet_code, sheet_number) where sheet_number <> '';
-- What the print desk has to do, the most urgent first.
create index invoices_to_print on invoices (due_at, id) where medium = 'paper' and status = 'issued' and seller = 'platform';
insert into parcels (reference, invoice, position, company, tracking_number, ordered, shipped_at)
select id, id, 1, courier_company, tracking_number, courier_ordered_at is not null, shipped_at from invoices where tracking_number <> '';
-- From now on an address is fixed by whoever ships, and free again when the parcel comes back.
update invoices set courier_ordered_at = shipped_at where tracking_number <> '' and courier_ordered_at is null;

---- create above / drop below ----

drop table parcels;
drop index invoices_to_print, a_sheet_bears_one_invoice;
alter table invoices drop constraint sheet_is_whole, drop column sheet_code, drop column sheet_number;
drop index invoices_of_vendors, one_invoice_per_number;
alter table invoices add constraint invoices_number_key unique (number),
    drop constraint issued_has_number,
    add constraint issued_has_number check (status in ('planned', 'approved', 'failed', 'cancelled')
        or (number is not null and serial is not null and issued_at is not null));

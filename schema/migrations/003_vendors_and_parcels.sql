-- Marketplace vendors issue their own invoices (I8).

-- A vendor's invoice has no serial of ours: our tax provider is not asked for it.
alter table invoices drop constraint issued_has_number,
    add constraint issued_has_number check (status in ('planned', 'approved', 'failed', 'cancelled')
        or (number is not null and issued_at is not null and (serial is not null or seller <> 'platform')));
-- What a vendor types wrongly must not stand in the way of another seller's number; numbers on old forms repeat anyway.
alter table invoices drop constraint invoices_number_key;
create unique index one_invoice_per_number on invoices (seller, number);
create index invoices_of_vendors on invoices (seller, id) where status <> 'planned' and seller <> 'platform';

---- create above / drop below ----

drop index invoices_of_vendors, one_invoice_per_number;
alter table invoices add constraint invoices_number_key unique (number),
    drop constraint issued_has_number,
    add constraint issued_has_number check (status in ('planned', 'approved', 'failed', 'cancelled')
        or (number is not null and serial is not null and issued_at is not null));

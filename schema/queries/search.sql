-- What is known by exactly this: a number of an invoice or of its red document, a serial, a parcel, a sheet of paper, a taxpayer number, or an
-- id. Each is looked up by its index.
-- name: SearchExactly :many
select 'invoice'::text as kind, i.id, f.by, i.account, i.status, i.seller, i.amount, coalesce(i.buyer ->> 'name', a.buyer_name)::text as title,
    coalesce(i.number, '')::text as number
from (select n.id, 'number'::text as by from invoices n where n.number = @code::text
      union all select r.invoice, 'red_number' from reversals r where r.number = @code
      union all select s.invoice, 'serial' from serials s where s.serial = @code
      union all select r.invoice, 'serial' from reversals r where r.serial = @code
      union all select p.invoice, 'tracking_number' from parcels p where p.tracking_number = @code and p.tracking_number <> ''
      union all select p.invoice, 'reference' from parcels p where p.reference = @code
      union all select n.id, 'sheet' from invoices n where n.sheet_number = @sheet::text and n.sheet_number <> ''
      union all select n.id, 'id' from invoices n where n.id = @code) f
join invoices i on i.id = f.id and i.status <> 'planned'
join applications a on a.id = i.application
union all
select 'application', a.id, 'id', a.account, a.status, a.seller, a.gross, a.buyer_name, '' from applications a where a.id = @code
union all
select 'ticket', t.id, 'id', t.account, t.status, '', 0, t.kind, '' from tickets t where t.id = @code
union all
select 'account', c.id, 'id', c.id, c.certification, '', 0, c.certified_name, '' from accounts c where c.id = @code
union all
(select 'account', c.id, 'taxpayer_id', c.id, c.certification, '', 0, c.certified_name, ''
 from accounts c where c.taxpayer_id = @taxpayer_id::text and c.taxpayer_id <> '' order by c.id limit @at_most)
union all
(select 'invoice', i.id, 'taxpayer_id', i.account, i.status, i.seller, i.amount, i.compared_title, coalesce(i.number, '')
 from invoices i where i.status <> 'planned' and i.buyer_taxpayer_id = @taxpayer_id and i.buyer_taxpayer_id <> ''
 order by i.buyer_taxpayer_id, i.id desc limit @at_most);

-- Who is called so, or has it in its name: accounts by their certified names, saved titles, and invoices to exactly this title. Parts of names
-- are found by the pairs of characters that they are made of. Of a part that very many have in their names those with the first ids are found by going
-- through the ids: the order leaves it to the planner, who knows from the statistics of the pairs how many there will be.
-- name: SearchByTitle :many
(select 'account'::text as kind, c.id, true as exact, c.id as account, c.certification as status, ''::text as seller, 0::numeric as amount,
     c.certified_name as title, ''::text as number
 from accounts c where compared_title(c.certified_name) = @title::text order by compared_title(c.certified_name), c.id limit @at_most)
union all
(select 'account', c.id, false, c.id, c.certification, '', 0, c.certified_name, ''
 from accounts c
 where pairs_of(c.certified_name) @> pairs_of(@title) and position(@title in compared_title(c.certified_name)) > 0
   and compared_title(c.certified_name) <> @title order by c.id limit @at_most)
union all
(select 'account', t.account, true, t.account, 'saved_title', '', 0, t.title, ''
 from titles t join accounts c on c.id = t.account
 where compared_title(t.title) = @title and compared_title(t.title) <> compared_title(c.certified_name)
 order by compared_title(t.title), t.id limit @at_most)
union all
(select 'account', t.account, false, t.account, 'saved_title', '', 0, t.title, ''
 from titles t join accounts c on c.id = t.account
 where pairs_of(t.title) @> pairs_of(@title) and position(@title in compared_title(t.title)) > 0
   and compared_title(t.title) not in (@title, compared_title(c.certified_name)) order by t.id limit @at_most)
union all
(select 'invoice', i.id, true, i.account, i.status, i.seller, i.amount, i.compared_title, coalesce(i.number, '')
 from invoices i where i.status <> 'planned' and i.compared_title = @title order by i.compared_title, i.id desc limit @at_most);

package groups

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// Links are all links of an account to masters that were ever in force or will be, the latest first. It refuses with not_found.
func (o *Office) Links(ctx context.Context, member ids.Account) ([]group.Link, error) {
	q := o.tx.Reads()
	if _, err := q.Account(ctx, member); err != nil {
		return nil, tx.Missing(err, "account")
	}
	rows, err := q.Memberships(ctx, []ids.Account{member})
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	links := make([]group.Link, len(rows))
	for i, row := range rows {
		links[len(rows)-1-i] = read.LinkOf(row)
	}
	return links, nil
}

// Members lists the links of accounts to a master that were ever in force or will be, by member.
func (o *Office) Members(ctx context.Context, master ids.Account, page paging.Request) (paging.Page[group.Link], error) {
	q := o.tx.Reads()
	if _, err := q.Account(ctx, master); err != nil {
		return paging.Page[group.Link]{}, tx.Missing(err, "account")
	}
	number, after, _ := strings.Cut(page.After, ".")
	n, err := strconv.ParseInt(number, 10, 32)
	if page.After != "" && err != nil {
		return paging.Page[group.Link]{}, refusal.BadInput("cursor", "This cursor was not handed out by a list.", "该游标不是由列表接口给出的。")
	}
	rows, err := q.Members(ctx, query.MembersParams{Master: master, AfterMember: after, AfterN: int32(n), PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[group.Link]{}, tx.Missing(err, "members")
	}
	return paging.Of(rows, page, read.LinkOf, func(row query.Membership) string { return fmt.Sprintf("%d.%s", row.N, row.Member) }), nil
}

// MayActFor reports whether a master may act for a member at an instant: their link is in force then, and each invoices under its own title.
func (o *Office) MayActFor(ctx context.Context, master, member ids.Account, at time.Time) (bool, error) {
	row, err := o.tx.Reads().LinkBetween(ctx, query.LinkBetweenParams{Master: master, Member: member, At: at})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for a link: %w", err)
	}
	return row.Way == group.Independent, nil
}

package tx

import (
	"context"

	"kaipiao/office/query"
)

// Looks is where a list is read in one snapshot: the database, or Lists.
type Looks interface {
	Look(ctx context.Context, work func(*query.Queries) error) error
}

// Lists is where lists, searches and sums are read: in the copy of the database that ReadListsFrom has named, or in the database itself, where there is
// no copy, where it is away or too far behind, or where the context asks for what is newest. Work may therefore be done twice.
type Lists struct{ db *DB }

// Lists is for what people look at. What decides something, or follows what was just written, is read in the database itself.
func (d *DB) Lists() Lists { return Lists{d} }

// Look runs reads in one snapshot.
func (l Lists) Look(ctx context.Context, work func(*query.Queries) error) error {
	return l.from(ctx, func(ctx context.Context, db *DB) error { return db.Look(ctx, work) })
}

// Read is for single reads, outside of a transaction.
func (l Lists) Read(ctx context.Context, work func(*query.Queries) error) error {
	return l.from(ctx, func(_ context.Context, db *DB) error { return work(db.Reads()) })
}

func (l Lists) from(ctx context.Context, read func(context.Context, *DB) error) error {
	if copied := l.db.replica; copied != nil && !WantsNewest(ctx) {
		if answered, err := copied.answers(ctx, read); answered {
			return err
		}
	}
	return read(ctx, l.db)
}

type newestKey struct{}

// Newest has lists read in the database itself: for who has just written, and looks at once.
func Newest(ctx context.Context) context.Context { return context.WithValue(ctx, newestKey{}, true) }

// WantsNewest reports whether that was said.
func WantsNewest(ctx context.Context) bool {
	wanted, _ := ctx.Value(newestKey{}).(bool)
	return wanted
}

package tx

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
)

// MadeBefore finds what an account's Idempotency-Key made before: an application, a ticket or a reversal, whichever made
// picks. A key that was used for another request, or made something else, is refused. The account must be locked.
func MadeBefore[ID ~string](
	ctx context.Context, q *query.Queries, account ids.Account, key string, request []byte, made func(query.IdempotencyKey) *ID,
) (id ID, found bool, err error) {
	known, err := q.IdempotencyKey(ctx, query.IdempotencyKeyParams{Account: account, Key: key})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("read idempotency key: %w", err)
	case made(known) == nil || !bytes.Equal(known.Request, request):
		return "", false, refusal.New(refusal.IdempotencyKeyReused, "Idempotency-Key")
	default:
		return *made(known), true, nil
	}
}

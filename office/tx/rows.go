package tx

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kaipiao/domain/refusal"
)

// Missing turns "no rows" into a refusal that names the object, and leaves other errors alone.
func Missing(err error, what string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return refusal.New(refusal.NotFound, "", what)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}

// Optional stores an empty text as null.
func Optional[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

// Text reads a null as an empty text.
func Text[T ~string](value *T) T {
	if value == nil {
		return ""
	}
	return *value
}

// OneRow refuses with not_found when a change met no row.
func OneRow(rows int64, err error, what string) error {
	if err == nil && rows == 0 {
		return refusal.New(refusal.NotFound, "", what)
	}
	return err
}

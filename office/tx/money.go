package tx

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"

	"kaipiao/domain/money"
)

// numeric writes an amount as the database keeps it. Without it pgx tries every other way first, and writes a text that it reads again: of a thousand
// records that is a fifth of what this process does.
type numeric money.Amount

// NumericValue is the amount, in CNY.
func (n numeric) NumericValue() (pgtype.Numeric, error) {
	exact := money.Amount(n).Decimal()
	return pgtype.Numeric{Int: exact.Coefficient(), Exp: exact.Exponent(), Valid: true}, nil
}

// writtenAsNumeric is the plan of pgx for an amount.
type writtenAsNumeric struct{ next pgtype.EncodePlan }

// SetNext implements pgtype.WrappedEncodePlanNextSetter.
func (w *writtenAsNumeric) SetNext(next pgtype.EncodePlan) { w.next = next }

// Encode implements pgtype.EncodePlan.
func (w *writtenAsNumeric) Encode(value any, into []byte) ([]byte, error) {
	amount, is := value.(money.Amount)
	if !is {
		return nil, fmt.Errorf("%T is no amount", value)
	}
	return w.next.Encode(numeric(amount), into)
}

func wrapAmount(value any) (pgtype.WrappedEncodePlanNextSetter, any, bool) { //nolint:ireturn // as pgx calls it
	amount, is := value.(money.Amount)
	if !is {
		return nil, nil, false
	}
	return &writtenAsNumeric{}, numeric(amount), true
}

// writeMoney has a connection write amounts so.
func writeMoney(types *pgtype.Map) {
	types.TryWrapEncodePlanFuncs = append([]pgtype.TryWrapEncodePlanFunc{wrapAmount}, types.TryWrapEncodePlanFuncs...)
}

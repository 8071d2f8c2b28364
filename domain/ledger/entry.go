package ledger

import (
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Bucket is where an amount of a record is. Every entry of the ledger moves an amount from one bucket to another, so
// that eligible cash − refunds = free + reserved + invoiced − outstanding holds at all times (L11).
type Bucket string

// The buckets.
const (
	Cash        Bucket = "cash"        // where consumption comes from
	Free        Bucket = "free"        // neither refunded, reserved nor invoiced
	Reserved    Bucket = "reserved"    // applied for
	Invoiced    Bucket = "invoiced"    // on an issued invoice
	Outstanding Bucket = "outstanding" // a debt: refunded after it was reserved or invoiced; what leaves this bucket increases it
	GivenBack   Bucket = "refunded"    // given back
)

// Entry is one move of the ledger. It is never changed; a correction is another entry.
type Entry struct {
	Account ids.Account
	Seller  ids.Seller
	TaxCode string
	// FromConsumption and ToConsumption are the same record, except in an offset (L9).
	FromConsumption ids.Consumption
	From            Bucket
	ToConsumption   ids.Consumption
	To              Bucket
	Amount          money.Amount
	Refund          ids.Refund
	Application     ids.Application
	Invoice         ids.Invoice
	At              time.Time
}

// SplitRefund divides a refund of one record: first what is free is reduced, the rest becomes outstanding (L7).
func SplitRefund(free, refund money.Amount) (fromFree, outstanding money.Amount) {
	fromFree = money.Min(free, refund)
	return fromFree, refund.Sub(fromFree)
}

package parcel

import (
	"fmt"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
)

// Reference is by what the courier knows the n-th parcel of an invoice: the first by the invoice's id, one that is sent
// again by another reference, because the courier takes each once (V7).
func Reference(invoiceID ids.Invoice, n int) string {
	if n == 1 {
		return string(invoiceID)
	}
	return fmt.Sprintf("%s-r%d", invoiceID, n)
}

// SilentNote is what stands in the ticket of a parcel of which nothing was heard for too long (V7).
func SilentNote(trackingNumber string, since time.Time) string {
	day := calendar.DateOf(since)
	return fmt.Sprintf("快递单号 %s 自 %s 起没有任何物流信息，请向快递公司（或发货的服务商）核实，并告知客户。\n\n"+
		"Nothing was heard of parcel %s since %s. Please ask the courier, or the vendor that sent it, and tell the customer.",
		trackingNumber, day, trackingNumber, day)
}

// ReturnedNote is what stands in the ticket of a parcel that came back (V7).
func ReturnedNote(trackingNumber string) string {
	return fmt.Sprintf("快递单号 %s 已被退回，请与客户核实收件信息后重新寄送。\n\n"+
		"Parcel %s came back. Please check the address with the customer, and have the invoice sent again.", trackingNumber, trackingNumber)
}

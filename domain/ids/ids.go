// Package ids is what the things of the house are called by. Each kind of thing has its own type, so that the id of one cannot be given
// where the id of another is meant. They are texts in the database, in JSON and in the histories of workflows. None is personal data (O2).
package ids

// Invoice identifies an invoice: the id of its application and a number, as application.InvoiceID makes it. It is its own for life, also
// where the invoice is corrected and issued anew.
type Invoice string

// Application identifies an application for an invoice. It is a UUID that we make when it is applied for.
type Application string

// Account identifies a customer's account. It is the id that the vendor's own systems know the account by; we take it as they give it.
type Account string

// Ticket identifies a ticket. It is a UUID that we make when the ticket is opened.
type Ticket string

// Reversal identifies one voiding or red-issuing of an invoice: the id of the invoice and a number, as reversal.ID makes it.
type Reversal string

// Reconciliation identifies one comparison of ledger, register and provider. It is a UUID that we make when it begins.
type Reconciliation string

// Seller identifies who sells, and stands as the seller on the invoice: the platform itself, or one of its marketplace vendors by the id
// that the platform's own systems know it by.
type Seller string

// Consumption identifies an order or a bill that was paid, and with it its record in the ledger. It is the id that the billing system
// knows it by; we take it as it is reported.
type Consumption string

// Refund identifies one giving back of cash. It is the id that the billing system knows it by; we take it as it is reported.
type Refund string

// Title identifies a title that an account has saved. It is a UUID that we make when the title is saved.
type Title string

// Address identifies an address that an account has saved. It is a UUID that we make when the address is saved.
type Address string

// Webhook identifies an endpoint that is subscribed. It is a UUID that we make when it subscribes. The header webhook-id of a message is
// not this; it names the message.
type Webhook string

// Material identifies what was handed in with a ticket, or made for it: the id of the ticket and a number, as ticket.MaterialID makes it.
type Material string

// Import identifies a file of consumption that was handed in. It is the id that the caller gives it, or a UUID that we make.
type Import string

// Export identifies a file that somebody asked for. It is a UUID that we make, or one that follows from the caller's Idempotency-Key.
type Export string

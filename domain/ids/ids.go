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

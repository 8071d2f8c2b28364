// Package workflows holds the life of an invoice as it is told: one file per workflow. Postgres decides what is true,
// the provider what is legal; a workflow decides only what happens next, and says in words what it waits for.
//
// Read application.go, then invoice.go, issuing.go, reversal.go and seller_desk.go. Ids and names are in names.go, how messages are
// taken in messages.go, how activities are asked and what happens when something contradicts in steps.go, time-outs and retries in
// timeouts.go.
package workflows

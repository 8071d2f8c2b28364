package main

import (
	"context"
	"fmt"

	"kaipiao/office/books"
	"kaipiao/office/tx"
	"kaipiao/settings"
)

type auditCommand struct {
	Ledger    auditLedgerCommand    `cmd:"" help:"List every account, seller and tax code where the ledger does not add up."`
	Provider  auditProviderCommand  `cmd:"" help:"List what ledger, register and tax provider do not say alike."`
	Workflows auditWorkflowsCommand `cmd:"" help:"List what must run in Temporal and does not, and what runs for nothing."`
	Files     auditFilesCommand     `cmd:"" help:"List files that the register has and the file store has not."`
	Trail     auditTrailCommand     `cmd:"" help:"Find the first place at which the audit trail is not as it was written."`
}

type auditLedgerCommand struct{}

// Run recomputes the ledger from its entries (L11). It fails when anything does not add up.
func (auditLedgerCommand) Run(ctx context.Context) error {
	s, err := settings.LoadToRead()
	if err != nil {
		return err
	}
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	broken, err := books.Audit(ctx, tx.New(pool))
	if err != nil {
		return err
	}
	for _, place := range broken {
		fmt.Println(place)
	}
	if len(broken) > 0 {
		return fmt.Errorf("the ledger does not add up in %d places", len(broken))
	}
	fmt.Println("the ledger adds up: eligible cash − refunds = unreserved + reserved + invoiced − outstanding, for every account, seller and tax code")
	return nil
}
